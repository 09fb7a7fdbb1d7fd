// The webhooks of a daemon's companies: `listen` of the configuration.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "crew.hpp"
#include "reactivation/adapters/listener.hpp"
#include "web_service.hpp"

namespace cli {

class DaemonWeb {
public:
  /// Listens from now on, for companies that something sends webhooks to. The command ends when an
  /// address cannot be had or a secret is missing. `clock` outlives it.
  DaemonWeb(const Setup& setup, const std::vector<reactivation::Company>& companies,
            const std::string& owner, reactivation::Clock& clock);
  /// Answers what has come, and ends.
  ~DaemonWeb();
  DaemonWeb(const DaemonWeb&) = delete;
  DaemonWeb& operator=(const DaemonWeb&) = delete;

  void tend();
  /// False while something that came in could not be stored: nobody should be written to.
  [[nodiscard]] bool settle();

private:
  struct Mounted {
    std::string path;  ///< without a slash at its end
    std::unique_ptr<WebService> service;
  };
  using Door = std::vector<Mounted>;  ///< behind one address, the longest path first

  static reactivation::WebAnswer answer(Door& door,
                                        const reactivation::WebRequest& request) noexcept;
  void mount(const CompanyConfiguration& own, const std::string& db, const std::string& owner,
             reactivation::Clock& clock);
  void start();

  std::map<std::pair<std::string, int>, Door> doors_;  ///< by host and port
  std::vector<std::unique_ptr<reactivation::Listener>> listeners_;
};

}  // namespace cli
