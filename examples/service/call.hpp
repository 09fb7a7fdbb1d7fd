// One request as its handler sees it: who asks, about which company, with what; and how it fails.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "reactivation/adapters/sql_service.hpp"
#include "worker_desk.hpp"

namespace service {

using Json = nlohmann::ordered_json;

/// The answer to what cannot be done. `message` is one sentence with the remedy; nothing in it was
/// in the request.
struct ApiError : std::runtime_error {
  ApiError(int its_status, std::string its_code, const std::string& message,
           std::optional<std::string> its_place = {})
      : std::runtime_error(message),
        status(its_status),
        code(std::move(its_code)),
        place(std::move(its_place)) {}
  int status;
  std::string code;
  std::optional<std::string> place;  ///< a JSON pointer, or the name of a parameter
  std::string cause;                 ///< the library's error in a word, for the log
};
[[noreturn]] void fail(int status, const char* code, const std::string& message,
                       std::optional<std::string> place = {});

struct Route;

struct Call {
  const Route& route;
  WorkerDesk& desk;
  reactivation::ApiToken token;
  reactivation::Company company;  ///< unset for calls that are about none
  reactivation::Instant now;
  std::map<std::string, std::string, std::less<>> path;   ///< the braces of the route
  std::map<std::string, std::string, std::less<>> query;  ///< decoded
  Json body;

  [[nodiscard]] reactivation::SqlStore& store() const { return desk.store(); }
  [[nodiscard]] reactivation::SqlService& lists() const { return desk.lists(); }
  [[nodiscard]] reactivation::Engine& engine() const { return desk.engine(); }
  [[nodiscard]] reactivation::CompanyId company_id() const { return company.id; }

  /// The path's number; 404 for what is none.
  [[nodiscard]] std::int64_t path_id(std::string_view name) const;
  [[nodiscard]] reactivation::AttemptId path_attempt() const;
  [[nodiscard]] reactivation::PersonKey path_person() const;
  [[nodiscard]] std::string query_text(std::string_view name) const;
  [[nodiscard]] bool query_flag(std::string_view name) const;
  [[nodiscard]] std::optional<std::int64_t> query_id(std::string_view name) const;
  /// `limit` and `cursor`.
  [[nodiscard]] int rows_max() const;
  [[nodiscard]] std::optional<reactivation::ListPosition> after() const;
  /// `query`: what a list is searched for.
  [[nodiscard]] std::string search_text() const;

  /// Members of the body; 400 when one is missing or of another type.
  [[nodiscard]] std::string text(std::string_view name, std::size_t bytes_max) const;
  [[nodiscard]] std::int64_t id(std::string_view name) const;
  [[nodiscard]] bool flag(std::string_view name, bool otherwise) const;
  /// 400 for a member that the operation does not know.
  void allow_only(std::initializer_list<std::string_view> names) const;

  /// The value, or the answer to the store's error.
  template <class T>
  T get(reactivation::result<T>&& answer) const {
    if (!answer) fail_with(answer.error());
    if constexpr (!std::is_void_v<T>) return std::move(answer).value();
  }
  [[noreturn]] static void fail_with(std::error_code error);
};

/// The list's envelope.
template <class Page>
Json page_json(const Page& page, Json items) {
  Json out;
  out["items"] = std::move(items);
  out["total"] = page.total;
  out["next"] = page.next ? Json(std::to_string(page.next->at) + ":" + page.next->id) : Json();
  return out;
}

/// Titles and names for what has ids alone.
struct CompanyNames {
  std::map<std::int64_t, std::string> services;
  std::map<std::int64_t, std::string> staff;
};
[[nodiscard]] CompanyNames names_of_company(const Call& call);
/// null for an id that is not known.
[[nodiscard]] Json name_in(const std::map<std::int64_t, std::string>& names, std::int64_t id);

[[nodiscard]] Json json_of_slots(const std::vector<reactivation::OfferedSlot>& slots,
                                 const CompanyNames& names);
/// `{"has_changed": …}`
[[nodiscard]] Json changed(bool has_changed);
/// Those of which `is_waiting_to_be_sent`.
[[nodiscard]] std::vector<reactivation::AttemptState> waiting_states();

/// The id in a position; 0 for what is none.
[[nodiscard]] std::int64_t number_of_cursor(const reactivation::ListPosition& position);
[[nodiscard]] Json json_of(const std::optional<reactivation::Instant>& at);
[[nodiscard]] Json json_of_id(std::int64_t value);
/// `+44*******23`; null for none.
[[nodiscard]] Json masked(reactivation::PhoneNumber phone);
/// A day of the calendar, from 1970 to 2199; 400 or 422 for another.
[[nodiscard]] reactivation::LocalDate date_of(const std::string& text, std::string_view name);
/// Without blanks; what is no UTF-8 is replaced.
[[nodiscard]] std::string text_of(const Json& value);
/// A document of the library as a value.
[[nodiscard]] Json parsed(const std::string& document);

}  // namespace service
