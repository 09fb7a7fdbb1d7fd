// Writes the sample reports into a folder, for the browser: `write_sample FOLDER`.
#include <fstream>
#include <string>

#include "reactivation/report/html.hpp"
#include "sample.hpp"

int main(int argc, char** argv) {
  using namespace reactivation;
  if (argc != 2) return 2;
  const auto write = [&](const char* name, const Report& report) {
    std::ofstream(std::string(argv[1]) + "/" + name, std::ios::binary) << report_html(report);
  };
  write("ru.html", sample::report(Language::ru));
  write("en.html", sample::report(Language::en));
  Report empty;
  empty.company = "Lily";
  empty.from = empty.to = empty.made_on = date::local_days{date::year{2026} / 3 / 2};
  empty.insights = {Insight{}};
  write("empty.html", empty);
  return 0;
}
