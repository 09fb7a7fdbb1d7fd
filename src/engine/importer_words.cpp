// The words that exports use for states. A table is a list of folded words between bars.
#include <algorithm>

#include "reactivation/engine/import_values.hpp"

namespace reactivation {
namespace {

constexpr std::string_view completed_words =
    "|1|completed|complete|done|came|arrived|attended|visited|finished|closed|paid|checked out|"
    "show|showed|fulfilled|"
    "завершен|завершена|завершено|выполнен|выполнена|выполнено|пришел|пришла|пришли|был|была|"
    "состоялся|состоялась|состоялось|визит состоялся|оказан|оказана|оказано|оплачен|оплачена|"
    "оплачено|посетил|посетила|закрыт|закрыта|клиент пришел|";
constexpr std::string_view booked_words =
    "|0|2|booked|confirmed|scheduled|pending|new|upcoming|planned|waiting|reserved|accepted|"
    "open|booking|"
    "ожидание|ожидание клиента|ожидается|запланирован|запланирована|запланировано|подтвержден|"
    "подтверждена|подтверждено|клиент подтвердил|записан|записана|новый|новая|предстоит|"
    "забронирован|забронировано|бронь|";
constexpr std::string_view cancelled_words =
    "|cancelled|canceled|cancel|cancellation|deleted|void|voided|declined|rejected|"
    "отменен|отменена|отменено|отмена|отменил|отменила|удален|удалена|удалено|отказ|"
    "отказался|отказалась|аннулирован|аннулирована|";
constexpr std::string_view no_show_words =
    "|-1|no show|noshow|no shows|missed|absent|did not come|not arrived|dna|"
    "неявка|не пришел|не пришла|не пришли|не явился|не явилась|клиент не пришел|прогул|";

constexpr std::string_view null_words = "|null|none|nil|nan|n/a|#n/a|\\n|(null)|undefined|";

constexpr std::string_view opt_out_words =
    "|yes|y|true|t|1|on|x|+|✓|✔|stop|unsubscribe|unsubscribed|opt out|opted out|optout|dnc|"
    "do not contact|do not write|blocked|"
    "да|д|истина|стоп|отписан|отписана|отписался|отписалась|отписка|отказ|отказался|отказалась|"
    "не писать|не беспокоить|заблокирован|заблокирована|";
constexpr std::string_view not_opt_out_words = "|no|n|false|f|0|off|opt in|opted in|нет|н|ложь|";

constexpr std::string_view granted_words =
    "|yes|y|true|t|1|on|granted|given|agreed|accepted|consented|opt in|opted in|subscribed|"
    "да|д|истина|есть|согласен|согласна|согласие|получено|дано|подписан|подписана|";
constexpr std::string_view denied_words =
    "|no|n|false|f|0|off|denied|refused|declined|withdrawn|revoked|opt out|opted out|"
    "unsubscribed|нет|н|ложь|отказ|отозвано|отозван|отписан|отписана|не согласен|не согласна|";
constexpr std::string_view unknown_consent_words = "|unknown|not asked|?|неизвестно|не указано|";

constexpr std::string_view active_words =
    "|yes|y|true|t|1|on|active|enabled|available|да|истина|активен|активна|активно|доступна|";
constexpr std::string_view inactive_words =
    "|no|n|false|f|0|off|inactive|disabled|archived|deleted|hidden|"
    "нет|ложь|неактивен|неактивна|неактивно|архив|в архиве|удалена|скрыта|";

constexpr std::string_view do_not_contact_tags =
    "deceased|died|dead|minor|underage|under 18|blocked|vip blocked|blacklist|blacklisted|"
    "black list|do not contact|do not write|dnc|unsubscribed|stop|opted out|opt out|"
    "умер|умерла|покойный|покойная|несовершеннолетний|несовершеннолетняя|заблокирован|"
    "заблокирована|черный список|чс|не писать|не беспокоить|отписан|отписана|стоп";

std::string between(char mark, std::string_view word) {
  std::string out(1, mark);
  out += word;
  out += mark;
  return out;
}

/// Whether `word`, already folded, is one of the words between the bars.
bool is_in(std::string_view table, std::string_view word) {
  if (word.empty() || word.find('|') != std::string_view::npos) return false;
  return table.find(between('|', word)) != std::string_view::npos;
}

bool has_word_of(std::string_view table, const std::string& tag) {
  const std::string padded = between(' ', tag);
  for (std::size_t at = 0; at <= table.size();) {
    const std::size_t bar = std::min(table.find('|', at), table.size());
    if (padded.find(between(' ', table.substr(at, bar - at))) != std::string::npos) return true;
    at = bar + 1;
  }
  return false;
}

}  // namespace

std::optional<VisitStatus> parse_visit_status(std::string_view text) {
  const std::string word = folded(text);
  if (is_in(completed_words, word)) return VisitStatus::completed;
  if (is_in(booked_words, word)) return VisitStatus::booked;
  if (is_in(cancelled_words, word)) return VisitStatus::cancelled;
  if (is_in(no_show_words, word)) return VisitStatus::no_show;
  return std::nullopt;
}

std::string_view visit_status_words() noexcept {
  return "completed (came, done, 1, завершён, пришёл), booked (confirmed, 0, 2, подтверждён, "
         "ожидание), cancelled (отменён), no_show (missed, -1, не пришёл)";
}

std::optional<LoyaltyLevel> parse_loyalty(std::string_view text) {
  const std::string word = folded(text);
  if (is_in("|vip|вип|", word)) return LoyaltyLevel::vip;
  if (is_in("|gold|золото|золотой|золотая|", word)) return LoyaltyLevel::gold;
  if (is_in("|silver|серебро|серебряный|серебряная|", word)) return LoyaltyLevel::silver;
  if (is_in("|bronze|бронза|бронзовый|бронзовая|", word)) return LoyaltyLevel::bronze;
  if (is_in("|new|fresh|новый|новая|новичок|", word)) return LoyaltyLevel::fresh;
  if (is_in("|unknown|неизвестно|", word)) return LoyaltyLevel::unknown;
  return std::nullopt;
}

bool is_null_word(std::string_view text) {
  // Nearly every cell is asked: most are told apart by their first byte.
  if (text.empty() || text.size() > 16 || text.find_first_of("nNuU#\\(") > 1) return false;
  return is_in(null_words, folded(text));
}

std::optional<bool> parse_opt_out(std::string_view text) {
  const std::string word = folded(text);
  if (word.empty() || is_in(not_opt_out_words, word) || is_in(null_words, word)) return false;
  if (is_in(opt_out_words, word)) return true;
  return std::nullopt;
}

std::optional<Consent> parse_consent(std::string_view text) {
  const std::string word = folded(text);
  if (word.empty() || is_in(unknown_consent_words, word) || is_in(null_words, word)) {
    return Consent::unknown;
  }
  if (is_in(granted_words, word)) return Consent::granted;
  if (is_in(denied_words, word)) return Consent::denied;
  return std::nullopt;
}

std::optional<bool> parse_active(std::string_view text) {
  const std::string word = folded(text);
  if (is_in(active_words, word)) return true;
  if (is_in(inactive_words, word)) return false;
  return std::nullopt;
}

bool has_do_not_contact_tag(std::string_view tags) {
  const std::string all = folded(tags);
  for (std::size_t at = 0; at <= all.size();) {
    const std::size_t end = std::min(all.find_first_of(",;|/#[]()", at), all.size());
    if (has_word_of(do_not_contact_tags, all.substr(at, end - at))) return true;
    at = end + 1;
  }
  return false;
}

}  // namespace reactivation
