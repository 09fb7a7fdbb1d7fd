#include "matrix.hpp"

#include <catch2/catch.hpp>
#include <cstring>
#include <limits>
#include <tuple>
#include <utility>

namespace capi_test {
namespace {

template <class T>
using Named = std::vector<std::pair<std::string, T>>;

/// Memory of the library's smallest object's size and no object at all.
void* stranger() {
  static std::uint64_t zeros[64] = {};
  return zeros;
}

template <class T>
concept Sized = requires(T value) {
  value.struct_size;
};

// --- What a host gets wrong, by the type of the argument ----------------------------------------

Named<reactivation_text> hostile(Slots& slots, reactivation_text good) {
  static const char byte = 'x';
  const std::string right(good.data == nullptr ? "" : good.data, good.size);
  return {{"null with a size", {nullptr, 5}},
          {"empty", {nullptr, 0}},
          {"larger than memory", {&byte, std::numeric_limits<std::size_t>::max()}},
          {"half of memory", {&byte, std::numeric_limits<std::size_t>::max() / 2}},
          {"just too large", {&byte, REACTIVATION_TEXT_SIZE_MAX + 1}},
          {"no UTF-8", slots.keep_text("\xFF\xFE\xC0\x80")},
          {"no UTF-8 at its end", slots.keep_text(right + "\xE2\x82")},
          {"a zero", slots.keep_text(std::string("a\0b", 3))},
          {"an object", slots.keep_text("{}")},
          {"a list", slots.keep_text("[]")},
          {"another document", slots.keep_text(R"({"schema":"reactivation.other/9"})")},
          {"deep", slots.keep_text(std::string(100'000, '['))},
          {"long", slots.keep_text(std::string(1'000'000, 'a'))},
          {"cut off", slots.keep_text(right.substr(0, right.size() / 2))}};
}

template <Sized T>
Named<const T*> hostile(Slots& slots, const T* good) {
  Named<const T*> out{{"null", nullptr}};
  if (good == nullptr) return out;
  for (const std::uint32_t size : {0U, 4U, static_cast<std::uint32_t>(sizeof(T)) - 1,
                                   static_cast<std::uint32_t>(sizeof(T)) + 8, 0xFFFFFFFFU}) {
    T wrong = *good;
    wrong.struct_size = size;
    out.emplace_back("struct_size " + std::to_string(size), slots.keep(wrong));
  }
  T flagged = *good;
  flagged.flags = 0xFFFFFFFF;
  out.emplace_back("every flag", slots.keep(flagged));
  T zeros{};
  zeros.struct_size = sizeof(T);
  out.emplace_back("zeros", slots.keep(zeros));
  T garbage;
  std::memset(static_cast<void*>(&garbage), 0xA5, sizeof garbage);
  garbage.struct_size = 12345;
  out.emplace_back("garbage", slots.keep(garbage));
  return out;
}

template <Sized T>
Named<T*> hostile(Slots& slots, T* good) {
  Named<T*> out;
  for (const auto& [name, value] : hostile(slots, static_cast<const T*>(good))) {
    out.emplace_back(name, const_cast<T*>(value));
  }
  return out;
}

Named<reactivation_error*> hostile(Slots& slots, reactivation_error*) {
  reactivation_error small{};
  small.struct_size = 8;
  return {{"null", nullptr}, {"a wrong size", slots.keep(small)}};
}

Named<reactivation_engine*> hostile(Slots&, reactivation_engine*) {
  return {{"null", nullptr}, {"a stranger", static_cast<reactivation_engine*>(stranger())}};
}
Named<reactivation_sink*> hostile(Slots& slots, reactivation_sink*) {
  return {{"null", nullptr},
          {"a stranger", static_cast<reactivation_sink*>(stranger())},
          {"an engine", reinterpret_cast<reactivation_sink*>(slots.world.engine)}};
}
Named<reactivation_last_look*> hostile(Slots& slots, reactivation_last_look*) {
  return {{"null", nullptr},
          {"a stranger", static_cast<reactivation_last_look*>(stranger())},
          {"an engine", reinterpret_cast<reactivation_last_look*>(slots.world.engine)}};
}

Named<reactivation_bytes*> hostile(Slots&, reactivation_bytes*) { return {{"null", nullptr}}; }
Named<std::int64_t*> hostile(Slots&, std::int64_t*) { return {{"null", nullptr}}; }
Named<reactivation_engine**> hostile(Slots&, reactivation_engine**) { return {{"null", nullptr}}; }

constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();

Named<std::int64_t> hostile(Slots&, std::int64_t) {
  return {{"0", 0}, {"-1", -1}, {"the least", least}, {"the most", most}, {"unknown", 777}};
}
Named<std::uint32_t> hostile(Slots&, std::uint32_t) {
  return {{"every bit", 0xFFFFFFFFU}, {"one more", 0x80000000U}};
}
Named<reactivation_person> hostile(Slots&, reactivation_person good) {
  Named<reactivation_person> out;
  for (const std::int64_t id : {std::int64_t{0}, std::int64_t{-1}, least, most}) {
    out.emplace_back("company " + std::to_string(id), reactivation_person{id, good.client_id});
    out.emplace_back("client " + std::to_string(id), reactivation_person{good.company_id, id});
  }
  return out;
}
Named<reactivation_day_span> hostile(Slots&, reactivation_day_span) {
  constexpr std::int32_t lowest = std::numeric_limits<std::int32_t>::min();
  constexpr std::int32_t highest = std::numeric_limits<std::int32_t>::max();
  return {{"turned round", {20'000, 10'000}},
          {"the lowest", {lowest, lowest}},
          {"the highest", {highest, highest}},
          {"all", {lowest, highest}}};
}

// --- What every answer must be like -------------------------------------------------------------

bool is_known(reactivation_status status) {
  return std::string(reactivation_status_text(status)) != "unknown status";
}

void check_output(reactivation_bytes* bytes, reactivation_status status) {
  if (bytes == nullptr) return;
  if (status != REACTIVATION_OK) {
    CHECK(bytes->data == nullptr);
    CHECK(bytes->size == 0);
  } else if (bytes->data != nullptr) {
    CHECK(bytes->data[bytes->size] == '\0');
  }
  reactivation_bytes_free(bytes);
  CHECK(bytes->data == nullptr);
}
void check_output(std::int64_t* integer, reactivation_status status) {
  if (integer != nullptr && status != REACTIVATION_OK) CHECK(*integer == 0);
}
void check_output(reactivation_engine** engine, reactivation_status status) {
  if (engine == nullptr) return;
  if (status != REACTIVATION_OK) CHECK(*engine == nullptr);
  reactivation_engine_destroy(*engine);
  *engine = nullptr;
}
void check_output(reactivation_error* error, reactivation_status status) {
  if (error == nullptr) return;
  if (error->struct_size != sizeof(reactivation_error)) {
    CHECK(error->status == 0);  // not touched
    return;
  }
  CHECK(error->status == status);
  CHECK((error->message[0] == '\0') == (status == REACTIVATION_OK));
  CHECK(std::memchr(error->message, 0, sizeof error->message) != nullptr);
}
template <class T>
void check_output(T, reactivation_status) {}

template <class Arguments, std::size_t... I>
void check_outputs(Arguments& arguments, reactivation_status status, std::index_sequence<I...>) {
  (check_output(std::get<I>(arguments), status), ...);
}

template <class... Args>
class Cell {
public:
  using Function = reactivation_status (*)(Args...);
  using Good = std::function<std::tuple<Args...>(Slots&)>;

  Cell(std::string name, Function function, Good good)
      : name_(std::move(name)), function_(function), good_(std::move(good)) {}

  reactivation_status call_good(Slots& slots) const { return std::apply(function_, good_(slots)); }

  void call_hostile() const { call_each(std::index_sequence_for<Args...>{}); }

private:
  template <std::size_t... I>
  void call_each(std::index_sequence<I...>) const {
    (call_with<I>(), ...);
  }

  template <std::size_t I>
  void call_with() const {
    auto slots = fresh();
    const auto values = hostile(*slots, std::get<I>(good_(*slots)));
    for (std::size_t at = 0; at < values.size(); ++at) {
      // Each its own arguments; a new world after a call that may have changed this one.
      auto arguments = good_(*slots);
      const auto again = hostile(*slots, std::get<I>(arguments));
      INFO(name_ << ", argument " << I << ": " << again[at].first);
      std::get<I>(arguments) = again[at].second;
      const reactivation_status status = std::apply(function_, arguments);
      CHECK(is_known(status));
      CHECK(status != REACTIVATION_INTERNAL);
      check_outputs(arguments, status, std::index_sequence_for<Args...>{});
      if (status == REACTIVATION_OK) slots = fresh();
    }
  }

  static std::unique_ptr<Slots> fresh() {
    auto slots = std::make_unique<Slots>();
    REQUIRE(slots->world.open() == REACTIVATION_OK);
    REQUIRE(slots->world.run_day() == REACTIVATION_OK);
    return slots;
  }

  std::string name_;
  Function function_;
  Good good_;
};

template <class First, class... Rest>
inline constexpr bool begins_with_engine = std::is_same_v<First, reactivation_engine*>;

template <class Make, class... Args>
Row row_of(const char* name, reactivation_status (*function)(Args...), Make make,
           bool may_reenter) {
  auto cell = std::make_shared<Cell<Args...>>(
      name, function, [make](Slots& slots) -> std::tuple<Args...> { return make(slots); });
  return {begins_with_engine<Args...>, may_reenter,
          [cell](Slots& slots) { return cell->call_good(slots); },
          [cell] { cell->call_hostile(); }};
}

/// A function without a status: what is right and what is wrong with it stands in its body.
Row plain(std::function<void()> body) {
  return {false, false,
          [body](Slots&) {
            body();
            return REACTIVATION_OK;
          },
          body};
}

template <class T>
Row init_row(void (*init)(T*)) {
  return plain([init] {
    init(nullptr);
    T value;
    std::memset(static_cast<void*>(&value), 0xA5, sizeof value);
    init(&value);
    CHECK(value.struct_size == sizeof(T));
  });
}

reactivation_bytes* out(Slots& s) { return &s.bytes; }
reactivation_error* error(Slots& s) { return &s.world.error; }
reactivation_engine* engine(Slots& s) { return s.world.engine; }
constexpr reactivation_person anna{1, 1};

/// An attempt that waits to be sent.
reactivation_text attempt(Slots& s) {
  std::string id = "00000000-0000-5000-8000-000000000000";
  reactivation_error error;
  reactivation_error_init(&error);
  reactivation_bytes snapshot{nullptr, 0};
  if (reactivation_engine_snapshot(s.world.engine, 1, &snapshot, &error) == REACTIVATION_OK) {
    const std::string document = taken(snapshot);
    const std::size_t attempts = document.find("\"attempts\":[");
    const std::size_t at = document.find("\"id\":\"", attempts);
    if (attempts != std::string::npos && at != std::string::npos) id = document.substr(at + 6, 36);
  }
  return s.keep_text(id);
}

const reactivation_call_options* day_call(Slots& s) { return s.keep(company_call()); }

const reactivation_plan_input* columns(Slots& s) {
  static const std::int64_t ids[] = {1, 2, 3};
  static const std::uint64_t phones[] = {99900000001, 99900000002, 99900000003};
  static const std::int64_t services[] = {1, 1, 1};
  static const std::int64_t starts[] = {1768896000, 1768032000, 1772697600};
  reactivation_client_columns clients;
  reactivation_client_columns_init(&clients);
  clients.rows = 3;
  clients.id = ids;
  clients.phone = phones;
  reactivation_visit_columns visits;
  reactivation_visit_columns_init(&visits);
  visits.rows = 3;
  visits.client_id = ids;
  visits.service_id = services;
  visits.starts_at = starts;
  reactivation_plan_input input;
  reactivation_plan_input_init(&input);
  input.now_unix_seconds = noon;
  input.frame = text(frame());
  input.clients = s.keep(clients);
  input.visits = s.keep(visits);
  return s.keep(input);
}

reactivation_plan_rows* rows(Slots& s) {
  static std::uint8_t reasons[3];
  reactivation_plan_rows rows;
  reactivation_plan_rows_init(&rows);
  rows.rows = 3;
  rows.reason = reasons;
  return s.keep(rows);
}

template <class Options>
const Options* options_at_noon(Slots& s, void (*init)(Options*)) {
  Options options;
  init(&options);
  options.now_unix_seconds = noon;
  if constexpr (requires { options.client_id; }) options.client_id = 1;
  return s.keep(options);
}

using Map = std::map<std::string, Row>;

// An expression over `s` that makes the arguments of one right call.
#define ROW(name, may_reenter, ...)  \
  rows_of_all.emplace(#name, row_of( \
                                 #name, name, [](Slots& s) { return __VA_ARGS__; }, may_reenter))
#define PURE(name, ...) ROW(name, false, __VA_ARGS__)
#define REENTERED(name, ...) ROW(name, true, __VA_ARGS__)

void add_base(Map& rows_of_all) {
  PURE(reactivation_capabilities, std::tuple(out(s), error(s)));
  PURE(reactivation_validate, std::tuple(text(salon()), out(s), error(s)));
  PURE(reactivation_plan,
       std::tuple(text(salon()), options_at_noon(s, reactivation_plan_options_init), out(s),
                  error(s)));
  PURE(reactivation_explain,
       std::tuple(text(salon()), options_at_noon(s, reactivation_explain_options_init), out(s),
                  error(s)));
  PURE(reactivation_render, std::tuple(text(facts), out(s), error(s)));
  PURE(reactivation_classify,
       std::tuple(text("STOP"), options_at_noon(s, reactivation_classify_options_init), out(s),
                  error(s)));
  PURE(reactivation_plan_columns, std::tuple(columns(s), rows(s), out(s), error(s)));
  rows_of_all.emplace("reactivation_status_text", plain([] {
                        CHECK(std::string(reactivation_status_text(0)) == "ok");
                        CHECK_FALSE(is_known(-1));
                        CHECK_FALSE(is_known(std::numeric_limits<std::int32_t>::min()));
                      }));
  rows_of_all.emplace("reactivation_reason_text", plain([] {
                        CHECK(std::string(reactivation_reason_text(1)) == "company_disabled");
                        CHECK(std::string(reactivation_reason_text(18)) == "no_quota");
                        for (const std::uint32_t none : {0U, 19U, 256U, 0xFFFFFFFFU}) {
                          CHECK(std::string(reactivation_reason_text(none)).empty());
                        }
                      }));
  rows_of_all.emplace("reactivation_abi_version",
                      plain([] { CHECK(reactivation_abi_version() == REACTIVATION_ABI_VERSION); }));
  rows_of_all.emplace("reactivation_version",
                      plain([] { CHECK(std::strlen(reactivation_version()) >= 5); }));
  rows_of_all.emplace("reactivation_bytes_free", plain([] {
                        reactivation_bytes_free(nullptr);
                        reactivation_bytes none{nullptr, 7};
                        reactivation_bytes_free(&none);
                        CHECK(none.size == 0);
                      }));
}

void add_inits(Map& rows) {
  rows.emplace("reactivation_error_init", init_row(reactivation_error_init));
  rows.emplace("reactivation_plan_options_init", init_row(reactivation_plan_options_init));
  rows.emplace("reactivation_explain_options_init", init_row(reactivation_explain_options_init));
  rows.emplace("reactivation_classify_options_init", init_row(reactivation_classify_options_init));
  rows.emplace("reactivation_client_columns_init", init_row(reactivation_client_columns_init));
  rows.emplace("reactivation_visit_columns_init", init_row(reactivation_visit_columns_init));
  rows.emplace("reactivation_history_columns_init", init_row(reactivation_history_columns_init));
  rows.emplace("reactivation_attempt_columns_init", init_row(reactivation_attempt_columns_init));
  rows.emplace("reactivation_plan_input_init", init_row(reactivation_plan_input_init));
  rows.emplace("reactivation_plan_rows_init", init_row(reactivation_plan_rows_init));
  rows.emplace("reactivation_engine_options_init", init_row(reactivation_engine_options_init));
  rows.emplace("reactivation_call_options_init", init_row(reactivation_call_options_init));
  rows.emplace("reactivation_messenger_init", init_row(reactivation_messenger_init));
  rows.emplace("reactivation_slot_source_init", init_row(reactivation_slot_source_init));
  rows.emplace("reactivation_clock_init", init_row(reactivation_clock_init));
  rows.emplace("reactivation_notifier_init", init_row(reactivation_notifier_init));
  rows.emplace("reactivation_dialogue_memory_init", init_row(reactivation_dialogue_memory_init));
  rows.emplace("reactivation_ports_init", init_row(reactivation_ports_init));
}

void add_engine(Map& rows_of_all) {
  PURE(
      reactivation_engine_create,
      std::tuple(static_cast<const reactivation_engine_options*>(s.keep(memory_options())),
                 static_cast<const reactivation_ports*>(&s.world.tables.ports), &s.made, error(s)));
  PURE(reactivation_engine_plan, std::tuple(engine(s), day_call(s), out(s), error(s)));
  PURE(reactivation_engine_run_day,
       std::tuple(engine(s), day_call(s), out(s), &s.integer, error(s)));
  PURE(reactivation_engine_dispatch, std::tuple(engine(s), day_call(s), out(s), error(s)));
  PURE(reactivation_engine_sweep, std::tuple(engine(s), day_call(s), out(s), error(s)));
  PURE(reactivation_engine_snapshot, std::tuple(engine(s), std::int64_t{1}, out(s), error(s)));
  PURE(reactivation_engine_explain, std::tuple(engine(s), anna, out(s), error(s)));
  PURE(reactivation_engine_add_company,
       std::tuple(
           engine(s),
           text(R"({"schema":"reactivation.snapshot/1","company":{"id":2,"timezone":"UTC"}})"),
           error(s)));
  PURE(reactivation_engine_set_settings,
       std::tuple(engine(s), std::int64_t{1}, text(R"({"tone":"casual"})"), error(s)));
  PURE(reactivation_engine_put_rule,
       std::tuple(engine(s), std::int64_t{1}, text(R"({"service_id":1})"), error(s)));
  PURE(reactivation_engine_set_slots,
       std::tuple(engine(s), std::int64_t{1}, text(R"({"slots":[]})"), error(s)));
  rows_of_all.emplace("reactivation_engine_destroy", plain([] {
                        reactivation_engine_destroy(nullptr);
                        reactivation_engine_destroy(static_cast<reactivation_engine*>(stranger()));
                      }));
  rows_of_all.emplace("reactivation_engine_cancel", plain([] {
                        CHECK(reactivation_engine_cancel(nullptr) == REACTIVATION_OK);
                        CHECK(reactivation_engine_cancel(static_cast<reactivation_engine*>(
                                  stranger())) == REACTIVATION_INVALID_ARGUMENT);
                      }));
  rows_of_all.emplace(
      "reactivation_sink_write",
      Row{false, false, [](Slots&) { return REACTIVATION_OK; },
          [] {
            Slots slots;
            REQUIRE(slots.world.open() == REACTIVATION_OK);
            for (const auto& [name, sink] :
                 hostile(slots, static_cast<reactivation_sink*>(nullptr))) {
              INFO(name);
              CHECK(reactivation_sink_write(sink, text("{}")) == REACTIVATION_INVALID_ARGUMENT);
            }
          }});
  rows_of_all.emplace(
      "reactivation_last_look_ask",
      Row{false, false, [](Slots&) { return REACTIVATION_OK; },
          [] {
            Slots slots;
            REQUIRE(slots.world.open() == REACTIVATION_OK);
            for (const auto& [name, look] :
                 hostile(slots, static_cast<reactivation_last_look*>(nullptr))) {
              INFO(name);
              CHECK(reactivation_last_look_ask(look) == REACTIVATION_INVALID_ARGUMENT);
            }
          }});
}

void add_people(Map& rows_of_all) {
  REENTERED(reactivation_engine_on_event,
            std::tuple(engine(s), text(reply_event), out(s), error(s)));
  REENTERED(reactivation_engine_on_signal,
            std::tuple(engine(s), std::int64_t{1}, text(R"({"kind":"rate_limited"})"), error(s)));
  REENTERED(reactivation_engine_opt_out,
            std::tuple(engine(s), anna, text("by phone"), out(s), error(s)));
  REENTERED(reactivation_engine_opt_in,
            std::tuple(engine(s), anna, text("said so at the desk"), out(s), error(s)));
  REENTERED(reactivation_engine_pause,
            std::tuple(engine(s), anna, noon + 86'400, out(s), error(s)));
  REENTERED(reactivation_engine_clear, std::tuple(engine(s), anna, out(s), error(s)));
  REENTERED(reactivation_engine_cancel_attempt,
            std::tuple(engine(s), attempt(s), out(s), error(s)));
  REENTERED(reactivation_engine_stop_everything,
            std::tuple(engine(s), text("wrong price list"), error(s)));
  REENTERED(reactivation_engine_hold, std::tuple(engine(s), attempt(s), error(s)));
  REENTERED(reactivation_engine_approve, std::tuple(engine(s), attempt(s), error(s)));
  REENTERED(reactivation_engine_send,
            std::tuple(engine(s), anna, std::int64_t{1}, std::uint32_t{0}, out(s), error(s)));
  PURE(reactivation_engine_preview, std::tuple(engine(s), anna, out(s), error(s)));
  REENTERED(reactivation_engine_find_account,
            std::tuple(engine(s), std::int64_t{1}, &s.integer, error(s)));
  REENTERED(reactivation_engine_gate, std::tuple(engine(s), std::int64_t{1}, out(s), error(s)));
  REENTERED(reactivation_engine_arm, std::tuple(engine(s), std::int64_t{1}, error(s)));
  REENTERED(reactivation_engine_disarm,
            std::tuple(engine(s), std::int64_t{1}, text("moving"), error(s)));
  REENTERED(reactivation_engine_confirm, std::tuple(engine(s), std::int64_t{1}, error(s)));
  REENTERED(reactivation_engine_find_client,
            std::tuple(engine(s), std::int64_t{1}, text("1"), &s.integer, error(s)));
  REENTERED(reactivation_engine_find_offers, std::tuple(engine(s), anna, out(s), error(s)));
  REENTERED(reactivation_engine_dialogue, std::tuple(engine(s), anna, out(s), error(s)));
  REENTERED(reactivation_engine_stats,
            std::tuple(engine(s), std::int64_t{1}, reactivation_day_span{20'500, 20'530}, out(s),
                       error(s)));
  REENTERED(reactivation_engine_export_person, std::tuple(engine(s), anna, out(s), error(s)));
  REENTERED(reactivation_engine_erase_person, std::tuple(engine(s), anna, error(s)));
  REENTERED(reactivation_engine_add_identity,
            std::tuple(engine(s), anna, text("lid"), text("84711"), error(s)));
}

}  // namespace

const std::map<std::string, Row>& matrix() {
  static const Map all = [] {
    Map rows;
    add_base(rows);
    add_inits(rows);
    add_engine(rows);
    add_people(rows);
    return rows;
  }();
  return all;
}

}  // namespace capi_test
