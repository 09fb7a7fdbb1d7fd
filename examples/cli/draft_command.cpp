// reactivation draft: what a model is told about one client, what it answers, and what is sent.
#include <CLI/CLI.hpp>
#include <iostream>
#include <nlohmann/json.hpp>
#include <utility>

#include "commands.hpp"
#include "desk.hpp"
#include "failure.hpp"
#include "model_choice.hpp"
#include "reactivation/core/draft_check.hpp"
#include "reactivation/core/draft_prompt.hpp"
#include "reactivation/json/words.hpp"
#include "table.hpp"

namespace cli {

using namespace reactivation;
using Json = nlohmann::ordered_json;

namespace {

struct DraftArguments {
  Place place;
  Who who;
  std::string answer;
  ModelOptions model;
  bool is_json = false;
};

/// Everything between the facts and the text.
struct Workshop {
  PersonKey who;
  Engine::Preview preview;
  DraftPrompt question;
  std::optional<std::string> answer;
  std::string problem;  ///< why there is no answer
  std::optional<VerifiedDraft> draft;

  [[nodiscard]] bool is_by_model() const { return draft && draft->is_sound(); }
  [[nodiscard]] std::string text() const {
    if (is_by_model()) return draft->text;
    return preview.draft ? preview.draft->text : std::string{};
  }
};

void ask(const DraftArguments& arguments, Workshop& out) {
  constexpr std::size_t answer_bytes_max = 64 * 1024;
  if (!arguments.answer.empty()) {
    out.answer = read_file(arguments.answer, answer_bytes_max);
    return;
  }
  const auto model = open_model(arguments.model);
  if (!model) return;
  ModelRequest request;
  request.instructions = out.question.instructions;
  request.prompt = out.question.prompt;
  request.fields = {{"text", out.question.answer_hint, FieldType::text, {}}};
  const auto answers = model->ask({&request, 1}, {});
  const bool is_good =
      answers.size() == 1 && answers[0].end == ModelEnd::answered && answers[0].values.size() == 1;
  if (is_good) {
    out.answer = answers[0].values[0];
  } else {
    out.problem =
        answers.empty() ? "model: malformed" : "model: " + std::string(to_string(answers[0].end));
  }
}

std::string reason_of(const Workshop& work) {
  if (work.preview.skipped) return std::string(word_of(work.preview.skipped->reason));
  return work.preview.planned ? work.preview.problem : "not_due";
}

template <class Defect>
Json defects_json(const std::vector<Defect>& defects) {
  Json out = Json::array();
  for (const Defect& defect : defects) {
    out.push_back({{"fault", to_string(defect.fault)}, {"at", defect.at}});
  }
  return out;
}

Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

std::string document(const Workshop& work) {
  const auto& planned = work.preview.planned;
  const auto& draft = work.preview.draft;
  Json out;
  out["schema"] = "reactivation.draft/1";
  out["company_id"] = work.who.company_id.value;
  out["client_id"] = work.who.client_id.value;
  out["attempt_id"] = planned ? Json(to_string(planned->attempt_id)) : Json();
  out["reason"] = text_or_null(draft ? std::string{} : reason_of(work));
  out["instructions"] = text_or_null(work.question.instructions);
  out["prompt"] = text_or_null(work.question.prompt);
  out["answer"] = work.answer ? Json(*work.answer) : Json();
  out["problem"] = text_or_null(work.draft ? work.draft->problem() : work.problem);
  out["draft_defects"] = work.draft ? defects_json(work.draft->draft_defects) : Json::array();
  out["message_defects"] = work.draft ? defects_json(work.draft->message_defects) : Json::array();
  out["template_id"] = draft ? Json(draft->template_id) : Json();
  out["template_text"] = draft ? Json(draft->text) : Json();
  out["by_model"] = work.is_by_model();
  out["text"] = text_or_null(work.text());
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

void print_part(const char* title, const std::string& text) {
  std::cout << title << "\n";
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::cout << "  " << harmless(text.substr(begin, end - begin)) << "\n";
    begin = end + 1;
  }
  std::cout << "\n";
}

template <class Defect>
std::string defects_text(const std::vector<Defect>& defects) {
  if (defects.empty()) return "sound";
  std::string out;
  for (const Defect& defect : defects) {
    if (!out.empty()) out += "\n";
    out.append(to_string(defect.fault)).append(" at " + std::to_string(defect.at));
  }
  return out;
}

void print(const Workshop& work) {
  if (!work.preview.draft) {
    std::cout << "Nothing is written to this client now: " << reason_of(work) << ".\n";
    return;
  }
  print_part("What a model is told of every message", work.question.instructions);
  print_part("What it is told of this one", work.question.prompt);
  if (work.answer) print_part("What it answers", *work.answer);
  if (!work.problem.empty()) print_part("What it answers", "nothing (" + work.problem + ")");
  if (work.draft) {
    print_part("The check of the answer", defects_text(work.draft->draft_defects));
    const bool is_said = work.draft->draft_defects.empty();
    print_part("The check of the text",
               is_said ? defects_text(work.draft->message_defects) : "not made");
  }
  const std::string id = work.preview.draft->template_id;
  print_part(("The template (" + id + ")").c_str(), work.preview.draft->text);
  if (work.is_by_model()) print_part("What is sent: the model's", work.text());
  if (!work.is_by_model()) std::cout << "What is sent: the template.\n";
}

void run(const DraftArguments& arguments) {
  Desk desk(arguments.place);
  Workshop work;
  work.who = find_who(desk, arguments.who);
  work.preview = desk.get(desk.engine().preview(work.who));
  if (work.preview.draft && work.preview.said) {
    work.question = draft_prompt(*work.preview.said, visit_bucket(work.preview.visits));
    ask(arguments, work);
    if (work.answer) work.draft = verify_draft(*work.answer, *work.preview.said);
  }
  if (arguments.is_json) {
    std::cout << document(work);
  } else {
    print(work);
  }
}

}  // namespace

void add_draft(CLI::App& program, Action& chosen) {
  auto arguments = std::make_shared<DraftArguments>();
  CLI::App* command = add_command(
      program,
      {"draft", "Show what a language model is told, what it answers, and what is sent",
       "Prompt, answer, both checks and the text, beside the template. Stores and sends nothing.",
       "  reactivation draft --db salon.db --client 17\n"
       "  reactivation draft --db salon.db --client 17 --answer answer.txt --json"});
  add_db_option(*command, arguments->place);
  add_company_option(*command, arguments->place);
  add_who_options(*command, arguments->who, WhoForm::client_only);
  CLI::Option* answer = command
                            ->add_option("--answer", arguments->answer,
                                         "What a model answered, in a file; - for standard input")
                            ->type_name("FILE");
  add_model_option(*command, arguments->model);
  answer->excludes("--llm");
  add_now_option(*command, arguments->place);
  add_json_option(*command, arguments->is_json);
  command->callback([arguments, &chosen] { chosen = [arguments] { run(*arguments); }; });
}

}  // namespace cli
