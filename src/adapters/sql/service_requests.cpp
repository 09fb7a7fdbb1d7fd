// Who may ask a service, and the answers that it gives once.
#include "digest.hpp"
#include "reactivation/adapters/sql_service.hpp"
#include "store_parts.hpp"

namespace reactivation {
namespace {

using sql::fail;
using sql::Rows;

std::optional<std::int64_t> or_null(CompanyId company) {
  return company.is_set() ? std::optional{company.value} : std::nullopt;
}

ApiToken token_of(const Rows& row) {
  ApiToken out;
  out.name = row.text(0);
  out.role = row.text(1);
  if (!row.is_null(2)) out.company_id = CompanyId{row.integer(2)};
  out.created_at = Instant{Seconds{row.integer(3)}};
  if (!row.is_null(4)) out.revoked_at = Instant{Seconds{row.integer(4)}};
  return out;
}

void check_token(const ApiToken& token, std::string_view secret) {
  constexpr std::size_t secret_bytes_min = 24;
  constexpr std::size_t name_bytes_max = 100;
  const bool is_admin = token.role == "admin";
  if (!is_admin && token.role != "owner" && token.role != "operator") {
    fail(errc::invalid_argument, "a role is operator, owner or admin");
  }
  if (is_admin == token.company_id.is_set()) {
    fail(errc::invalid_argument, is_admin ? "an admin's token is of no company"
                                          : "the token of an owner or operator needs its company");
  }
  if (token.name.empty() || token.name.size() > name_bytes_max) {
    fail(errc::invalid_argument, "a token needs a name of at most 100 bytes");
  }
  if (secret.size() < secret_bytes_min) fail(errc::invalid_argument, "the token is too short");
}

std::optional<AnsweredOnce> known_answer(sql::Database& database, const ApiRequest& request) {
  if (request.key.empty()) return std::nullopt;
  Rows row = database.query(
      "SELECT digest, status, answer FROM reactivation_api_requests"
      " WHERE caller = ?1 AND request_key = ?2",
      request.caller, request.key);
  if (!row.next()) return std::nullopt;
  if (row.text(0) != sql::sha256(request.content)) {
    return AnsweredOnce{RequestFate::other_content, {}};
  }
  return AnsweredOnce{RequestFate::repeated,
                      {static_cast<int>(row.integer(1)), std::string{row.text(2)}}};
}

}  // namespace

result<void> SqlService::add_token(const ApiToken& token, std::string_view secret) {
  auto& parts = *store_.parts_;
  return parts.writing(sql::Lock::nothing(), [&] {
    check_token(token, secret);
    if (token.company_id.is_set()) sql::check_company(parts.session, token.company_id);
    const std::int64_t added = parts.session.database.change(
        "INSERT INTO reactivation_api_tokens (digest, company_id, role, name, created_at)"
        " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (name) DO NOTHING",
        sql::sha256(secret), or_null(token.company_id), token.role, token.name, token.created_at);
    if (added == 0) {
      fail(errc::invalid_argument,
           "there is a token of this name, in use or revoked; choose another name");
    }
  });
}

result<std::optional<ApiToken>> SqlService::find_token(std::string_view secret) {
  auto& parts = *store_.parts_;
  return parts.reading([&]() -> std::optional<ApiToken> {
    Rows row = parts.session.database.query(
        "SELECT name, role, company_id, created_at, revoked_at FROM reactivation_api_tokens"
        " WHERE digest = ?1 AND revoked_at IS NULL",
        sql::sha256(secret));
    return row.next() ? std::optional{token_of(row)} : std::nullopt;
  });
}

result<std::vector<ApiToken>> SqlService::list_tokens() {
  auto& parts = *store_.parts_;
  return parts.reading([&] {
    std::vector<ApiToken> tokens;
    Rows rows = parts.session.database.query(
        "SELECT name, role, company_id, created_at, revoked_at FROM reactivation_api_tokens"
        " ORDER BY id");
    while (rows.next()) tokens.push_back(token_of(rows));
    return tokens;
  });
}

result<bool> SqlService::revoke_token(std::string_view name, Instant at) {
  auto& parts = *store_.parts_;
  return parts.writing(sql::Lock::nothing(), [&] {
    return parts.session.database.change(
               "UPDATE reactivation_api_tokens SET revoked_at = ?2"
               " WHERE name = ?1 AND revoked_at IS NULL",
               name, at) > 0;
  });
}

result<std::optional<AnsweredOnce>> SqlService::find_answer(const ApiRequest& request) {
  auto& parts = *store_.parts_;
  return parts.reading([&] { return known_answer(parts.session.database, request); });
}

result<AnsweredOnce> SqlService::answer_once(const ApiRequest& request,
                                             const std::function<ApiAnswer()>& work) {
  auto& parts = *store_.parts_;
  sql::Database& database = parts.session.database;
  return parts.guarded([&]() -> AnsweredOnce {
    sql::Batch batch{database};
    const bool is_kept = !request.key.empty();
    if (is_kept) {
      // Whoever comes second waits here for the first.
      const std::int64_t added = database.change(
          "INSERT INTO reactivation_api_requests (caller, request_key, digest, status, answer, at)"
          " VALUES (?1, ?2, ?3, 0, '', ?4) ON CONFLICT (caller, request_key) DO NOTHING",
          request.caller, request.key, sql::sha256(request.content), request.at);
      if (added == 0) {
        if (auto known = known_answer(database, request)) return std::move(*known);
        fail(errc::storage_conflict, "the request's answer was just forgotten");
      }
    }
    AnsweredOnce out{RequestFate::done, work()};
    if (out.answer.status >= 500) return out;  // the batch is undone
    if (is_kept) {
      database.change(
          "UPDATE reactivation_api_requests SET status = ?3, answer = ?4"
          " WHERE caller = ?1 AND request_key = ?2",
          request.caller, request.key, out.answer.status, out.answer.body);
    }
    batch.commit();
    return out;
  });
}

result<std::int64_t> SqlService::forget_answers(Instant before) {
  auto& parts = *store_.parts_;
  return parts.writing(sql::Lock::nothing(), [&] {
    return parts.session.database.change("DELETE FROM reactivation_api_requests WHERE at < ?1",
                                         before);
  });
}

result<void> SqlService::keep_others_off(CompanyId company) {
  auto& parts = *store_.parts_;
  return parts.writing(sql::Lock::on(company), [] {});
}

result<void> SqlService::note(CompanyId company, std::string_view kind, Instant at,
                              std::string_view why) {
  auto& parts = *store_.parts_;
  return parts.writing(sql::Lock::nothing(), [&] {
    sql::append(parts.session, {.company_id = company,
                                .client_id = 0,
                                .attempt_id = {},
                                .kind = kind,
                                .from_state = {},
                                .to_state = {},
                                .at = at,
                                .why = why});
  });
}

}  // namespace reactivation
