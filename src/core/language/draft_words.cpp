#include "draft_words.hpp"

namespace reactivation {

const DraftWords* draft_words(Language language) noexcept {
  switch (language) {
    case Language::en:
      return &english_drafts;
    case Language::ru:
      return &russian_drafts;
  }
  return nullptr;
}

}  // namespace reactivation
