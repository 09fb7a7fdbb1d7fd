// How a command ends when it does not end well: one line for people, and the exit code.
#pragma once

#include <stdexcept>
#include <string>
#include <system_error>

namespace cli {

inline constexpr int exit_done = 0;
inline constexpr int exit_failed = 1;  ///< something went wrong at run time
inline constexpr int exit_usage = 2;   ///< wrong usage or bad input

/// Ends the command. The message names the place and the remedy and is printed on one line.
struct Failure : std::runtime_error {
  Failure(int code, const std::string& message) : std::runtime_error(message), exit_code(code) {}
  int exit_code;
};

[[noreturn]] void fail_usage(const std::string& message);
[[noreturn]] void fail_run(const std::string& message);
/// Ends the command for an error of the library; `detail` says more than the code when it is there.
[[noreturn]] void fail_with(std::error_code error, const std::string& what,
                            const std::string& detail = {});

}  // namespace cli
