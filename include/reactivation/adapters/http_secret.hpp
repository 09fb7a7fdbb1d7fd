// Adapter: keys in memory, and texts without them.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace reactivation::http {

/// Overwrites the bytes in a way that no optimiser leaves out, and empties the string.
void wipe(std::string& text) noexcept;

/// A key, a token or a password. It cannot be copied by accident, prints nothing, and its memory is
/// overwritten at the end. libcurl holds copies of its own while a request is under way. Threads:
/// reading from any.
class Secret {
public:
  Secret() = default;
  /// Takes the text over and overwrites the caller's. Blanks and line ends around it are cut off,
  /// as files and environments bring them along.
  explicit Secret(std::string&& text);
  ~Secret() { wipe(text_); }
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;

  [[nodiscard]] bool is_empty() const noexcept { return text_.empty(); }
  /// Only printable ASCII, blanks within it too: what may stand in a header line.
  [[nodiscard]] bool is_printable() const noexcept;
  /// The text itself, for the one place that writes it on the wire. Valid as long as the secret.
  [[nodiscard]] std::string_view reveal() const noexcept { return text_; }

private:
  std::string text_;
};

/// Shared by those requests that carry it.
using SharedSecret = std::shared_ptr<const Secret>;
/// Asked for the key whenever one is needed, so that a host can change it; the text is taken over
/// and wiped. Empty: there is none. Called on the thread of the call that needs it.
using KeySource = std::function<std::string()>;

/// The variable's value at each call; none when it is not set.
[[nodiscard]] KeySource key_from_environment(std::string name);
/// The file's text, up to 64 KiB; none when it cannot be read, or when anybody but its owner may.
[[nodiscard]] KeySource key_from_file(std::string path);

[[nodiscard]] SharedSecret make_secret(std::string&& text);

/// The text without what must not be logged: the given secrets wherever they stand, bearer tokens,
/// values of key headers and of `key=`, `token=`, `apikey=`, a bot's token in a path, long
/// unbroken words that look like keys, and runs of seven and more digits (phones). For lines that
/// are logged, never for the wire.
[[nodiscard]] std::string redacted(std::string_view text,
                                   std::span<const SharedSecret> secrets = {});

}  // namespace reactivation::http
