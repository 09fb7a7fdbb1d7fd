#include "host_ports.hpp"

#include <algorithm>
#include <limits>

#include "guard.hpp"
#include "reactivation/json/message_json.hpp"
#include "reactivation/json/port_json.hpp"

namespace reactivation::capi {
namespace {

using boost::outcome_v2::success;

reactivation_text text_of(std::string_view text) { return {text.data(), text.size()}; }

/// What came of one call of a callback.
struct Answer {
  reactivation_status status = REACTIVATION_OK;
  bool has_thrown = false;
};

template <class Call>
Answer ask(Call call) noexcept {
  try {
    return {call(), false};
  } catch (...) {
    return {REACTIVATION_CALLBACK_FAILED, true};
  }
}

/// Open for one callback, and empty at its beginning.
class OpenSink {
public:
  explicit OpenSink(reactivation_sink& sink) : sink_(sink) {
    sink_.bytes.clear();
    sink_.is_written = sink_.is_lost = false;
    sink_.is_open = true;
  }
  ~OpenSink() { sink_.is_open = false; }
  OpenSink(const OpenSink&) = delete;
  OpenSink& operator=(const OpenSink&) = delete;

private:
  reactivation_sink& sink_;
};

class OpenLook {
public:
  OpenLook(reactivation_last_look& opened, LastLook& look) : opened_(opened) {
    opened_.look = &look;
    opened_.is_asked = opened_.is_allowed = false;
  }
  ~OpenLook() { opened_.look = nullptr; }
  OpenLook(const OpenLook&) = delete;
  OpenLook& operator=(const OpenLook&) = delete;

private:
  reactivation_last_look& opened_;
};

/// What came in while the messenger made ready counts.
class LookWithOthers final : public LastLook {
public:
  LookWithOthers(LastLook& look, const Owed& owed, Turn& turn, std::chrono::seconds longest)
      : look_(look), owed_(owed), turn_(turn), longest_(longest) {}
  bool still_allowed() override {
    const Closing closing(turn_, longest_);  // who does not come out has the last word: no
    return closing.is_closed() && owed_.is_empty() && look_.still_allowed();
  }

private:
  LastLook& look_;
  const Owed& owed_;
  Turn& turn_;
  std::chrono::seconds longest_;
};

void note(Promises& promises, const char* callback, const Answer& answer) {
  if (answer.has_thrown) {
    promises.broke(callback, "threw an exception");
  } else {
    promises.broke(callback, "returned " + std::to_string(answer.status) + " (" +
                                 reactivation_status_text(answer.status) + ")");
  }
}

/// The host's side does not answer now, which is no broken promise.
bool is_outage(const Answer& answer) {
  return !answer.has_thrown && answer.status == REACTIVATION_IO_FAILED;
}

/// Whether the sink holds a result; when it does not, that is noted.
bool is_result(const reactivation_sink& sink, Promises& promises, const char* callback) {
  if (sink.is_lost) {
    promises.broke(callback, "wrote a result that is too large or found no memory");
  } else if (!sink.is_written) {
    promises.broke(callback, "returned OK and wrote no result");
  }
  return sink.is_written && !sink.is_lost;
}

template <class Value>
std::optional<Value> read_result(ReadDocument<Value>&& document, Promises& promises,
                                 const char* callback) {
  if (!document.value) {
    promises.broke(callback, "wrote what cannot be read: " +
                                 refusal_of(document.issues, "the result").message);
  }
  return std::move(document.value);
}

}  // namespace

// --- Messenger ----------------------------------------------------------------------------------

Reach HostMessenger::reach() const noexcept {
  return (table_.flags & REACTIVATION_MESSENGER_REACHES_PEOPLE) != 0 ? Reach::people
                                                                     : Reach::nobody;
}

Seconds HostMessenger::send_max() const noexcept { return Seconds{table_.send_seconds_max}; }

SendReceipt HostMessenger::receipt_of(reactivation_status status, const char* callback) {
  // `return reactivation_last_look_ask(look);` is what comes to mind after a no.
  const bool is_refused = look_.is_asked && !look_.is_allowed;
  if (status == REACTIVATION_CANCELLED && is_refused) return SendOutcome::not_started;
  if (status != REACTIVATION_OK) {
    note(promises_, callback, {status, false});
  } else if (is_result(sink_, promises_, callback)) {
    auto receipt = read_result(read_send_receipt(sink_.bytes, clock_.now()), promises_, callback);
    if (receipt) return std::move(*receipt);
  }
  return SendReceipt{SendOutcome::uncertain};
}

void HostMessenger::check_look(const SendReceipt& receipt) {
  const bool may_have_left =
      receipt.outcome == SendOutcome::accepted || receipt.outcome == SendOutcome::uncertain;
  if (!may_have_left || look_.is_allowed) return;
  promises_.broke("messenger.send", look_.is_asked
                                        ? "wrote although the last look said no"
                                        : "did not ask for the last look before it wrote");
}

result<SendReceipt> HostMessenger::send(const OutgoingMessage& message, LastLook& look) {
  constexpr const char* callback = "messenger.send";
  const std::string document =
      write_message(message, {{}, MessageMark::none, MessageLayout::one_line});
  Answer answer;
  {
    const OpenSink open_sink(sink_);
    const OpenLook open_look(look_, look);
    const Opening opening(turn_);
    answer = ask([&] { return table_.send(table_.user_data, text_of(document), &look_, &sink_); });
  }
  if (answer.has_thrown) {
    note(promises_, callback, answer);
    return SendReceipt{SendOutcome::uncertain};
  }
  if (answer.status == REACTIVATION_MESSENGER_FAILED) return errc::messenger_failed;
  SendReceipt receipt = receipt_of(answer.status, callback);
  check_look(receipt);
  return receipt;
}

result<std::optional<SendReceipt>> HostMessenger::find_outcome(const AttemptId& attempt) {
  constexpr const char* callback = "messenger.find_outcome";
  if (table_.find_outcome == nullptr) return std::optional<SendReceipt>{};
  look_.is_asked = false;
  const std::string id = to_string(attempt);
  Answer answer;
  {
    const OpenSink open_sink(sink_);
    const Opening opening(turn_);
    answer = ask([&] { return table_.find_outcome(table_.user_data, text_of(id), &sink_); });
  }
  if (answer.has_thrown) {
    note(promises_, callback, answer);
    return callback_failed();
  }
  if (answer.status == REACTIVATION_NOT_FOUND) return std::optional<SendReceipt>{};
  SendReceipt receipt = receipt_of(answer.status, callback);
  if (promises_.is_broken()) return callback_failed();
  return std::optional{std::move(receipt)};
}

result<SendReceipt> HeardMessenger::send(const OutgoingMessage& message, LastLook& look) {
  if (promises_.is_broken()) return callback_failed();
  LookWithOthers last(look, owed_, turn_, longest_);
  auto receipt = inner_.send(message, last);
  if (receipt && receipt.value().signal) heard_ = receipt.value().signal->kind;
  return receipt;
}

// --- Slots --------------------------------------------------------------------------------------

result<std::vector<Slot>> HostSlots::find_slots(CompanyId company,
                                                std::span<const ServiceId> services, Instant from,
                                                Instant until) {
  constexpr const char* callback = "slot_source.find_slots";
  constexpr std::size_t slots_a_service_max = 500;
  const std::string question = write_slot_question({company, services, from, until});
  Answer answer;
  {
    const OpenSink open_sink(sink_);
    const Opening opening(turn_);
    answer = ask([&] { return table_.find_slots(table_.user_data, text_of(question), &sink_); });
  }
  if (is_outage(answer)) return errc::io_failed;
  if (answer.has_thrown || answer.status != REACTIVATION_OK) {
    note(promises_, callback, answer);
    return callback_failed();
  }
  if (!is_result(sink_, promises_, callback)) return callback_failed();
  auto slots = read_result(read_slots(sink_.bytes), promises_, callback);
  if (!slots) return callback_failed();
  if (slots->size() > slots_a_service_max * services.size()) {
    promises_.broke(callback, "wrote more than 500 slots a service");
    return callback_failed();
  }
  // What was not asked for is no offer.
  std::erase_if(*slots, [&](const Slot& slot) {
    return slot.starts_at < from || slot.starts_at >= until ||
           std::find(services.begin(), services.end(), slot.service_id) == services.end();
  });
  return std::move(*slots);
}

// --- Clock --------------------------------------------------------------------------------------

Instant HostClock::now() const {
  constexpr const char* callback = "clock.now";
  constexpr std::int64_t unwritten = std::numeric_limits<std::int64_t>::min();
  std::int64_t seconds = unwritten;
  const Answer answer = ask([&] { return table_.now(table_.user_data, &seconds); });
  is_silent_ = true;
  if (answer.has_thrown || answer.status != REACTIVATION_OK) {
    note(promises_, callback, answer);
    return last_;
  }
  constexpr Instant since{date::sys_days{date::year{2000} / 1 / 1}};
  const bool is_sound = seconds >= since.time_since_epoch().count() &&
                        seconds < max_instant.time_since_epoch().count();
  if (!is_sound) {
    promises_.broke(callback, seconds == unwritten ? "returned OK and wrote no time"
                                                   : "wrote a time outside of 2000 to 2199");
    return last_;
  }
  is_silent_ = false;
  last_ = Instant{Seconds{seconds}};
  return last_;
}

result<void> HostClock::wait_until(Instant at) {
  constexpr const char* callback = "clock.wait_until";
  if (table_.wait_until == nullptr) return errc::unsupported;
  Answer answer;
  {
    const Opening opening(turn_);
    answer =
        ask([&] { return table_.wait_until(table_.user_data, at.time_since_epoch().count()); });
  }
  if (!answer.has_thrown && answer.status == REACTIVATION_CANCELLED) return errc::cancelled;
  if (answer.has_thrown || answer.status != REACTIVATION_OK) {
    note(promises_, callback, answer);
    return callback_failed();
  }
  if (now() >= at) return success();
  promises_.broke(callback, "returned before that time had come");
  return callback_failed();
}

ClockTrust HostClock::trust() const {
  constexpr const char* callback = "clock.is_trusted";
  // A clock that cannot tell the time is not believed either.
  if (is_silent_) return ClockTrust::jumped;
  if (table_.is_trusted == nullptr) return ClockTrust::trusted;
  std::int32_t is_trusted = -1;
  const Answer answer = ask([&] { return table_.is_trusted(table_.user_data, &is_trusted); });
  if (answer.has_thrown || answer.status != REACTIVATION_OK) {
    note(promises_, callback, answer);
  } else if (is_trusted != 0 && is_trusted != 1) {
    promises_.broke(callback, "wrote neither 0 nor 1");
  }
  return !promises_.is_broken() && is_trusted == 1 ? ClockTrust::trusted : ClockTrust::jumped;
}

// --- Dialogues and notices ----------------------------------------------------------------------

result<std::optional<Dialogue>> HostDialogues::load_dialogue(CompanyId company, ClientId client) {
  constexpr const char* callback = "dialogue_memory.load";
  if (sink_.is_open) return errc::busy;  // from inside itself: there is one sink
  Answer answer;
  {
    const OpenSink open_sink(sink_);
    answer = ask([&] {
      return table_.load(table_.user_data, {company.value, client.value}, &sink_);
    });
  }
  if (!answer.has_thrown && answer.status == REACTIVATION_NOT_FOUND) {
    return std::optional<Dialogue>{};
  }
  if (is_outage(answer)) return errc::io_failed;
  if (answer.has_thrown || answer.status != REACTIVATION_OK) {
    note(promises_, callback, answer);
    return callback_failed();
  }
  if (!is_result(sink_, promises_, callback)) return callback_failed();
  auto dialogue = read_result(read_dialogue(sink_.bytes), promises_, callback);
  if (!dialogue) return callback_failed();
  if (dialogue->company_id != company || dialogue->client_id != client) {
    promises_.broke(callback, "wrote the dialogue of somebody else");
    return callback_failed();
  }
  return std::optional{std::move(*dialogue)};
}

result<void> HostDialogues::save_dialogue(const Dialogue& dialogue) {
  const std::string document = write_dialogue(dialogue);
  const reactivation_person person{dialogue.company_id.value, dialogue.client_id.value};
  const Answer answer =
      ask([&] { return table_.save(table_.user_data, person, text_of(document)); });
  if (!answer.has_thrown && answer.status == REACTIVATION_OK) return success();
  if (is_outage(answer)) return errc::io_failed;
  note(promises_, "dialogue_memory.save", answer);
  return callback_failed();
}

void HostNotifier::notify(const std::string& notice) const noexcept {
  (void)ask([&] { return table_.notify(table_.user_data, text_of(notice)); });
}

}  // namespace reactivation::capi
