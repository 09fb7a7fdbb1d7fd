// What several companies work with in one process, each thing opened once: messengers, notices,
// language models, free times.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "configuration.hpp"
#include "context.hpp"

namespace cli {

/// From options, or from a configuration; never both.
struct Setup {
  std::string db;
  std::int64_t company = 0;     ///< 0: every one
  CompanyConfiguration common;  ///< of every company, without a file
  std::optional<Configuration> file;
  std::string file_name;

  /// Null for a company that this process leaves alone.
  [[nodiscard]] const CompanyConfiguration* find(reactivation::CompanyId company_id) const noexcept;
};

class Crew {
public:
  /// `beginning`: what a line on standard error begins with. Everything that can be wrong with the
  /// setup ends the command here.
  Crew(Database& database, const Setup& setup, std::string (*beginning)());
  ~Crew();
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  /// The companies that this process works for, in the order of the database.
  [[nodiscard]] std::vector<reactivation::Company> companies();
  [[nodiscard]] bool has(reactivation::CompanyId company) const noexcept {
    return setup_.find(company) != nullptr;
  }
  [[nodiscard]] ChosenMessenger& messenger_of(const reactivation::Company& company);
  [[nodiscard]] reactivation::Carrier carrier_of(reactivation::CompanyId company) const;
  [[nodiscard]] reactivation::TextModel* model_of(reactivation::CompanyId company);
  [[nodiscard]] bool reads_replies(reactivation::CompanyId company) const;
  [[nodiscard]] reactivation::SlotSource& slots_of(reactivation::CompanyId company);
  [[nodiscard]] Notices& notices_of(reactivation::CompanyId company);

  /// For what concerns all companies at once: hands each message to its company's messenger, asks
  /// all of them what became of one, and tells each company's admin.
  [[nodiscard]] reactivation::Messenger& messenger_of_all() noexcept;
  [[nodiscard]] reactivation::Notifier& notices_of_all() noexcept;
  /// A model that may read what is left behind: only when all companies have chosen the same one.
  [[nodiscard]] reactivation::TextModel* reader_of_all();
  void tend() noexcept;

private:
  struct Parts;
  [[nodiscard]] reactivation::TextModel* open_model_once(const ModelOptions& options);

  Database& database_;
  const Setup& setup_;
  std::unique_ptr<Parts> parts_;
};

}  // namespace cli
