// What tests of messengers hand over, and the last look that they answer.
#pragma once

#include <functional>

#include "reactivation/ports/messenger.hpp"

namespace hand_over {

using namespace reactivation;

/// Counts how often it is asked, and lets a test look around meanwhile.
class Look final : public LastLook {
public:
  explicit Look(bool answer = true) : answer_(answer) {}
  bool still_allowed() override {
    ++asked;
    if (during) during();
    return answer_;
  }
  int asked = 0;
  std::function<void()> during;

private:
  bool answer_;
};

inline OutgoingMessage a_message() {
  OutgoingMessage message;
  message.attempt_id.bytes = {1, 2, 3};
  message.company_id = CompanyId{1};
  message.client_id = ClientId{17};
  message.service_id = ServiceId{3};
  message.phone = PhoneNumber{447'700'900'123ULL};
  message.text = "Анна, прошло 5 недель.\n\"Ждём\" вас";
  message.template_id = "ru-1";
  message.discount_percent = 10;
  OfferedSlot& offered = message.slots.emplace_back();
  offered.slot.service_id = ServiceId{3};
  offered.slot.staff_id = StaffId{4};
  offered.slot.starts_at = Instant{date::sys_days{date::year{2026} / 3 / 5}};
  message.sent_at = Instant{date::sys_days{date::year{2026} / 3 / 2}};
  return message;
}

}  // namespace hand_over
