#include "plan_rows.hpp"
#include "reactivation/json/result_json.hpp"
#include "writer.hpp"

namespace reactivation {
namespace {

using json::Writer;

/// The document begins with its name; `put` writes the rest.
template <class Put>
std::string document(std::string_view schema, Put put) {
  Writer out(Writer::Layout::indented);
  out.open('{');
  out.field("schema", schema);
  put(out);
  out.close('}');
  out.end_line();
  return out.take();
}

std::optional<std::string_view> text_or_null(std::string_view text) {
  return text.empty() ? std::optional<std::string_view>{} : std::optional{text};
}

std::optional<std::string> id_or_null(const std::optional<AttemptId>& id) {
  return id ? std::optional{to_string(*id)} : std::optional<std::string>{};
}

void put_counts(Writer& out, const RunDocument& run) {
  const DispatchCounts& counts = run.counts;
  out.key("counts");
  out.open('{');
  out.field("planned", run.planned);
  out.field("stored", run.stored);
  out.field("sent", counts.sent);
  out.field("uncertain", counts.uncertain);
  out.field("rejected", counts.rejected);
  out.field("not_started", counts.not_started);
  out.field("cancelled", counts.cancelled);
  out.field("waiting", counts.waiting);
  out.field("held", counts.held);
  out.field("lost", counts.lost);
  out.field("settled", counts.settled);
  out.close('}');
}

void put_counts(Writer& out, const CampaignCounts& counts) {
  out.field("sent", counts.sent);
  out.field("uncertain", counts.uncertain);
  out.field("delivered", counts.delivered);
  out.field("responses", counts.responses);
  out.field("positive", counts.positive);
  out.field("bookings", counts.bookings);
  out.field("opt_outs", counts.opt_outs);
  out.field("silent", counts.silent);
  out.field("waiting", counts.waiting);
  const auto rate = [&](const char* name, std::int64_t part) {
    out.field(name, counts.sent > 0 ? std::optional{static_cast<double>(part) /
                                                    static_cast<double>(counts.sent)}
                                    : std::optional<double>{});
  };
  rate("conversion_rate", counts.bookings);
  rate("response_rate", counts.responses);
  rate("opt_out_rate", counts.opt_outs);
}

void put_slots(Writer& out, const std::vector<OfferedSlot>& slots) {
  out.key("slots");
  out.open('[');
  for (const OfferedSlot& offered : slots) {
    out.open('{');
    out.field("service_id", offered.slot.service_id);
    out.field("staff_id", offered.slot.staff_id);
    out.field("datetime", offered.slot.starts_at);
    out.close('}');
  }
  out.close(']');
}

}  // namespace

std::string write_run(const RunDocument& run) {
  return document("reactivation.run/1", [&run](Writer& out) {
    out.field("company_id", run.company_id);
    out.field("now", run.now);
    out.field("dry_run", run.kind == RunKind::dry);
    out.field("messenger", run.messenger);
    out.field("outbox", text_or_null(run.outbox));
    put_counts(out, run);
    out.key("messages");
    out.open('[');
    for (const RunMessageRow& row : run.messages) {
      out.open('{');
      out.field("attempt_id", to_string(row.attempt_id));
      out.field("client_id", row.client_id);
      out.field("outcome", row.outcome);
      out.field("reason", text_or_null(row.reason));
      out.field("sent_at", row.sent_at);
      out.close('}');
    }
    out.close(']');
    out.field("notices", run.notices);
  });
}

std::string write_sweep(const SweepDocument& sweep) {
  return document("reactivation.sweep/1", [&sweep](Writer& out) {
    out.field("settled", sweep.settled);
    out.field("changed", sweep.changed);
    out.field("processed", sweep.processed);
    out.field("notices", sweep.notices);
  });
}

std::string write_send(const SendDocument& send) {
  return document("reactivation.send/1", [&send](Writer& out) {
    out.field("company_id", send.company_id);
    out.field("client_id", send.client_id);
    out.field("service_id", send.service_id);
    out.field("attempt_id", id_or_null(send.attempt_id));
    out.field("reason",
              send.attempt_id ? std::optional<std::string_view>{} : std::optional{send.reason});
  });
}

std::string write_preview(const PreviewDocument& preview) {
  return document("reactivation.preview/1", [&preview](Writer& out) {
    out.field("company_id", preview.company_id);
    out.field("client_id", preview.client_id);
    out.key("planned");
    preview.planned ? json::put_planned(out, *preview.planned) : out.put_null();
    out.key("skipped");
    preview.skipped ? json::put_skipped(out, *preview.skipped) : out.put_null();
    out.field("text", text_or_null(preview.text));
    out.field("problem", text_or_null(preview.problem));
  });
}

std::string write_offers(CompanyId company, const std::vector<Offer>& offers) {
  return document("reactivation.offers/1", [&](Writer& out) {
    out.field("company_id", company);
    out.key("offers");
    out.open('[');
    for (const Offer& offer : offers) {
      out.open('{');
      out.field("attempt_id", to_string(offer.attempt_id));
      out.field("client_id", offer.client_id);
      out.field("service_id", offer.service_id);
      out.field("sent_at", offer.sent_at);
      out.field("valid_until", offer.valid_until);
      out.field("discount_percent", offer.discount_percent);
      put_slots(out, offer.slots);
      out.field("text", offer.text);
      out.close('}');
    }
    out.close(']');
  });
}

std::string write_stats(const StatsDocument& stats) {
  return document("reactivation.stats/1", [&stats](Writer& out) {
    out.field("company_id", stats.company_id);
    out.field("from", stats.from);
    out.field("to", stats.to);
    out.key("all");
    out.open('{');
    put_counts(out, stats.stats.all);
    out.close('}');
    out.key("by_attempt");
    out.open('[');
    for (const AttemptCounts& attempt : stats.stats.by_attempt) {
      out.open('{');
      put_counts(out, attempt.counts);
      out.field("attempt_number", attempt.attempt_number);
      out.close('}');
    }
    out.close(']');
    out.key("targets");
    out.open('{');
    out.field("conversion_rate", 0.15);
    out.field("response_rate", 0.30);
    out.field("opt_out_rate", 0.05);
    out.close('}');
  });
}

}  // namespace reactivation
