// A model's look at replies, where the host has switched it on. Private to the engine.
#pragma once

#include <optional>
#include <string_view>

#include "reactivation/core/reply.hpp"
#include "reactivation/engine/engine.hpp"

namespace reactivation::detail {

/// A model gets no more time for one reply; then the lexicon's reading stands.
inline constexpr Seconds longest_reading{30};

/// Never called while a transaction is open or a dispatch is under way: the reply is stored, and
/// blocks sends to its sender until it is understood.
class ReplyReader {
public:
  /// Asks nobody.
  ReplyReader() = default;
  /// Asks nobody either, unless the options say so and there is a model. All must outlive it.
  ReplyReader(const EnginePorts& ports, const EngineOptions& options,
              const Progress* progress = nullptr);

  /// How the model reads it. Nothing when it is not asked, is away, is slow or says anything but
  /// one of the words it was given; once it was away it is not asked again.
  [[nodiscard]] std::optional<ReplyType> type_of(std::string_view text);

private:
  TextModel* model_ = nullptr;
  const Clock* clock_ = nullptr;
  const Progress* progress_ = nullptr;
};

}  // namespace reactivation::detail
