// Visits, attempts and slots: what happened and what is free.
#include <algorithm>
#include <utility>

#include "reactivation/json/parts_json.hpp"
#include "snapshot_reader.hpp"

namespace reactivation::json {
namespace {

constexpr KeySet visit_keys{Key::id,       Key::client_id, Key::service_ids, Key::staff_id,
                            Key::datetime, Key::status,    Key::cost_minor,  Key::created_at};
constexpr KeySet attempt_keys{Key::id,
                              Key::client_id,
                              Key::service_id,
                              Key::cycle_key,
                              Key::attempt_number,
                              Key::state,
                              Key::not_before,
                              Key::not_after,
                              Key::sent_at,
                              Key::discount_percent,
                              Key::reply_type,
                              Key::response_received_at,
                              Key::completion_reason};
constexpr KeySet slot_keys{Key::service_id, Key::staff_id, Key::datetime, Key::duration_minutes};

constexpr std::int64_t minutes_of_day = 24 * 60;

/// Zero of a computer's clock, not of a salon's calendar.
constexpr Instant earliest_visit{date::sys_days{date::year{1971} / 1 / 1}};

}  // namespace

/// A civil time that came with an offset which its zone does not have then: one of the two is
/// wrong. UTC is the usual way to write an instant and says nothing about the zone.
void SnapshotReader::note_offset(const ReadTime& time, const Place& place) {
  const auto& offset = time.parsed.utc_offset;
  if (!offset || offset->count() == 0) return;
  const Seconds zone_offset =
      zone_.to_local(time.at).time_since_epoch() - time.at.time_since_epoch();
  if (*offset != zone_offset) odd_offsets_.add(place);
}

void SnapshotReader::read_visits(const Fields& document) {
  each(document, Key::visits, [&](NodeIndex node, const Place& place) {
    const Fields fields{context_, node, place, visit_keys};
    Visit visit;
    fields.require({Key::client_id, Key::service_ids, Key::datetime, Key::status});
    fields.read_id(Key::id, visit.id);
    fields.read_id(Key::client_id, visit.client_id);
    read_visit_services(fields, visit);
    fields.read_id(Key::staff_id, visit.staff_id);
    read_visit_time(fields, visit);
    fields.read_word(Key::status, visit.status);
    visit.cost_minor = fields.clamped(Key::cost_minor, {0, amount_max}).value_or(0);
    fields.read(Key::created_at, visit.created_at, TimeShape::date_or_time);

    if (visit.staff_id.is_set() && !staff_.contains(visit.staff_id.value)) {
      visits_with_lost_staff_.add(place);
      visit.staff_id = {};
    }
    if (!clients_.contains(visit.client_id.value)) {
      visits_without_client_.add(place);
      return;
    }
    snapshot_.visits.push_back(std::move(visit));
  });
}

void SnapshotReader::read_visit_services(const Fields& fields, Visit& visit) {
  const auto array = fields.array(Key::service_ids);
  if (!array) return;
  const Place list = fields.place_of(Key::service_ids);
  bool is_lost = false;
  for_each_element(tape_, *array, [&](NodeIndex node, std::size_t index) {
    const Node& element = tape_[node];
    if (element.kind != NodeKind::integer || element.integer < 1) {
      if (!issues_.admits_error()) return;
      const Place place{&list, {}, index};
      issues_.error("wrong_type", place.pointer(), "must be the id of a service, a whole number");
      return;
    }
    const ServiceId service{element.integer};
    if (!services_.contains(service.value)) {
      is_lost = true;
    } else if (std::ranges::find(visit.service_ids, service) == visit.service_ids.end()) {
      visit.service_ids.push_back(service);
    }
  });
  if (is_lost) visits_with_lost_service_.add(fields.place());
}

void SnapshotReader::read_visit_time(const Fields& fields, Visit& visit) {
  const auto time = fields.time(Key::datetime, TimeShape::date_or_time);
  if (!time) return;
  if (time->at < earliest_visit) {
    fields.error(Key::datetime, "out_of_range",
                 "a visit of 1970 is a missing date; leave the visit out or mend its date");
    return;
  }
  note_offset(*time, fields.place_of(Key::datetime));
  visit.starts_at = time->at;
  visit.is_time_known = time->parsed.has_time;
}

void SnapshotReader::read_attempts(const Fields& document) {
  each(document, Key::attempts, [&](NodeIndex node, const Place& place) {
    const Fields fields{context_, node, place, attempt_keys};
    Attempt attempt;
    read_attempt(fields, attempt);
    keep_attempt(fields, attempt);
  });
  list_double_attempts();
}

void SnapshotReader::read_attempt(const Fields& fields, Attempt& attempt) {
  fields.require(
      {Key::client_id, Key::service_id, Key::cycle_key, Key::attempt_number, Key::state});
  fields.read_id(Key::client_id, attempt.client_id);
  fields.read_id(Key::service_id, attempt.service_id);
  if (const auto date = fields.date(Key::cycle_key)) attempt.cycle_key = *date;
  fields.read(Key::attempt_number, attempt.attempt_number, {1, attempt_number_max});
  fields.read_word(Key::state, attempt.state);
  fields.read(Key::not_before, attempt.not_before, TimeShape::with_time);
  fields.read(Key::not_after, attempt.not_after, TimeShape::with_time);
  fields.read(Key::sent_at, attempt.sent_at, TimeShape::with_time);
  fields.read(Key::discount_percent, attempt.discount_percent, {0, 100});
  fields.read_word(Key::reply_type, attempt.reply_type);
  fields.read(Key::response_received_at, attempt.response_received_at, TimeShape::date_or_time);
  fields.read_word(Key::completion_reason, attempt.completion_reason);
  if (counts_as_sent(attempt.state) && !fields.has(Key::sent_at)) {
    fields.error(Key::sent_at, "missing",
                 "`sent_at` is required: an attempt in this state counts as sent");
  }
  read_attempt_id(fields, attempt);
}

void SnapshotReader::read_attempt_id(const Fields& fields, Attempt& attempt) {
  const auto text = fields.text(Key::id);
  if (!text) {
    attempt.id = attempt_id({.company_id = snapshot_.company.id,
                             .client_id = attempt.client_id,
                             .service_id = attempt.service_id,
                             .cycle_key = attempt.cycle_key,
                             .attempt_number = attempt.attempt_number});
    return;
  }
  const auto id = parse_attempt_id(*text);
  if (!id) {
    fields.error(Key::id, "invalid_id", "must be a UUID, as the plan's `attempt_id`");
    return;
  }
  attempt.id = *id;
}

void SnapshotReader::keep_attempt(const Fields& fields, Attempt attempt) {
  const auto client = clients_.row_of(attempt.client_id.value);
  if (!client) {
    attempts_without_client_.add(fields.place());
    return;
  }
  if (!services_.contains(attempt.service_id.value)) {
    // The client has been written to all the same: that must keep the next message away.
    attempts_without_service_.add(fields.place());
    // After an error clients may be missing, and the snapshot is lost anyway.
    if (issues_.has_errors()) return;
    auto& last_sent = snapshot_.clients[*client].last_reactivation_sent;
    if (counts_as_sent(attempt.state) && attempt.sent_at) {
      last_sent = std::max(last_sent.value_or(*attempt.sent_at), *attempt.sent_at);
    }
    return;
  }
  snapshot_.attempts.push_back(std::move(attempt));
}

void SnapshotReader::list_double_attempts() {
  std::vector<AttemptId> ids;
  ids.reserve(snapshot_.attempts.size());
  for (const Attempt& attempt : snapshot_.attempts) ids.push_back(attempt.id);
  std::ranges::sort(ids);
  const auto twice = std::ranges::adjacent_find(ids);
  if (twice != ids.end()) {
    issues_.error("duplicate_id", "/attempts",
                  join({"the attempt ", to_string(*twice), " stands twice in the list"}));
  }
}

void SnapshotReader::read_slots(const Fields& document) {
  each(document, Key::slots, [&](NodeIndex node, const Place& place) {
    const Fields fields{context_, node, place, slot_keys};
    Slot slot;
    fields.require({Key::service_id, Key::staff_id, Key::datetime});
    fields.read_id(Key::service_id, slot.service_id);
    fields.read_id(Key::staff_id, slot.staff_id);
    read_slot_time(fields, slot);
    bool is_usable = true;
    if (const auto minutes = fields.integer(Key::duration_minutes, {-id_max, id_max})) {
      is_usable = *minutes >= 1 && *minutes <= minutes_of_day;
      if (is_usable) slot.duration_minutes = static_cast<int>(*minutes);
    }
    if (!services_.contains(slot.service_id.value)) {
      slots_without_service_.add(place);
    } else if (!staff_.contains(slot.staff_id.value)) {
      slots_without_staff_.add(place);
    } else if (!is_usable) {
      slots_with_bad_duration_.add(place);
    } else {
      snapshot_.slots.push_back(slot);
    }
  });
}

void SnapshotReader::read_slot_time(const Fields& fields, Slot& slot) {
  const auto time = fields.time(Key::datetime, TimeShape::with_time);
  if (!time) return;
  if (!time->parsed.utc_offset && zone_.is_skipped(time->parsed.local)) {
    fields.error(Key::datetime, "skipped_time",
                 "no clock shows this time: the company's clocks are put forward over it");
    return;
  }
  note_offset(*time, fields.place_of(Key::datetime));
  slot.starts_at = time->at;
}

}  // namespace reactivation::json
