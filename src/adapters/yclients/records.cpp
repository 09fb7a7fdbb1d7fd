#include "records.hpp"

#include <algorithm>
#include <map>

namespace reactivation::yclients {
namespace {

/// International numbers are written there without their plus; what begins with 8 or 0, or is
/// shorter, is somebody's national form, for the reader of phones to judge. One that is not given
/// away is hidden, as a masked one is.
std::string phone_of(const Json& value) {
  if (value.is_null()) return "*";
  std::string text = text_of(value);
  const bool is_international =
      text.size() >= 11 && text.size() <= 15 && text[0] != '0' && text[0] != '8' &&
      std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (is_international) text.insert(text.begin(), '+');
  return text;
}

/// 2 confirmed, 1 came, 0 waiting, -1 did not come. Another number stays one, and nobody's status.
std::string status_of(const Json& record) {
  if (flag_of(member(record, "deleted"))) return "cancelled";
  for (const char* const name : {"attendance", "visit_attendance"}) {
    const auto code = integer_of(member(record, name));
    if (!code) continue;
    switch (*code) {
      case 1:
        return "completed";
      case 0:
      case 2:
        return "booked";
      case -1:
        return "no_show";
      default:
        return "attendance " + std::to_string(*code);
    }
  }
  return "no attendance";
}

/// One entry a service, also when it stands there twice.
Json services_of(const Json& record) {
  std::map<std::int64_t, double> costs;
  const Json& list = member(record, "services");
  if (list.is_array()) {
    for (const Json& service : list) {
      const std::int64_t id = id_of(member(service, "id"));
      if (id > 0) costs[id] += amount_of(member(service, "cost")).value_or(0);
    }
  }
  Json out = Json::array();
  for (const auto& [id, cost] : costs) out.push_back({std::to_string(id), amount_text(cost)});
  return out;
}

std::string created_at_of(const Json& record) {
  const auto at = instant_of(member(record, "create_date"));
  return at ? to_rfc3339(*at) : std::string{};
}

std::string tags_of(const Json& client) {
  const Json& list = member(client, "categories");
  std::string out;
  if (!list.is_array()) return out;
  for (const Json& category : list) {
    const std::string title =
        category.is_string() ? category.get<std::string>() : text_of(member(category, "title"));
    if (title.empty() || out.size() > 2000) continue;
    out += (out.empty() ? "" : ", ") + title;
  }
  return out;
}

std::string code_or_empty(std::int64_t id) { return id > 0 ? std::to_string(id) : std::string{}; }

/// What a record names, unless something has told of it already. Whole lists come later, and the
/// later row counts.
void add_named(const Json& record, Copy& copy) {
  const Json& client = member(record, "client");
  const std::int64_t client_id = id_of(member(client, "id"));
  if (client_id > 0 && !copy.knows('c', client_id)) add_client(client, copy);
  const Json& member_of_staff = member(record, "staff");
  const std::int64_t staff_id = id_of(member(member_of_staff, "id"));
  if (staff_id > 0 && !copy.knows('m', staff_id)) add_staff(member_of_staff, copy);
  const Json& services = member(record, "services");
  if (!services.is_array()) return;
  for (const Json& service : services) {
    const std::int64_t id = id_of(member(service, "id"));
    // What was paid is no price.
    if (id > 0 && !copy.knows('s', id)) {
      copy.add_row('s', id, Json::array({text_of(member(service, "title")), ""}));
    }
  }
}

}  // namespace

void add_record(const Json& record, const YclientsOptions& options, Copy& copy) {
  const std::int64_t id = id_of(member(record, "id"));
  const std::int64_t salon = id_of(member(record, "company_id"));
  const std::string clock = wall_clock_of(record, options.zone);
  if (id == 0 || (salon != 0 && salon != options.salon_id) || clock.empty()) {
    ++copy.counts().unreadable;
    return;
  }
  std::int64_t staff = id_of(member(record, "staff_id"));
  if (staff == 0) staff = id_of(member(member(record, "staff"), "id"));
  copy.add_row('r', id,
               Json::array({code_or_empty(id_of(member(member(record, "client"), "id"))), clock,
                            status_of(record), created_at_of(record), code_or_empty(staff),
                            services_of(record)}));
  add_named(record, copy);
}

void add_client(const Json& client, Copy& copy) {
  const std::int64_t id = id_of(member(client, "id"));
  if (id == 0) {
    ++copy.counts().unreadable;
    return;
  }
  const bool is_excluded = flag_of(member(client, "sms_not"));
  copy.add_row('c', id,
               Json::array({text_of(member(client, "name")), phone_of(member(client, "phone")),
                            is_excluded ? "1" : "", tags_of(client)}));
}

void add_service(const Json& service, Copy& copy) {
  const std::int64_t id = id_of(member(service, "id"));
  if (id == 0) {
    ++copy.counts().unreadable;
    return;
  }
  const auto price = amount_of(member(service, "price_min"));
  copy.add_row('s', id,
               Json::array({text_of(member(service, "title")), price ? amount_text(*price) : ""}));
}

void add_staff(const Json& member_of_staff, Copy& copy) {
  const std::int64_t id = id_of(member(member_of_staff, "id"));
  if (id == 0) {
    ++copy.counts().unreadable;
    return;
  }
  copy.add_row('m', id, Json::array({text_of(member(member_of_staff, "name"))}));
}

}  // namespace reactivation::yclients
