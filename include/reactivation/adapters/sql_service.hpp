// What a service in front of a store asks of it besides the ports: lists by pages, who may ask, and
// answers that are given once however often a request comes.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reactivation/adapters/sql_store.hpp"
#include "reactivation/core/governor.hpp"
#include "reactivation/core/name_search.hpp"

namespace reactivation {

/// Who may ask. The token itself is never stored.
struct ApiToken {
  std::string name;
  std::string role;      ///< `operator`, `owner` or `admin`
  CompanyId company_id;  ///< unset, of `admin` alone: every company
  Instant created_at;
  std::optional<Instant> revoked_at;
};

struct ApiAnswer {
  int status = 0;
  std::string body;
};
/// A request that writes. An empty key: it is not expected again.
struct ApiRequest {
  std::string caller;  ///< the token's name
  std::string key;
  std::string content;  ///< what the same request has in common with itself
  Instant at;
};
enum class RequestFate : std::uint8_t { done, repeated, other_content };
struct AnsweredOnce {
  RequestFate fate = RequestFate::done;
  ApiAnswer answer;
};

/// Where a list goes on: after this row, in the list's own order.
struct ListPosition {
  std::int64_t at = 0;
  std::string id;
};
template <class Row>
struct ListPage {
  std::vector<Row> rows;
  std::int64_t total = 0;  ///< of the whole list
  std::optional<ListPosition> next;
};

struct AttemptListQuestion {
  CompanyId company_id;
  std::vector<AttemptState> states;  ///< empty: any
  std::optional<Instant> sent_from;  ///< sent at or after it, and before `sent_until`
  std::optional<Instant> sent_until;
  std::optional<ReplyType> reply_type;
  std::optional<ClientId> client_id;
  int rows_max = 50;
  std::optional<ListPosition> after;
};
struct AttemptListRow {
  Attempt attempt;
  std::string client_name;
  std::string service_title;
  std::string text;  ///< empty: not written yet
  std::string template_id;
  std::string reply_text;  ///< what the client wrote, when it is kept
  std::vector<OfferedSlot> slots;
};

struct ClientListQuestion {
  CompanyId company_id;
  std::string query;  ///< `is_part_of_name`, or digits of the number; empty: everybody
  int rows_max = 50;
  std::optional<ListPosition> after;
};
struct ClientListRow {
  ClientId client_id;
  std::string name;
  PhoneNumber phone;
  std::optional<Instant> last_visit_at;
  bool is_opted_out = false;
  std::optional<Instant> paused_until;
  bool needs_person = false;
};

struct ClientNameRow {
  ClientId client_id;
  std::string name;
};

enum class SaidBy : std::uint8_t { salon, client };
struct SaidMessage {
  SaidBy from = SaidBy::salon;
  Instant at;
  std::string text;
  std::optional<AttemptId> attempt_id;     ///< of the salon's
  std::optional<AttemptState> state;       ///< of the salon's
  ReplyType reply_type = ReplyType::none;  ///< of a client's that answers an attempt
};
struct ConversationListQuestion {
  CompanyId company_id;
  bool needs_person_only = false;
  int rows_max = 50;
  std::optional<ListPosition> after;
};
struct ConversationListRow {
  ClientListRow client;
  std::optional<SaidMessage> last;  ///< absent: nothing of it is kept
};
struct Conversation {
  ClientListRow client;
  std::vector<SaidMessage> messages;  ///< oldest first
};

/// How a messaging account stands.
struct AccountStanding {
  Account account;  ///< with the caps in force, as a plan sees it
  std::optional<Governed> governed;
  int open = 0;  ///< between permit and outcome
  int first_contacts_today = 0;
  std::vector<AccountSignal> incidents;  ///< latest first, at most 50
};

/// Threads and failures as those of the store, which must outlive it.
class SqlService {
public:
  explicit SqlService(SqlStore& store) noexcept : store_(store) {}

  // --- Who may ask ------------------------------------------------------------------------------
  /// `errc::invalid_argument` for a name that is taken, also by a revoked one, a role that is none,
  /// or a company that does not fit it; `errc::not_found` for an unknown company.
  [[nodiscard]] result<void> add_token(const ApiToken& token, std::string_view secret);
  /// One that was not revoked.
  [[nodiscard]] result<std::optional<ApiToken>> find_token(std::string_view secret);
  [[nodiscard]] result<std::vector<ApiToken>> list_tokens();
  /// False: there is none of that name, or it was revoked before.
  [[nodiscard]] result<bool> revoke_token(std::string_view name, Instant at);

  // --- Requests ---------------------------------------------------------------------------------
  /// What `work` writes through this store and its answer become durable together, or neither. With
  /// a key the same request again gets the first answer, and `work` is not called. An answer from
  /// 500 on undoes everything and is not kept. No network inside, and no import.
  [[nodiscard]] result<AnsweredOnce> answer_once(const ApiRequest& request,
                                                 const std::function<ApiAnswer()>& work);
  /// What `answer_once` would give without calling `work`; nothing: it would call it.
  [[nodiscard]] result<std::optional<AnsweredOnce>> find_answer(const ApiRequest& request);
  /// How many answers older than that were forgotten.
  [[nodiscard]] result<std::int64_t> forget_answers(Instant before);
  /// Inside `answer_once`: until it has ended nobody else changes what is the company's, or its
  /// account's, so what is read from here on is what is written upon.
  [[nodiscard]] result<void> keep_others_off(CompanyId company);
  /// One event of a person who changed something that no port writes an event about.
  [[nodiscard]] result<void> note(CompanyId company, std::string_view kind, Instant at,
                                  std::string_view why);

  // --- Lists ------------------------------------------------------------------------------------
  /// Latest first: by the send, or the turn of what waits.
  [[nodiscard]] result<ListPage<AttemptListRow>> list_attempts(const AttemptListQuestion& question);
  /// Ascending by id.
  [[nodiscard]] result<ListPage<ClientListRow>> list_clients(const ClientListQuestion& question);
  [[nodiscard]] result<std::vector<Service>> load_services(CompanyId company);
  [[nodiscard]] result<std::vector<Staff>> load_staff(CompanyId company);
  /// Everybody, ascending by id.
  [[nodiscard]] result<std::vector<ClientNameRow>> load_client_names(CompanyId company);
  /// Whether anything says whose the row is: a name, a number or a code. Not so of one who was
  /// erased, and of an id that the company does not have.
  [[nodiscard]] result<bool> is_known_person(const PersonKey& who);
  /// Clients who were written to, or whom somebody must look after; latest first.
  [[nodiscard]] result<ListPage<ConversationListRow>> list_conversations(
      const ConversationListQuestion& question);
  /// `errc::not_found` for a client that the company does not have.
  [[nodiscard]] result<Conversation> load_conversation(const PersonKey& who);
  /// As `Office::find_offers`, without the event that they were told to the client.
  [[nodiscard]] result<std::vector<Offer>> load_offers(CompanyId company,
                                                       std::optional<ClientId> client,
                                                       std::optional<PhoneNumber> phone,
                                                       Instant at);
  [[nodiscard]] result<std::optional<CompanyId>> find_company_of(const AttemptId& attempt);
  [[nodiscard]] result<std::vector<AttemptListRow>> load_attempts(
      CompanyId company, const std::vector<AttemptId>& attempts);

  // --- Accounts ---------------------------------------------------------------------------------
  /// Nothing: the company has no account.
  [[nodiscard]] result<std::optional<AccountStanding>> load_standing(CompanyId company,
                                                                     Instant now);
  /// Ends a stored pause and a pause by hand, and nothing else: the ledger, bans, stops and the
  /// spam score stay. False: there was none.
  [[nodiscard]] result<bool> end_pause(AccountId account, Instant at);

private:
  SqlStore& store_;
};

}  // namespace reactivation
