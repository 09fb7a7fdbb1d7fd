// Adapter: the embedded messenger. A message becomes a file, and reaches nobody.
#pragma once

#include <cstdint>
#include <string>

#include "reactivation/ports/messenger.hpp"

namespace reactivation {

enum class OutboxMark : std::uint8_t {
  none,
  dry_run,  ///< every file says `"dry_run": true`
};

struct OutboxOptions {
  std::string folder;  ///< made with its first message when it does not exist
  TimeZone time_zone;  ///< of the company: slots also carry their civil time
  OutboxMark mark = OutboxMark::none;
};

/// One JSON file a message, `<attempt id>.json`: attempt_id, company_id, client_id, service_id,
/// phone, text, template_id, discount_percent, slots, sent_at. A file appears whole or not at all,
/// survives a power cut once `send` has returned, and can be read by its owner only. Sending an
/// attempt again leaves the first file as it is. Threads and processes: any number may share a
/// folder.
class Outbox final : public Messenger {
public:
  explicit Outbox(OutboxOptions options);

  [[nodiscard]] Reach reach() const noexcept override { return Reach::nobody; }
  /// `accepted`, or `errc::messenger_failed` (and nothing written) when the folder cannot be used;
  /// `detail` then says why. `uncertain` when the file stands but may not survive a power cut. The
  /// last look is made when the file lacks nothing but its name.
  [[nodiscard]] result<SendReceipt> send(const OutgoingMessage& message, LastLook& look) override;
  /// `accepted` when the file stands; nothing when it does not.
  [[nodiscard]] result<std::optional<SendReceipt>> find_outcome(const AttemptId& attempt) override;

  /// Makes the folder, proves that it can be written to, and clears away what a killed process left
  /// half written. `errc::messenger_failed` otherwise.
  [[nodiscard]] result<void> prepare();
  /// One sentence on the last call that failed; it names the path and the remedy.
  [[nodiscard]] const std::string& detail() const noexcept { return detail_; }
  [[nodiscard]] std::string path_of(const AttemptId& attempt) const;

private:
  [[nodiscard]] result<void> make_folder();
  [[nodiscard]] result<SendReceipt> failed(const std::string& path, int error_number);

  OutboxOptions options_;
  std::string detail_;
};

}  // namespace reactivation
