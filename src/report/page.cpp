#include "page.hpp"

#include "reactivation/report/html.hpp"
#include "style.hpp"

namespace reactivation::report {

std::string filled(std::string_view text,
                   std::span<const std::pair<std::string_view, std::string>> values) {
  std::string out;
  for (;;) {
    const std::size_t open = text.find('{');
    out += text.substr(0, open);
    if (open == std::string_view::npos) return out;
    const std::size_t close = text.find('}', open);
    for (const auto& [key, value] : values) {
      if (key == text.substr(open + 1, close - open - 1)) out += value;
    }
    text.remove_prefix(close + 1);
  }
}

void Page::heading(std::string_view text) { out_ += "<h2>" + escaped(text) + "</h2>\n"; }

void Page::paragraph(std::string_view text, const char* kind) {
  const std::string class_ = *kind == '\0' ? std::string() : std::string(" class=\"") + kind + "\"";
  out_ += "<p" + class_ + ">" + escaped(text) + "</p>\n";
}

void Page::figure(const std::string& chart, const std::string& title, std::vector<Column> columns,
                  const std::vector<std::vector<std::string>>& rows) {
  out_ += "<figure><figcaption>" + escaped(title) + "</figcaption>" + chart + "<details><summary>" +
          escaped(words.figures) + "</summary>";
  table(text_of(words.data_table, {{"chart", title}}), columns, rows);
  out_ += "</details></figure>\n";
}

void Page::table(const std::string& caption, const std::vector<Column>& columns,
                 const std::vector<std::vector<std::string>>& rows) {
  out_ += "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" + escaped(caption) +
          "\"><table><caption>" + escaped(caption) + "</caption><thead><tr>";
  for (const Column& column : columns) {
    if (column.heading.empty()) {
      out_ += "<td></td>";
      continue;
    }
    out_ += std::string("<th scope=\"col\"") +
            (column.kind == Cell::number ? " class=\"n\">" : ">") + escaped(column.heading) +
            "</th>";
  }
  out_ += "</tr></thead><tbody>";
  for (const auto& row : rows) {
    out_ += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string cell = escaped(row[i]);
      if (i == 0) {
        out_ += "<th scope=\"row\"><bdi>" + cell + "</bdi></th>";
      } else if (columns[i].kind == Cell::number) {
        out_ += "<td class=\"n\">" + cell + "</td>";
      } else {
        out_ += "<td><bdi>" + cell + "</bdi></td>";
      }
    }
    out_ += "</tr>";
  }
  out_ += "</tbody></table></div>\n";
}

}  // namespace reactivation::report

namespace reactivation {

std::string report_html(const Report& value) {
  report::Page page(value);
  const report::Words& words = page.words;
  const std::string title = page.text_of(words.title, {{"company", value.company}});
  page.raw("<!DOCTYPE html>\n<html lang=\"" + std::string(words.code) +
           "\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
           "content=\"width=device-width,initial-scale=1\">\n<meta name=\"robots\" "
           "content=\"noindex\">\n<meta http-equiv=\"Content-Security-Policy\" "
           "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n"
           "<link rel=\"icon\" href=\"data:,\">\n<title>" +
           report::escaped(title) + "</title>\n<style>" + std::string(report::style) +
           "</style>\n</head>\n<body>\n" + report::chart_patterns() + "\n<header>\n<h1><bdi>" +
           report::escaped(title) + "</bdi></h1>\n");
  page.paragraph(page.text_of(words.period, {{"from", page.numbers.date(value.from)},
                                             {"to", page.numbers.date(value.to)}}),
                 "soft");
  page.paragraph(page.text_of(words.made, {{"date", page.numbers.date(value.made_on)}}), "soft");
  page.raw("</header>\n<main>\n");
  report::add_figures(page);
  report::add_insights(page);
  report::add_effect(page);
  report::add_groups(page);
  report::add_curves(page);
  report::add_rhythm(page);
  report::add_times(page);
  report::add_account(page);
  report::add_replay(page);
  page.raw("</main>\n</body>\n</html>\n");
  return page.take();
}

}  // namespace reactivation
