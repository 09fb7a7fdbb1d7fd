#include "reply_lexicon.hpp"

#include <array>

namespace reactivation {
namespace {

constexpr std::array<const ReplyLexicon*, 6> lexicons{&russian_replies,   &english_replies,
                                                      &ukrainian_replies, &kazakh_replies,
                                                      &uzbek_replies,     &foreign_commands};

}  // namespace

std::span<const ReplyLexicon* const> all_reply_lexicons() noexcept { return lexicons; }

}  // namespace reactivation
