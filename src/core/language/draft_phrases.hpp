// The words of good drafts. What a list of bad words does not know can still be rude, false or a
// promise; so a draft is made of words known to be harmless, put together as in good drafts.
#pragma once

#include <span>
#include <string_view>

namespace reactivation {

/// All folded and sorted by bytes.
struct DraftPhrases {
  std::span<const std::string_view> known;
  /// Two words with a blank: familiar together, where one of them is not by itself ("can't wait").
  std::span<const std::string_view> fixed;
  /// Two neighbours of a good draft, with a blank. "<" and ">" are the ends of a sentence, "{name}"
  /// a placeholder, "{title}" a word of the service's title.
  std::span<const std::string_view> pairs;
  /// The words of sentences that say a discount.
  std::span<const std::string_view> offers;
};

extern const DraftPhrases english_phrases;
extern const DraftPhrases russian_phrases;

}  // namespace reactivation
