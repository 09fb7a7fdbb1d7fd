#include "crew.hpp"

#include <algorithm>
#include <utility>

#include "failure.hpp"

namespace cli {

using namespace reactivation;

namespace {

/// Five at once at most, and 182 a minute, for all salons of this process.
constexpr http::HostRate yclients_rate{3, 2};

std::string key_of(const NotifyOptions& options) {
  return options.spec + "\n" + std::to_string(options.longest_seconds);
}

/// Companies with one model and one budget share it, so that its limits hold for all of them.
std::string key_of(const ModelOptions& options) {
  std::string key = options.spec;
  if (!options.quotas) return key;
  const auto add = [&key](std::optional<std::int64_t> number) {
    key += "\n" + (number ? std::to_string(*number) : std::string{});
  };
  const ModelQuotas& quotas = *options.quotas;
  for (const auto& number : {quotas.requests_per_minute, quotas.tokens_per_minute}) add(number);
  for (const ModelAllowance& span : {quotas.per_day, quotas.per_month}) {
    for (const auto& number : {span.requests, span.tokens, span.spent_minor}) add(number);
  }
  add(quotas.prices.prompt_minor_per_million);
  add(quotas.prices.answer_minor_per_million);
  return key;
}

/// The messengers of all companies as one.
class MessengerOfAll final : public Messenger {
public:
  void add(CompanyId company, Messenger& messenger) { known_[company] = &messenger; }

  [[nodiscard]] Reach reach() const noexcept override {
    const bool reaches = std::any_of(known_.begin(), known_.end(), [](const auto& entry) {
      return entry.second->reach() == Reach::people;
    });
    return reaches ? Reach::people : Reach::nobody;
  }
  [[nodiscard]] Seconds send_max() const noexcept override {
    Seconds longest{1};
    for (const auto& entry : known_) longest = std::max(longest, entry.second->send_max());
    return longest;
  }
  [[nodiscard]] result<SendReceipt> send(const OutgoingMessage& message, LastLook& look) override {
    const auto found = known_.find(message.company_id);
    if (found == known_.end()) return errc::messenger_failed;
    return found->second->send(message, look);
  }
  [[nodiscard]] result<std::optional<SendReceipt>> find_outcome(const AttemptId& attempt) override {
    for (const auto& entry : known_) {
      auto found = entry.second->find_outcome(attempt);
      if (!found || found.value()) return found;
    }
    return std::optional<SendReceipt>{};
  }

private:
  std::map<CompanyId, Messenger*> known_;
};

/// Every company of the file is in the database.
void check_known(Database& database, const Setup& setup) {
  const auto known = database.get(database.store().list_companies(), database.path());
  for (const CompanyConfiguration& company : setup.file->companies) {
    const bool is_there = std::any_of(
        known.begin(), known.end(), [&](const CompanyName& each) { return each.id == company.id; });
    if (is_there) continue;
    fail_usage(setup.file_name + " names company " + std::to_string(company.id.value) + ", and " +
               database.path() +
               " has none of this id; make it with `reactivation init`, or take "
               "it out of the file");
  }
}

}  // namespace

const CompanyConfiguration* Setup::find(CompanyId company_id) const noexcept {
  if (company != 0 && company_id.value != company) return nullptr;
  return file ? file->find(company_id) : &common;
}

struct Crew::Parts {
  /// What is about a company goes to its admin, anything else to everybody's.
  class NoticesOfAll final : public Notifier {
  public:
    explicit NoticesOfAll(Crew& crew) : crew_(crew) {}
    void notify(const Alert& alert) noexcept override {
      crew_.notices_of(alert.company_id).notify(alert);
    }

  private:
    Crew& crew_;
  };

  explicit Parts(Crew& crew) : notices_of_all(crew) {}

  std::map<std::string, std::unique_ptr<Notices>> notices;
  std::map<CompanyId, Notices*> notices_by_company;
  std::map<std::string, std::unique_ptr<TextModel>> models;
  std::map<CompanyId, std::unique_ptr<ChosenMessenger>> messengers;
  std::map<CompanyId, std::unique_ptr<SlotSource>> slots;
  MessengerOfAll messenger_of_all;
  NoticesOfAll notices_of_all;
};

Crew::~Crew() = default;

Crew::Crew(Database& database, const Setup& setup, std::string (*beginning)())
    : database_(database), setup_(setup), parts_(std::make_unique<Parts>(*this)) {
  if (setup.company != 0) (void)database.find_company(setup.company);
  if (setup.file) {
    if (setup.company != 0) (void)get_company(*setup.file, setup.company, setup.file_name);
    check_known(database, setup);
  } else if (!setup.common.slots.spec.empty()) {
    (void)database.find_company(setup.company);  // one salon there is one company here
  }
  const auto open_notices = [&](const NotifyOptions& options) -> Notices& {
    auto& known = parts_->notices[key_of(options)];
    if (!known) {
      known = std::make_unique<Notices>(options);
      known->set_beginning(beginning);
    }
    return *known;
  };
  open_notices(setup.file ? NotifyOptions{} : setup.common.notify);
  const auto limits = std::make_shared<http::HostLimits>(yclients_rate);
  for (const Company& company : companies()) {
    const CompanyConfiguration& own = *setup.find(company.id);
    parts_->notices_by_company[company.id] = &open_notices(own.notify);
    (void)open_model_once(own.model);
    SlotOptions slots = own.slots;
    slots.host_limits = limits;
    if (auto opened = open_slots(slots, database, company)) {
      parts_->slots[company.id] = std::move(opened);
    }
    (void)messenger_of(company);
  }
}

std::vector<Company> Crew::companies() {
  std::vector<Company> out;
  for (const CompanyName& known :
       database_.get(database_.store().list_companies(), database_.path())) {
    if (!has(known.id)) continue;
    out.push_back(database_.get(database_.store().load_company(known.id), database_.path()));
  }
  return out;
}

ChosenMessenger& Crew::messenger_of(const Company& company) {
  auto& known = parts_->messengers[company.id];
  if (!known) {
    known = std::make_unique<ChosenMessenger>(setup_.find(company.id)->messenger, company,
                                              notices_of(company.id));
    parts_->messenger_of_all.add(company.id, known->messenger());
  }
  return *known;
}

Carrier Crew::carrier_of(CompanyId company) const {
  return cli::carrier_of(kind_of(setup_.find(company)->messenger));
}

TextModel* Crew::open_model_once(const ModelOptions& options) {
  if (options.spec.empty()) return nullptr;
  auto& known = parts_->models[key_of(options)];
  if (!known) known = open_model(options);
  return known.get();
}

TextModel* Crew::model_of(CompanyId company) {
  return open_model_once(setup_.find(company)->model);
}

bool Crew::reads_replies(CompanyId company) const {
  return setup_.find(company)->model.reads_replies;
}

SlotSource& Crew::slots_of(CompanyId company) {
  const auto found = parts_->slots.find(company);
  if (found != parts_->slots.end()) return *found->second;
  return database_.store();
}

Notices& Crew::notices_of(CompanyId company) {
  const auto found = parts_->notices_by_company.find(company);
  if (found != parts_->notices_by_company.end()) return *found->second;
  return *parts_->notices.at(key_of(setup_.file ? NotifyOptions{} : setup_.common.notify));
}

Messenger& Crew::messenger_of_all() noexcept { return parts_->messenger_of_all; }
Notifier& Crew::notices_of_all() noexcept { return parts_->notices_of_all; }

TextModel* Crew::reader_of_all() {
  // What is left behind in the database may be anybody's.
  for (const CompanyName& known :
       database_.get(database_.store().list_companies(), database_.path())) {
    if (!has(known.id)) return nullptr;
  }
  TextModel* reader = nullptr;
  for (const Company& company : companies()) {
    TextModel* const own = reads_replies(company.id) ? model_of(company.id) : nullptr;
    const bool is_first = reader == nullptr;
    if (own == nullptr || (!is_first && own != reader)) return nullptr;
    reader = own;
  }
  return reader;
}

void Crew::tend() noexcept {
  for (auto& entry : parts_->notices) entry.second->tend();
}

}  // namespace cli
