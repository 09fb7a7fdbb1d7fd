#include "words.hpp"

namespace reactivation::report {

const Words& words_of(Language language) noexcept {
  return language == Language::ru ? russian_words : english_words;
}

}  // namespace reactivation::report
