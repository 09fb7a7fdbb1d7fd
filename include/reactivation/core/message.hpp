// The message from a template: facts in, text out, the same text for the same facts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reactivation/core/arms.hpp"
#include "reactivation/core/attempt.hpp"
#include "reactivation/core/company.hpp"
#include "reactivation/core/ids.hpp"
#include "reactivation/core/settings.hpp"
#include "reactivation/core/time.hpp"

namespace reactivation {

struct MessageSlot {
  LocalTime starts_at;     ///< in the company's zone
  std::string staff_name;  ///< empty: not named
};

/// Everything a text may say; it says nothing else.
struct MessageFacts {
  Language language = Language::en;
  Tone tone = Tone::friendly;
  AddressForm address_form = AddressForm::formal;
  BusinessType business_type = BusinessType::other;
  std::string company_name;  ///< empty: not named
  std::string client_name;   ///< as stored; unusable ones become a greeting without a name
  std::string service_title;
  std::string favourite_staff;  ///< empty: not named
  std::int64_t days_since_visit = 0;
  bool visited_since = false;  ///< has been in for another service meanwhile
  bool is_regular = false;
  bool is_vip = false;
  int attempt_number = 1;
  int discount_percent = 0;                    ///< 0: no word of a discount
  std::optional<LocalDate> offer_valid_until;  ///< named only together with a discount
  std::vector<MessageSlot> slots;              ///< up to 5, best first
  LocalDate today;                             ///< "tomorrow" is the day after it
  AttemptId attempt_id;                        ///< picks the variant
  /// The same for all attempts of one client about one service, different between clients: then
  /// each attempt takes the variant after the last one's, and one run's texts are spread over all
  /// of them. 0: half of the variants for odd attempts, half for even ones, by `attempt_id`.
  std::uint64_t variant_seed = 0;
};

struct RenderedMessage {
  std::string text;  ///< UTF-8, at most 6 lines and 500 code points
  /// `ru-friendly-07`, or `ru-short` where names were too long for that one: stays with the
  /// attempt, for the reports.
  std::string template_id;
};

/// At most 6 lines, 500 code points, 2 emoji; by name, with the time since the visit, the favourite
/// staff member, the slots and the discount where there are any; ends in a call to action.
[[nodiscard]] RenderedMessage render_message(const MessageFacts& facts);

/// That a message's text is the one that this id names, out of those of its language and tone, each
/// as likely as the others. Nothing for what is not drawn: a text of a model or of a person, the
/// short one, an id that is not of here.
[[nodiscard]] std::optional<DrawnArm> drawn_template(std::string_view template_id);
/// What was drawn for an attempt, once its text is written or written anew.
[[nodiscard]] std::vector<DrawnArm> arms_with_text(std::vector<DrawnArm> arms,
                                                   std::string_view template_id);

/// For `MessageFacts::variant_seed`; never 0.
[[nodiscard]] std::uint64_t variant_seed(ClientId client, ServiceId service) noexcept;

/// The first name as a greeting may say it: letters (and - ' between them), at most 40, title case;
/// empty when the stored name is no name ("Клиент", "test", a phone, a note, markup).
[[nodiscard]] std::string greeting_name(std::string_view stored_name);
/// True when the stored name asks not to be written to ("НЕ ПИСАТЬ Анна", "чёрный список").
[[nodiscard]] bool is_do_not_contact_name(std::string_view stored_name);

}  // namespace reactivation
