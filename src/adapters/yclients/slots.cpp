// Free times: the schedule of all staff in one reading, and a check of what is promised.
#include <algorithm>
#include <chrono>
#include <utility>

#include "api.hpp"
#include "free_time.hpp"

namespace reactivation {
namespace yclients {
namespace {

/// Nobody is asked about more of the future than this.
constexpr Days ahead_max{31};
constexpr int step_minutes_min = 5;
constexpr int step_minutes_max = 60;
/// A message waits for the answer, so nobody is asked for long.
constexpr int tries_max = 2;
constexpr http::Milliseconds patience{20'000};

/// `2026-03-04T10:30:00+03:00`: the salon's wall clock with its offset then.
std::string with_offset(Instant at, const TimeZone& zone) {
  const LocalTime local = zone.to_local(at);
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(local.time_since_epoch() -
                                                                        at.time_since_epoch())
                           .count();
  const auto two = [](std::int64_t number) {
    std::string text = std::to_string(number);
    return text.size() < 2 ? "0" + text : text;
  };
  const std::int64_t size = minutes < 0 ? -minutes : minutes;
  return to_iso_local(local) + (minutes < 0 ? "-" : "+") + two(size / 60) + ":" + two(size % 60);
}

bool has_overlap(std::span<const Slot> slots) {
  const auto end_of = [](const Slot& slot) {
    return slot.starts_at + std::chrono::minutes{slot.duration_minutes.value_or(1)};
  };
  for (std::size_t i = 0; i < slots.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (slots[i].staff_id == slots[j].staff_id && slots[i].starts_at < end_of(slots[j]) &&
          slots[j].starts_at < end_of(slots[i])) {
        return true;
      }
    }
  }
  return false;
}

/// The number of the appointment that was refused; 0 when the refusal names none.
std::int64_t refused_of(const Json& meta) {
  const Json& errors = member(meta, "errors");
  for (const Json* place : {&meta, &errors}) {
    if (const std::int64_t id = id_of(member(*place, "id"))) return id;
  }
  if (!errors.is_array()) return 0;
  for (const Json& error : errors) {
    if (const std::int64_t id = id_of(member(error, "id"))) return id;
  }
  return 0;
}

}  // namespace

class Slots final : public SlotSource {
public:
  Slots(std::unique_ptr<Api> api, YclientsSlotOptions options)
      : api_(std::move(api)), options_(std::move(options)) {}

  [[nodiscard]] result<std::vector<Slot>> find_slots(CompanyId company,
                                                     std::span<const ServiceId> services,
                                                     Instant from, Instant until) override {
    std::vector<Slot> out;
    if (company != options_.company_id || services.empty() || from >= until) return out;
    until = std::min(until, from + ahead_max);
    if (auto read = refresh(from, until); !read) return read.as_failure();
    for (const ServiceId service : services) {
      std::vector<Slot> found = slots_of(service, from, until);
      thin_out(found, zone(), options_.step_minutes);
      out.insert(out.end(), found.begin(), found.end());
    }
    return out;
  }

  /// All at once, as long as that is refused without the refused one, and one by one when the
  /// refusal does not say which it was.
  [[nodiscard]] result<std::vector<Slot>> bookable(CompanyId company,
                                                   std::vector<Slot> slots) override {
    if (company != options_.company_id || slots.empty()) return std::vector<Slot>{};
    if (codes_.services.empty()) {
      if (auto known = read_codes(); !known) return known.as_failure();
    }
    // Times of one chair that overlap are refused for each other's sake, not for their own.
    if (has_overlap(slots)) return one_by_one(slots);
    std::vector<Slot> out = std::move(slots);
    while (!out.empty()) {
      const auto refused = check(out);
      if (!refused) return refused.as_failure();
      if (refused.value() == none_refused) return out;
      if (refused.value() < out.size()) {
        take_away(out[refused.value()]);
        out.erase(out.begin() + static_cast<std::ptrdiff_t>(refused.value()));
        continue;
      }
      return one_by_one(out);
    }
    return out;
  }

private:
  static constexpr std::size_t none_refused = static_cast<std::size_t>(-1);
  static constexpr std::size_t some_refused = static_cast<std::size_t>(-2);

  [[nodiscard]] const TimeZone& zone() const { return api_->options().zone; }
  [[nodiscard]] Instant now() const {
    const auto& wall = api_->options().client.time.wall;
    return wall ? wall() : date::floor<Seconds>(std::chrono::system_clock::now());
  }

  result<void> read_codes() {
    auto codes = options_.codes();
    if (!codes) return codes.as_failure();
    codes_ = std::move(codes).value();
    return boost::outcome_v2::success();
  }

  /// Whether YClients may be asked at all; counts the call.
  [[nodiscard]] bool takes_call() {
    const Instant at = now();
    const LocalDate today = zone().local_date(at);
    if (today != day_) {
      day_ = today;
      calls_today_ = 0;
    }
    if (at < silent_until_ || calls_today_ >= options_.calls_per_day_max) return false;
    ++calls_today_;
    return true;
  }

  std::error_code give_up() {
    silent_until_ = now() + options_.pause;
    return make_error_code(errc::io_failed);
  }

  result<void> refresh(Instant from, Instant until) {
    const Instant at = now();
    const LocalDate first = zone().local_date(from);
    const LocalDate last = zone().local_date(until);
    const bool is_fresh = schedule_at_ && at - *schedule_at_ < options_.schedule_max &&
                          at >= *schedule_at_ && first_ <= first && last <= last_;
    if (is_fresh) return boost::outcome_v2::success();
    if (auto known = read_codes(); !known) return known;
    if (auto known = read_lengths(at); !known) return known;
    if (!takes_call()) return make_error_code(errc::io_failed);
    const Answer answer =
        api_->get(Rights::user,
                  "/company/" + api_->salon() + "/staff/schedule?start_date=" + to_iso_date(first) +
                      "&end_date=" + to_iso_date(last) + "&include%5B%5D=busy_intervals");
    if (answer.end != End::answered) return give_up();
    schedule_ = schedule_of(answer.data);
    schedule_at_ = at;
    first_ = first;
    last_ = last;
    return boost::outcome_v2::success();
  }

  result<void> read_lengths(Instant at) {
    if (lengths_at_ && at - *lengths_at_ < options_.services_max && at >= *lengths_at_) {
      return boost::outcome_v2::success();
    }
    if (!takes_call()) return make_error_code(errc::io_failed);
    const Answer answer = api_->get(Rights::user, "/company/" + api_->salon() + "/services");
    if (answer.end != End::answered) return give_up();
    lengths_ = lengths_of(answer.data);
    lengths_at_ = at;
    return boost::outcome_v2::success();
  }

  template <class Id>
  static std::int64_t code_of(const std::vector<std::pair<Id, std::string>>& codes, Id id) {
    const auto found = std::find_if(codes.begin(), codes.end(),
                                    [id](const auto& each) { return each.first == id; });
    return found == codes.end() ? 0 : id_of(Json(found->second));
  }

  std::vector<Slot> slots_of(ServiceId service, Instant from, Instant until) const {
    std::vector<Slot> out;
    const std::int64_t code = code_of(codes_.services, service);
    if (code == 0) return out;
    for (const auto& [staff_id, staff_text] : codes_.staff) {
      const auto length = lengths_.find({code, id_of(Json(staff_text))});
      if (length == lengths_.end()) continue;
      for (LocalDate day = first_; day <= last_; day += Days{1}) {
        const auto found = schedule_.find({length->first.second, day});
        if (found == schedule_.end()) continue;
        for (const int minutes :
             free_starts(found->second, length->second, options_.step_minutes)) {
          const LocalTime local = LocalTime{day} + std::chrono::minutes{minutes};
          const Instant at = zone().to_instant(local);
          if (zone().is_skipped(local) || at < from || at >= until) continue;
          out.push_back({service, staff_id, at, length->second});
        }
      }
    }
    return out;
  }

  /// Which of them was refused, `some_refused` when nobody says, `none_refused`.
  result<std::size_t> check(std::span<const Slot> slots) {
    Json appointments = Json::array();
    for (std::size_t i = 0; i < slots.size(); ++i) {
      const std::int64_t service = code_of(codes_.services, slots[i].service_id);
      const std::int64_t staff = code_of(codes_.staff, slots[i].staff_id);
      if (service == 0 || staff == 0) return i;  // not theirs
      appointments.push_back({{"id", i + 1},
                              {"services", Json::array({service})},
                              {"staff_id", staff},
                              {"datetime", with_offset(slots[i].starts_at, zone())}});
    }
    if (!takes_call()) return make_error_code(errc::io_failed);
    const Answer answer = api_->post(Rights::partner, "/book_check/" + api_->salon(),
                                     Json{{"appointments", std::move(appointments)}});
    if (answer.end == End::answered) return none_refused;
    if (answer.end != End::unprocessable) return give_up();
    const auto number = static_cast<std::uint64_t>(refused_of(answer.meta));
    if (number >= 1 && number <= slots.size()) return static_cast<std::size_t>(number - 1);
    return slots.size() == 1 ? std::size_t{0} : some_refused;
  }

  result<std::vector<Slot>> one_by_one(std::span<const Slot> slots) {
    std::vector<Slot> out;
    for (const Slot& slot : slots) {
      const auto refused = check({&slot, 1});
      if (!refused) return refused.as_failure();
      if (refused.value() == none_refused) {
        out.push_back(slot);
      } else {
        take_away(slot);
      }
    }
    return out;
  }

  /// Nobody is offered it again before the schedule is read anew.
  void take_away(const Slot& slot) {
    const LocalTime local = zone().to_local(slot.starts_at);
    const auto found = schedule_.find({code_of(codes_.staff, slot.staff_id), date_of(local)});
    if (found == schedule_.end()) return;
    const auto begin = std::chrono::duration_cast<std::chrono::minutes>(local - date_of(local));
    const int from = static_cast<int>(begin.count());
    found->second.busy.push_back({from, from + slot.duration_minutes.value_or(1)});
  }

  std::unique_ptr<Api> api_;
  YclientsSlotOptions options_;
  OutsideCodes codes_;
  Lengths lengths_;
  Schedule schedule_;
  std::optional<Instant> lengths_at_;
  std::optional<Instant> schedule_at_;
  LocalDate first_{};
  LocalDate last_{};
  Instant silent_until_ = no_instant;
  LocalDate day_{};
  int calls_today_ = 0;
};

}  // namespace yclients

result<std::unique_ptr<SlotSource>> make_yclients_slots(YclientsOptions options,
                                                        YclientsSlotOptions slots) {
  const bool is_fine = slots.company_id.is_set() && slots.codes &&
                       slots.step_minutes >= yclients::step_minutes_min &&
                       slots.step_minutes <= yclients::step_minutes_max &&
                       slots.calls_per_day_max >= 0;
  if (!is_fine) return make_error_code(errc::invalid_argument);
  http::RepeatPolicy& repeat = options.client.repeat;
  repeat.tries_max = std::min(repeat.tries_max, yclients::tries_max);
  repeat.total_max = std::min(repeat.total_max, yclients::patience);
  auto api = yclients::Api::make(std::move(options));
  if (!api) return api.as_failure();
  return std::unique_ptr<SlotSource>(
      std::make_unique<yclients::Slots>(std::move(api).value(), std::move(slots)));
}

}  // namespace reactivation
