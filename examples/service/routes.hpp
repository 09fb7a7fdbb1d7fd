// Every operation of the API, once: who may, what comes in and goes out, and who does it. The
// router, the OpenAPI document and the tests read this table.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "call.hpp"

namespace service {

inline constexpr std::string_view api_prefix = "/api/reactivation";

/// Each may what those before it may.
enum class Role : std::uint8_t { nobody, operator_of_company, owner, admin };
[[nodiscard]] Role role_of(std::string_view word) noexcept;
[[nodiscard]] std::string_view word_of(Role role) noexcept;

/// Where the company stands that the call is about.
enum class About : std::uint8_t { none, path_company, body_company, attempt };

/// How what it writes becomes durable.
enum class Effect : std::uint8_t {
  /// Nothing, but the event that a client was exported.
  reads,
  once,  ///< with its answer, by one commit
  /// By itself, and safe to repeat: it may ask the network, or the engine keeps what the store does
  /// not take, so that nobody is written to meanwhile.
  by_itself,
};

struct QueryParameter {
  std::string_view name;
  std::string_view schema;  ///< JSON
  std::string_view meaning;
};

struct Route {
  std::string_view method;
  std::string_view path;       ///< below the prefix, with {braces}
  std::string_view operation;  ///< its name in the OpenAPI document
  std::string_view summary;
  Role role = Role::operator_of_company;
  About about = About::path_company;
  Effect effect = Effect::reads;
  std::string_view body{};  ///< the schema's name; empty: no body
  bool is_body_optional = false;
  std::string_view data{};    ///< the schema's name, of `data`
  std::string_view remark{};  ///< one sentence more for the document
  std::vector<QueryParameter> query{};
  Json (*answer)(Call& call) = nullptr;
  /// Of answers that are no JSON: their type, and who makes them.
  std::string_view media_type{};
  std::string (*answer_text)(Call& call) = nullptr;
  std::string (*answer_json)(Call& call) = nullptr;  ///< `data` as text, where it may be long
};

[[nodiscard]] std::span<const Route> routes();

}  // namespace service
