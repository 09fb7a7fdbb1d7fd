#include "opt_out_page.hpp"

#include "signed_link.hpp"

namespace service {

using namespace reactivation;

namespace {

struct Words {
  const char* language;
  const char* title;
  const char* question;
  const char* button;
  const char* done;
  const char* gone;
  const char* busy;
};
constexpr Words russian{"ru",
                        "Отписка",
                        "Больше не присылать вам сообщений от",
                        "Не присылать",
                        "Готово: больше сообщений не будет от",
                        "Эта ссылка не действует. Ответьте на сообщение словом «стоп».",
                        "Сейчас не получилось. Попробуйте ещё раз через минуту."};
constexpr Words english{"en",
                        "Unsubscribe",
                        "Send you no more messages from",
                        "Send no more",
                        "Done: there will be no more messages from",
                        "This link does not work. Answer the message with “stop” instead.",
                        "That did not work just now. Please try again in a minute."};

const Words& words_of(Language language) { return language == Language::ru ? russian : english; }

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

WebAnswer page(int status, const Words& words, const std::string& body) {
  std::string html = "<!doctype html>\n<html lang=\"" + std::string(words.language) +
                     "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
                     "content=\"width=device-width, initial-scale=1\"><meta name=\"robots\" "
                     "content=\"noindex\"><title>" +
                     words.title + "</title></head><body><main>" + body + "</main></body></html>\n";
  return {status,
          {{"Content-Type", "text/html; charset=utf-8"},
           {"Content-Security-Policy",
            "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
           {"Referrer-Policy", "no-referrer"},
           {"X-Content-Type-Options", "nosniff"},
           {"Cache-Control", "no-store"}},
          std::move(html)};
}

WebAnswer said(int status, const Words& words, const std::string& sentence) {
  return page(status, words, "<h1>" + std::string(words.title) + "</h1><p>" + sentence + "</p>");
}

/// Nobody is known: whoever follows a dead link may read either.
WebAnswer unknown() {
  return page(404, english,
              "<h1>Unsubscribe</h1><p>" + std::string(english.gone) + "</p><p lang=\"ru\">" +
                  russian.gone + "</p>");
}

}  // namespace

WebAnswer answer_opt_out(const WebRequest& request, WorkerDesk& desk, const std::string& key) {
  const std::string link = request.path.substr(opt_out_prefix.size());
  const auto who = person_of_link(link, key);
  if (!who) return unknown();
  const bool is_read = request.method == "GET" || request.method == "HEAD";
  if (!is_read && request.method != "POST") {
    WebAnswer out = unknown();
    out.status = 405;
    out.headers.push_back({"Allow", "GET, HEAD, POST"});
    return out;
  }
  const auto company = desk.store().load_company(who->company_id);
  const std::vector<ClientId> one{who->client_id};
  const auto clients = desk.store().load_clients(who->company_id, one);
  const auto is_known = desk.lists().is_known_person(*who);
  const bool is_gone = (!company && company.error() == make_error_code(errc::not_found)) ||
                       (clients && clients.value().empty()) || (is_known && !is_known.value());
  if (is_gone) return unknown();
  if (!company || !clients || !is_known) return said(503, english, english.busy);
  const Words& words = words_of(clients.value().front().locale.value_or(company.value().locale));
  const std::string name = escaped(company.value().name);
  if (is_read) {
    return page(200, words,
                "<h1>" + std::string(words.title) + "</h1><form method=\"post\"><p>" +
                    words.question + " " + name + "?</p><button type=\"submit\">" + words.button +
                    "</button></form>");
  }
  Engine& engine = desk.engine();
  const auto stored = engine.opt_out(*who, "opt-out page");
  if (!stored) {
    desk.owe(engine);
    return said(503, words, words.busy);
  }
  return said(200, words, std::string(words.done) + " " + name + ".");
}

}  // namespace service
