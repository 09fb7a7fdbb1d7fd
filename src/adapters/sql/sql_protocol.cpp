// The store's methods of the sending protocol, the inbox and the office.
#include <set>

#include "attempts.hpp"
#include "inbox.hpp"
#include "office.hpp"
#include "permit_state.hpp"
#include "persons.hpp"
#include "store_parts.hpp"

namespace reactivation {

result<Claim> SqlStore::claim_next(const ClaimQuestion& question) {
  // Nothing is written, and nobody kept waiting, when there is nothing to claim.
  auto seen = parts_->reading([&] { return sql::read_claim(parts_->session, question); });
  if (!seen || !seen.value().attempt) return seen;
  return parts_->writing_message(sql::Lock::on(question.company_id),
                                 [&] { return sql::write_claim(parts_->session, question); });
}

result<PermitState> SqlStore::load_permit_state(const AttemptId& attempt, std::string_view here,
                                                Instant at) {
  return parts_->reading(
      [&] { return sql::keep_permit_state(parts_->session, attempt, here, at); });
}

result<bool> SqlStore::save_draft(const HeldAttempt& held, const Draft& draft, DraftMark mark,
                                  Instant now) {
  return parts_->writing_message(sql::Lock::on(held.attempt_id), [&] {
    return sql::write_draft(parts_->session, held, draft, mark, now);
  });
}

result<bool> SqlStore::commit_permit(const PermitState& seen, std::string_view here,
                                     const OutgoingMessage& message) {
  // Once it is given the message leaves, whatever becomes of the rest.
  if (parts_->session.database.is_in_transaction()) return errc::invalid_argument;
  return parts_->writing_message(sql::Lock::on(message.attempt_id), [&] {
    return sql::write_permit(parts_->session, seen, here, message);
  });
}

result<Applied> SqlStore::record_outcome(const AttemptId& attempt, const SendReceipt& receipt,
                                         Instant now) {
  return parts_->writing_message(sql::Lock::on(attempt), [&] {
    return sql::write_outcome(parts_->session, attempt, receipt, now);
  });
}

result<void> SqlStore::release(const HeldAttempt& held, std::optional<Instant> not_before) {
  return parts_->writing_message(sql::Lock::on(held.attempt_id),
                                 [&] { sql::write_release(parts_->session, held, not_before); });
}

result<void> SqlStore::cancel_waiting(const AttemptId& attempt, Instant now, std::string_view why) {
  return parts_->writing_message(sql::Lock::on(attempt),
                                 [&] { sql::write_cancelled(parts_->session, attempt, now, why); });
}

result<void> SqlStore::hold(const AttemptId& attempt, Instant now) {
  return parts_->writing(sql::Lock::on(attempt),
                         [&] { sql::write_hold(parts_->session, attempt, now); });
}

result<void> SqlStore::approve(const AttemptId& attempt, Instant now) {
  return parts_->writing(sql::Lock::on(attempt),
                         [&] { sql::write_approval(parts_->session, attempt, now); });
}

result<ClaimedAttempt> SqlStore::find_waiting(const AttemptId& attempt, Instant now) {
  return parts_->reading([&] { return sql::read_waiting_attempt(parts_->session, attempt, now); });
}

result<void> SqlStore::set_text(const AttemptId& attempt, const Draft& draft, DraftMark mark,
                                Instant now) {
  return parts_->writing(sql::Lock::on(attempt),
                         [&] { sql::write_text(parts_->session, attempt, draft, mark, now); });
}

result<void> SqlStore::store_manual(const ManualAttempt& manual, Instant now) {
  return parts_->writing(sql::Lock::on(manual.company_id),
                         [&] { sql::write_manual(parts_->session, manual, now); });
}

result<std::vector<LostHandOver>> SqlStore::load_lost_hand_overs(Instant now) {
  return parts_->reading([&] { return sql::read_lost_hand_overs(parts_->session, now); });
}

result<std::vector<PersonAttempt>> SqlStore::load_overdue(Instant now, int rows_max) {
  return parts_->reading([&] { return sql::read_overdue(parts_->session, now, rows_max); });
}

result<InboundReceipt> SqlStore::receive(const InboundEvent& event) {
  return parts_->writing_message(sql::Lock::on(event.account_id, event.company_id),
                                 [&] { return sql::write_event(parts_->session, event); });
}

result<std::vector<StoredEvent>> SqlStore::load_unprocessed(Instant now, int rows_max) {
  return parts_->reading([&] { return sql::read_unprocessed(parts_->session, now, rows_max); });
}

result<Person> SqlStore::load_person_of(const InboundEvent& event) {
  return parts_->reading([&] { return sql::read_person_of_event(parts_->session, event); });
}

result<Person> SqlStore::load_person(const PersonKey& key) {
  return parts_->reading([&] { return sql::read_person_of_key(parts_->session, key); });
}

result<Person> SqlStore::load_person_of_attempt(const AttemptId& attempt) {
  return parts_->reading([&] { return sql::read_person_of_attempt(parts_->session, attempt); });
}

result<std::optional<AttemptId>> SqlStore::find_attempt(const InboundEvent& event) {
  return parts_->reading([&] { return sql::find_attempt_of(parts_->session, event); });
}

result<std::vector<BookingFacts>> SqlStore::load_booking_news(CompanyId company, Instant now,
                                                              int rows_max) {
  return parts_->reading(
      [&] { return sql::read_booking_news(parts_->session, company, now, rows_max); });
}

result<std::optional<VisitId>> SqlStore::find_booking(CompanyId company,
                                                      std::string_view external_id) {
  return parts_->reading([&]() -> std::optional<VisitId> {
    sql::Rows row = parts_->session.database.query(
        "SELECT id FROM bookings WHERE company_id = ?1 AND reactivation_external_id = ?2",
        company.value, external_id);
    return row.next() ? std::optional{VisitId{row.integer(0)}} : std::nullopt;
  });
}

result<Applied> SqlStore::apply(const StoredEvent& event, const Changes& changes, EventMark mark) {
  // What is still nobody's may stay so for days: nothing is written, and nobody kept waiting.
  if (mark == EventMark::unmatched && changes.is_empty()) {
    const auto is_known =
        parts_->reading([&] { return sql::is_unmatched(parts_->session, event.row); });
    if (!is_known) return is_known.as_failure();
    if (is_known.value()) return Applied{false, {}};
  }
  return parts_->writing(sql::Lock::on(event.event.account_id, event.event.company_id),
                         [&] { return sql::write_effect(parts_->session, event, changes, mark); });
}

result<Applied> SqlStore::apply_order(const PersonKey& who, const Changes& changes) {
  return parts_->writing(sql::Lock::on(who.company_id),
                         [&] { return sql::write_order(parts_->session, who, changes); });
}

result<AccountId> SqlStore::find_account(CompanyId company) {
  return parts_->reading([&] {
    sql::check_company(parts_->session, company);
    return sql::account_of(parts_->session, company);
  });
}

result<void> SqlStore::arm(AccountId account, std::string_view here, Instant at) {
  return parts_->writing(sql::Lock::on(account),
                         [&] { sql::write_armed(parts_->session, account, here, at); });
}

result<void> SqlStore::acknowledge(AccountId account, Acknowledgement what, Instant at) {
  return parts_->writing(sql::Lock::on(account),
                         [&] { sql::write_acknowledged(parts_->session, account, what, at); });
}

result<void> SqlStore::disarm(AccountId account, std::string_view why, Instant at) {
  return parts_->writing(sql::Lock::on(account),
                         [&] { sql::write_disarmed(parts_->session, account, why, at); });
}

result<void> SqlStore::confirm(AccountId account, Instant at) {
  return parts_->writing(sql::Lock::on(account),
                         [&] { sql::write_confirmed(parts_->session, account, at); });
}

result<void> SqlStore::stop_everything(std::string_view why, Instant at) {
  return parts_->writing(sql::Lock::everything(),
                         [&] { sql::write_stopped(parts_->session, why, at); });
}

result<void> SqlStore::record_signal(AccountId account, const AccountSignal& signal) {
  return parts_->writing(sql::Lock::on(account),
                         [&] { sql::write_signal(parts_->session, account, signal); });
}

result<std::vector<Alert>> SqlStore::take_account_alerts(Instant now) {
  // Nothing is written, and nobody kept waiting, when there is nothing to tell.
  auto standing = parts_->reading([&] { return sql::read_account_alerts(parts_->session, now); });
  if (!standing) return standing.as_failure();
  if (standing.value().empty()) return std::vector<Alert>{};
  return parts_->writing(sql::Lock::everything(), [&] {
    return sql::write_account_alerts(parts_->session, standing.value(), now);
  });
}

result<AccountGate> SqlStore::load_gate(AccountId account, std::string_view here) {
  return parts_->reading([&] {
    sql::check_account(parts_->session, account);
    return sql::read_gate(parts_->session, account, here);
  });
}

result<void> SqlStore::add_identity(const PersonKey& who, const Identity& identity) {
  return parts_->writing(sql::Lock::on(who.company_id),
                         [&] { sql::write_identity(parts_->session, who, identity); });
}

result<std::vector<Offer>> SqlStore::find_offers(CompanyId company, std::optional<ClientId> client,
                                                 std::optional<PhoneNumber> phone, Instant at) {
  return parts_->writing(sql::Lock::nothing(), [&] {
    auto offers = sql::read_offers(parts_->session, company, client, phone, at);
    std::set<ClientId> told;
    for (const Offer& offer : offers) {
      if (!told.insert(offer.client_id).second) continue;
      sql::append_about(parts_->session, {company, offer.client_id}, "offers_told", at);
    }
    return offers;
  });
}

result<std::string> SqlStore::export_person(const PersonKey& who, Instant at) {
  return parts_->writing(sql::Lock::nothing(), [&] {
    std::string document = sql::read_person_document(parts_->session, who);
    sql::append_about(parts_->session, who, "exported", at);
    return document;
  });
}

result<void> SqlStore::erase_person(const PersonKey& who, Instant at) {
  return parts_->writing(sql::Lock::on(who.company_id),
                         [&] { sql::erase_client(parts_->session, who, at); });
}

result<CampaignStats> SqlStore::load_stats(CompanyId company, const Period& period) {
  return parts_->reading([&] { return sql::read_stats(parts_->session, company, period); });
}

result<std::optional<Dialogue>> SqlStore::load_dialogue(CompanyId company, ClientId client) {
  return parts_->reading([&] { return sql::read_dialogue(parts_->session, company, client); });
}

result<void> SqlStore::save_dialogue(const Dialogue& dialogue) {
  return parts_->writing_message(sql::Lock::nothing(),
                                 [&] { sql::write_dialogue(parts_->session, dialogue); });
}

result<std::vector<DialogueKey>> SqlStore::list_dialogues(Instant since, int rows_max) {
  return parts_->reading([&] {
    std::vector<DialogueKey> keys;
    sql::Rows rows = parts_->session.database.query(
        "SELECT company_id, client_id FROM reactivation_dialogues WHERE updated_at >= ?1"
        " ORDER BY updated_at DESC, company_id, client_id LIMIT ?2",
        since, rows_max);
    while (rows.next()) keys.push_back({CompanyId{rows.integer(0)}, ClientId{rows.integer(1)}});
    return keys;
  });
}

}  // namespace reactivation
