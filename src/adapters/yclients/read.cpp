// What an import reads: page by page, into a copy that a cut leaves whole.
#include <algorithm>
#include <set>
#include <utility>

#include "api.hpp"
#include "records.hpp"
#include "tables.hpp"

namespace reactivation {
namespace yclients {
namespace {

using boost::outcome_v2::success;

constexpr std::int64_t page_rows_usual = 100;
constexpr std::int64_t page_rows_least = 5;
constexpr std::int64_t pages_max = 200'000;
constexpr std::int64_t rows_max = 5'000'000;
constexpr std::int64_t no_page = -1;
/// A list that moved while it was paged is read again so often.
constexpr int passes_max = 3;
/// Whatever clock `changed_after` is compared on.
constexpr Days clock_doubt{1};

/// What a stage asks, and where its rows stand.
struct Question {
  char kind = 'r';
  const char* what = "records";
  std::string changed_after;  ///< of records; empty: all
};

std::string text_of_changed(Instant since, const TimeZone& zone) {
  return to_iso_local(zone.to_local(since - clock_doubt));
}

std::string record_query(const std::string& salon, const Place& place,
                         const std::string& changed_after) {
  std::string path = "/records/" + salon + "?page=" + std::to_string(place.page) +
                     "&count=" + std::to_string(place.page_rows) + "&with_deleted=1";
  if (!changed_after.empty()) path += "&changed_after=" + changed_after;
  return path;
}

Json client_query(const Place& place, bool asks_exclusions) {
  Json fields = {"id", "name", "phone"};
  if (asks_exclusions) {
    fields.push_back("categories");
    fields.push_back("sms_not");
  }
  return {{"page", place.page},      {"page_size", place.page_rows}, {"fields", fields},
          {"order_by", "id"},        {"order_by_direction", "ASC"},  {"operation", "AND"},
          {"filters", Json::array()}};
}

/// The list that an answer holds. `services` may lie one deeper.
const Json& rows_of(const Answer& answer, const char* inner) {
  const Json& list =
      inner != nullptr && answer.data.is_object() ? member(answer.data, inner) : answer.data;
  static const Json none = Json::array();
  return list.is_array() ? list : none;
}

}  // namespace

/// One reading under way.
class Reader {
public:
  Reader(Api& api, Copy& copy, const Progress& progress)
      : api_(api), copy_(copy), place_(copy.place()) {
    answer_.end = End::answered;
    if (!progress) return;
    progress_ = [this, &progress](std::string_view what, std::int64_t, std::int64_t) {
      return progress(what, rows_done_, rows_total_);
    };
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  [[nodiscard]] const Answer& failed() const noexcept { return answer_; }

  /// From where the copy stands to its end.
  result<void> run() {
    while (place_.stage != Stage::done) {
      if (place_.page_rows == 0) place_.page_rows = page_rows_usual;
      auto done = stage();
      if (!done) return done;
      const Place next{static_cast<Stage>(static_cast<int>(place_.stage) + 1), 0, 1, 0};
      if (auto kept = go_to(next); !kept) return kept;
    }
    return success();
  }

  result<void> read_hint(const YclientsHint& hint) {
    if (hint.kind == YclientsHint::Kind::client) return read_clients({hint.id}, OfHint::yes);
    answer_ = api_.get(Rights::user, "/record/" + api_.salon() + "/" + std::to_string(hint.id),
                       "hints", progress_);
    if (answer_.end == End::answered && answer_.data.is_object()) {
      add_hinted(answer_.data);
      return success();
    }
    if (is_refused_hint()) {
      ++copy_.counts().gone;
      return success();
    }
    if (answer_.end != End::not_found && answer_.end != End::answered) return failure();
    return read_deleted(hint);
  }
  /// A record names its client, and does not say whether they may be written to.
  result<void> finish_hints() {
    for (auto from = named_.begin(); from != named_.end();) {
      std::vector<std::int64_t> ids;
      while (from != named_.end() && std::ssize(ids) < page_rows_usual) {
        if (!searched_.contains(*from)) ids.push_back(*from);
        ++from;
      }
      if (ids.empty()) continue;
      if (auto done = read_clients(ids, OfHint::no); !done) return done;
    }
    return go_to({Stage::done, 0, 1, 0});
  }

private:
  enum class OfHint : bool { no, yes };

  /// Anybody may send a hint about another salon's record: that it is refused says nothing of ours.
  [[nodiscard]] bool is_refused_hint() const {
    return answer_.end == End::unprocessable || answer_.status == 403;
  }

  result<void> failure() const { return error_of(answer_.end); }

  result<void> go_to(const Place& next) {
    place_ = next;
    return copy_.commit(next);
  }

  result<void> stage() {
    const auto& since = copy_.header().changed_since;
    const TimeZone& zone = api_.options().zone;
    switch (place_.stage) {
      case Stage::records:
        return pages({'r', "records", since ? text_of_changed(*since, zone) : std::string{}});
      case Stage::clients:
        return pages({'c', "clients", {}});
      case Stage::services:
        return services();
      case Stage::staff:
        return staff();
      case Stage::changes:
        return pages({'r', "changes", text_of_changed(copy_.header().began_at, zone)});
      case Stage::done:
        break;
    }
    return success();
  }

  Answer ask_page(const Question& question) {
    if (question.kind == 'r') {
      return api_.get(Rights::user, record_query(api_.salon(), place_, question.changed_after),
                      question.what, progress_);
    }
    return ask_clients(question.what, [&](bool asks) { return client_query(place_, asks); });
  }

  /// With what says who must not be written to, where the installation gives that away.
  template <typename Query>
  Answer ask_clients(const char* what, const Query& query) {
    const std::string path = "/company/" + api_.salon() + "/clients/search";
    Answer answer = api_.post(Rights::user, path, query(asks_exclusions_), what, progress_);
    if (answer.end != End::unprocessable || !asks_exclusions_) return answer;
    asks_exclusions_ = copy_.counts().knows_exclusions = false;
    return api_.post(Rights::user, path, query(false), what, progress_);
  }

  /// A row without these fields says nothing about whether the client may be written to.
  void add_client_row(const Json& row) {
    if (!row.contains("sms_not") || !row.contains("categories")) {
      copy_.counts().knows_exclusions = false;
    }
    add_client(row, copy_);
  }

  void add(const Question& question, const Json& rows) {
    std::int64_t& unreadable = copy_.counts().unreadable;
    const std::int64_t before = unreadable;
    for (const Json& row : rows) {
      if (question.kind == 'r') {
        add_record(row, api_.options(), copy_);
      } else {
        add_client_row(row);
      }
    }
    if (place_.pass == 0) rows_unusable_ += unreadable - before;
    if (place_.pass > 0) unreadable = before;  // counted before
  }

  /// Whether another page is worth asking.
  [[nodiscard]] bool goes_on(const Json& rows, std::int64_t& first_before) const {
    const std::int64_t first = rows.empty() ? 0 : id_of(member(rows[0], "id"));
    // Past its end a list may show its last page for ever.
    const bool is_same_page = first == first_before;
    first_before = first;
    // The count alone is not believed: a row may have slipped over the edge of a full page.
    const bool is_last = has_all() && static_cast<std::int64_t>(rows.size()) < place_.page_rows;
    return !rows.empty() && !is_same_page && !is_last && place_.page < pages_max;
  }
  [[nodiscard]] bool has_all() const {
    return rows_total_ > 0 && rows_done_ + rows_unusable_ >= rows_total_;
  }

  /// All pages, and again while YClients counts more than came.
  result<void> pages(const Question& question) {
    std::int64_t first_before = no_page;
    rows_unusable_ = rows_total_ = 0;
    while (true) {
      rows_done_ = copy_.seen(question.kind);
      answer_ = ask_page(question);
      if (answer_.end == End::too_large && place_.page_rows / 2 >= page_rows_least) {
        // The same beginning in halves.
        place_.page_rows /= 2;
        place_.page = 2 * place_.page - 1;
        continue;
      }
      if (answer_.end != End::answered) return failure();
      const Json& rows = rows_of(answer_, nullptr);
      add(question, rows);
      rows_done_ = copy_.seen(question.kind);
      rows_total_ = id_of(member(answer_.meta, "total_count"));
      if (rows_done_ > rows_max) {
        answer_.end = End::too_large;
        return failure();
      }
      Place next = place_;
      ++next.page;
      if (!goes_on(rows, first_before)) {
        if (has_all() || rows_total_ == 0 || place_.pass + 1 >= passes_max) break;
        next = {place_.stage, place_.pass + 1, 1, place_.page_rows};
        first_before = no_page;
      }
      if (auto kept = go_to(next); !kept) return kept;
    }
    const std::int64_t came = rows_done_ + rows_unusable_;
    copy_.counts().missing += std::max<std::int64_t>(0, rows_total_ - came);
    return success();
  }

  result<void> services() {
    answer_ = api_.get(Rights::partner, "/book_services/" + api_.salon(), "services", progress_);
    if (answer_.end != End::answered) return failure();
    for (const Json& row : rows_of(answer_, "services")) add_service(row, copy_);
    return success();
  }

  result<void> staff() {
    answer_ = api_.get(Rights::partner, "/book_staff/" + api_.salon() + "?without_seances=1",
                       "staff", progress_);
    if (answer_.end != End::answered) return failure();
    for (const Json& row : rows_of(answer_, nullptr)) add_staff(row, copy_);
    return success();
  }

  /// `OfHint::yes`: what is not there any more is counted.
  result<void> read_clients(const std::vector<std::int64_t>& ids, OfHint of_hint) {
    const auto rows_asked = std::max<std::int64_t>(std::ssize(ids), page_rows_least);
    answer_ = ask_clients("hints", [&](bool asks) {
      Json query = client_query({Stage::clients, 0, 1, rows_asked}, asks);
      query["filters"] = Json::array({{{"type", "id"}, {"state", {{"value", ids}}}}});
      return query;
    });
    const bool is_refused = is_refused_hint();
    if (!is_refused && answer_.end != End::answered) return failure();
    const std::set<std::int64_t> asked(ids.begin(), ids.end());
    std::size_t there = 0;
    if (!is_refused) {
      for (const Json& row : rows_of(answer_, nullptr)) {
        const std::int64_t id = id_of(member(row, "id"));
        if (!asked.contains(id)) continue;
        add_client_row(row);
        there += searched_.insert(id).second ? 1 : 0;
      }
    }
    if (of_hint == OfHint::yes) copy_.counts().gone += there < ids.size() ? 1 : 0;
    if (of_hint == OfHint::no && there < ids.size()) copy_.counts().knows_exclusions = false;
    return success();
  }

  void add_hinted(const Json& record) {
    add_record(record, api_.options(), copy_);
    const std::int64_t client = id_of(member(member(record, "client"), "id"));
    if (client > 0) named_.insert(client);
  }

  /// A deleted record is found among all of its client's, with those that were deleted.
  result<void> read_deleted(const YclientsHint& hint) {
    if (hint.client_id == 0) {
      ++copy_.counts().gone;
      return success();
    }
    const std::string path = "/records/" + api_.salon() +
                             "?page=1&count=200&client_id=" + std::to_string(hint.client_id) +
                             "&with_deleted=1";
    answer_ = api_.get(Rights::user, path, "hints", progress_);
    if (is_refused_hint()) {
      ++copy_.counts().gone;
      return success();
    }
    if (answer_.end != End::answered && answer_.end != End::not_found) return failure();
    bool is_there = false;
    if (answer_.end == End::answered) {
      for (const Json& row : rows_of(answer_, nullptr)) {
        if (id_of(member(row, "id")) != hint.id) continue;
        add_hinted(row);
        is_there = true;
      }
    }
    if (!is_there) ++copy_.counts().gone;
    return success();
  }

  Api& api_;
  Copy& copy_;
  Progress progress_;
  Place place_;
  Answer answer_;
  std::int64_t rows_done_ = 0;
  std::int64_t rows_total_ = 0;
  bool asks_exclusions_ = true;
  std::set<std::int64_t> named_;     ///< clients of hinted records
  std::set<std::int64_t> searched_;  ///< clients that `clients/search` has told of, for hints
  std::int64_t rows_unusable_ = 0;   ///< of this stage: not missing
};

}  // namespace yclients

struct Yclients::Parts {
  std::unique_ptr<yclients::Api> api;
  std::string detail;

  [[nodiscard]] yclients::CopyHeader header_for(const YclientsReading& reading) const {
    return {api->options().base_url, api->options().salon_id, reading.now, reading.changed_since};
  }
  /// The sentence on what failed; `kept`: the copy can be gone on with.
  std::error_code fail(const yclients::Reader& reader, std::error_code error) {
    detail = yclients::sentence_of(reader.failed());
    if (detail.empty()) detail = "the copy of YClients cannot be written: is the disk full?";
    return error;
  }
  result<YclientsCounts> counted(const std::string& file, yclients::Copy& copy,
                                 std::int64_t calls_before) {
    YclientsCounts counts = copy.counts();
    const auto index = yclients::index_copy(file);
    if (!index) {
      detail = "the copy of YClients cannot be read again";
      return index.as_failure();
    }
    yclients::count_rows(index.value(), counts);
    counts.calls = api->calls() - calls_before;
    counts.began_at = copy.header().began_at;
    return counts;
  }
};

Yclients::Yclients(std::unique_ptr<Parts> parts) noexcept : parts_(std::move(parts)) {}
Yclients::~Yclients() = default;
const std::string& Yclients::detail() const noexcept { return parts_->detail; }

result<std::unique_ptr<Yclients>> Yclients::make(YclientsOptions options) {
  auto api = yclients::Api::make(std::move(options));
  if (!api) return api.as_failure();
  auto parts = std::make_unique<Parts>();
  parts->api = std::move(api).value();
  return std::unique_ptr<Yclients>(new Yclients(std::move(parts)));
}

result<YclientsCounts> Yclients::read(const YclientsReading& reading, const Progress& progress) {
  parts_->detail.clear();
  const std::int64_t calls_before = parts_->api->calls();
  auto copy = yclients::Copy::open(reading.file, parts_->header_for(reading));
  if (!copy) {
    parts_->detail = "the copy of YClients cannot be written beside the database";
    return copy.as_failure();
  }
  yclients::Reader reader(*parts_->api, *copy.value(), progress);
  if (auto done = reader.run(); !done) return parts_->fail(reader, done.error());
  return parts_->counted(reading.file, *copy.value(), calls_before);
}

result<YclientsCounts> Yclients::reread(std::span<const YclientsHint> hints,
                                        const YclientsReading& reading, const Progress& progress) {
  parts_->detail.clear();
  const std::int64_t calls_before = parts_->api->calls();
  auto copy = yclients::Copy::begin(reading.file, parts_->header_for(reading));
  if (!copy) {
    parts_->detail = "the copy of YClients cannot be written beside the database";
    return copy.as_failure();
  }
  yclients::Reader reader(*parts_->api, *copy.value(), progress);
  std::set<std::pair<YclientsHint::Kind, std::int64_t>> asked;
  for (const YclientsHint& hint : hints) {
    if (hint.id <= 0 || !asked.emplace(hint.kind, hint.id).second) continue;
    if (auto done = reader.read_hint(hint); !done) return parts_->fail(reader, done.error());
  }
  if (auto done = reader.finish_hints(); !done) return parts_->fail(reader, done.error());
  return parts_->counted(reading.file, *copy.value(), calls_before);
}

}  // namespace reactivation
