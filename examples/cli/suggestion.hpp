// `rules --suggest`: a language model's suggestion for one service's interval.
#pragma once

#include <string>

#include "context.hpp"
#include "model_choice.hpp"

namespace cli {

struct SuggestArguments {
  const Place& place;
  const std::string& service;  ///< its id or title
  const ModelOptions& model;
};

/// Asks, prints what came of it and stores the suggestion beside the rule. The command ends without
/// a model, or when it gave no answer.
void suggest_interval(const SuggestArguments& arguments, bool is_json);

}  // namespace cli
