// Both checks of a model's answer, in microseconds a message. The target is 100.
#include <cstdio>
#include <ctime>

#include "core_draft/draft_worlds.hpp"

using namespace draft_worlds;

int main() {
  std::vector<Case> cases = good_answers(Language::ru);
  for (Case& one : good_answers(Language::en)) cases.push_back(std::move(one));
  std::vector<std::string> recent;
  for (std::size_t i = 0; i < texts_compared; ++i) recent.push_back(cases[i * 7].answer);
  constexpr int rounds = 50;
  for (const bool has_recent : {false, true}) {
    std::size_t sound = 0;
    const std::clock_t begin = std::clock();  // of this process: a busy machine counts less
    for (int round = 0; round < rounds; ++round) {
      for (const Case& one : cases) {
        const auto draft = has_recent ? verify_draft(one.answer, one.facts, recent)
                                      : verify_draft(one.answer, one.facts);
        if (draft.is_sound()) ++sound;
      }
    }
    const double took = 1e6 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    std::printf("drafts%s: %.1f us a message, %zu messages, %zu sound\n",
                has_recent ? " beside 20 others" : "",
                took / static_cast<double>(rounds * cases.size()), cases.size(), sound / rounds);
  }
  return 0;
}
