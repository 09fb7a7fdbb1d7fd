#include "reply_text.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "language/utf8.hpp"
#include "reactivation/core/reply.hpp"

namespace reactivation {
namespace {

using Points = std::u32string;
using View = std::u32string_view;

constexpr char32_t bad_point = 0xFFFD;

struct Range {
  char32_t first;
  char32_t last;
};

bool is_in(char32_t c, const auto& ranges) noexcept {
  return std::any_of(ranges.begin(), ranges.end(),
                     [c](const Range& range) { return c >= range.first && c <= range.last; });
}

/// Marks above and below letters, joiners, directions, variation selectors, soft hyphens, tags.
constexpr std::array<Range, 14> invisible{{{0xAD, 0xAD},
                                           {0x300, 0x36F},
                                           {0x483, 0x489},
                                           {0x61C, 0x61C},
                                           {0x180B, 0x180F},
                                           {0x1AB0, 0x1AFF},
                                           {0x1DC0, 0x1DFF},
                                           {0x200B, 0x200F},
                                           {0x202A, 0x202E},
                                           {0x2060, 0x206F},
                                           {0x20D0, 0x20FF},
                                           {0xFE00, 0xFE2F},
                                           {0xFEFF, 0xFEFF},
                                           {0x1F3FB, 0x1F3FF}}};

constexpr std::array<Range, 5> apostrophes{
    {{U'\'', U'\''}, {U'`', U'`'}, {0xB4, 0xB4}, {0x2B9, 0x2BF}, {0x2018, 0x201B}}};

/// Letters of other scripts than Latin and Cyrillic: words that nobody here can read.
constexpr std::array<Range, 6> other_letters{{{0x370, 0x3FF},
                                              {0x530, 0x1CFF},
                                              {0x1E00, 0x1FFF},
                                              {0x2C00, 0x2DFF},
                                              {0x3040, 0xD7FF},
                                              {0xF900, 0xFAFF}}};

/// Alphabets of dressed-up letters that run from A to Z, or from A to Z and a to z by turns.
struct Dress {
  Range range;
  char32_t length;
};
constexpr std::array<Dress, 7> dresses{{{{0xFF21, 0xFF3A}, 26},
                                        {{0xFF41, 0xFF5A}, 26},
                                        {{0x24B6, 0x24E9}, 26},
                                        {{0x1D400, 0x1D6A3}, 26},
                                        {{0x1F130, 0x1F149}, 26},
                                        {{0x1F170, 0x1F189}, 26},
                                        {{0x1F1E6, 0x1F1FF}, 26}}};

constexpr View plain_latin_1 = U"aaaaaaaceeeeiiiidnooooo ouuuuytsaaaaaaaceeeeiiiidnooooo ouuuuyty";
constexpr View plain_latin_a =
    U"aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllllnnnnnnnnnoooooooo"
    U"rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
static_assert(plain_latin_1.size() == 0x40 && plain_latin_a.size() == 0x80);

char32_t undressed(char32_t c) noexcept {
  for (const Dress& dress : dresses) {
    if (c >= dress.range.first && c <= dress.range.last) {
      return U'a' + (c - dress.range.first) % dress.length;
    }
  }
  if (c > 0xFF00 && c < 0xFF5F) return c - 0xFF01 + U'!';
  if (c >= 0x1D7CE && c <= 0x1D7FF) return U'0' + (c - 0x1D7CE) % 10;
  return c;
}

char32_t without_mark(char32_t lower) noexcept {
  if (lower >= 0xC0 && lower - 0xC0 < plain_latin_1.size()) return plain_latin_1[lower - 0xC0];
  if (lower >= 0x100 && lower - 0x100 < plain_latin_a.size()) return plain_latin_a[lower - 0x100];
  return lower;
}

/// Two columns: from and to.
struct Pairs {
  View from;
  View to;

  [[nodiscard]] std::optional<char32_t> find(char32_t c) const noexcept {
    const auto at = from.find(c);
    return at == View::npos ? std::nullopt : std::optional(to[at]);
  }
};

constexpr Pairs one_letter{U"ёэєыйіїқғґңөұүәҳўѓќ", U"еееиииикггноууахугк"};
constexpr Pairs latin_as_cyrillic{U"abcehkmnoprtuxy03", U"авсенкмпоргтихуоз"};
constexpr Pairs cyrillic_as_latin{U"авсенкмортхуіѕјԁ0", U"abcehkmoptxyisjdo"};
constexpr Pairs other_layout{
    U"qwertyuiop[]asdfghjkl;'zxcvbnm,."
    U"йцукенгшщзхъфывапролджэячсмитьбю",
    U"йцукенгшщзхъфывапролджэячсмитьбю"
    U"qwertyuiop[]asdfghjkl;'zxcvbnm,."};

static_assert(one_letter.from.size() == one_letter.to.size() &&
              latin_as_cyrillic.from.size() == latin_as_cyrillic.to.size() &&
              cyrillic_as_latin.from.size() == cyrillic_as_latin.to.size() &&
              other_layout.from.size() == other_layout.to.size());

struct Sound {
  View latin;
  View cyrillic;
};
/// Longer ones first.
constexpr std::array<Sound, 45> sounds{
    {{U"shch", U"щ"}, {U"sch", U"щ"}, {U"sh", U"ш"}, {U"ch", U"ч"}, {U"zh", U"ж"}, {U"kh", U"х"},
     {U"ya", U"я"},   {U"ia", U"я"},  {U"ja", U"я"}, {U"yu", U"ю"}, {U"iu", U"ю"}, {U"ju", U"ю"},
     {U"ye", U"е"},   {U"yo", U"е"},  {U"jo", U"е"}, {U"a", U"а"},  {U"b", U"б"},  {U"v", U"в"},
     {U"w", U"в"},    {U"g", U"г"},   {U"d", U"д"},  {U"e", U"е"},  {U"z", U"з"},  {U"i", U"и"},
     {U"j", U"и"},    {U"y", U"и"},   {U"k", U"к"},  {U"l", U"л"},  {U"m", U"м"},  {U"n", U"н"},
     {U"o", U"о"},    {U"p", U"п"},   {U"r", U"р"},  {U"s", U"с"},  {U"t", U"т"},  {U"u", U"у"},
     {U"f", U"ф"},    {U"h", U"х"},   {U"x", U"х"},  {U"c", U"к"},  {U"q", U"к"},  {U"é", U"е"},
     {U"4", U"ч"},    {U"6", U"ш"},   {U"'", U""}}};

bool is_word_letter(char32_t c) noexcept { return is_letter(c) || is_in(c, other_letters); }

/// "ст0п", "$top": signs that stand for a letter inside a word.
char32_t sign_as_letter(char32_t before, char32_t c, char32_t after) noexcept {
  if (c == U'$' && is_letter(after)) return U's';
  return c == U'0' && is_letter(before) && is_letter(after) ? U'0' : 0;
}

/// A word with letters of two alphabets, or zeros for o, as one of a single alphabet.
Points of_one_alphabet(Points word) {
  const bool has_zero = word.find(U'0') != Points::npos;
  if (!has_zero && !(std::any_of(word.begin(), word.end(), is_latin) &&
                     std::any_of(word.begin(), word.end(), is_cyrillic))) {
    return word;
  }
  const bool can_be_latin = std::all_of(word.begin(), word.end(), [](char32_t c) {
    return is_latin(c) || cyrillic_as_latin.find(c);
  });
  const Pairs& pairs = can_be_latin ? cyrillic_as_latin : latin_as_cyrillic;
  for (char32_t& c : word) c = pairs.find(c).value_or(c);
  return word;
}

class Tokenizer {
public:
  explicit Tokenizer(View plain) : plain_(plain) {}

  std::vector<ReplyToken> tokens() {
    for (at_ = 0; at_ < plain_.size();) {
      const char32_t c = plain_[at_];
      if (is_word_letter(c) || sign_as_letter(before(), c, after()) != 0) {
        take_word();
      } else if (is_digit(c)) {
        take_number();
      } else {
        take_mark(c);
      }
    }
    return std::move(tokens_);
  }

private:
  [[nodiscard]] char32_t before() const noexcept { return at_ == 0 ? 0 : plain_[at_ - 1]; }
  [[nodiscard]] char32_t after() const noexcept {
    return at_ + 1 < plain_.size() ? plain_[at_ + 1] : 0;
  }

  void put(ReplyToken token) {
    token.starts_clause = starts_clause_ || tokens_.empty();
    token.glue = glue_;
    starts_clause_ = false;
    glue_ = 0;
    tokens_.push_back(std::move(token));
  }

  /// Letters drawn out ("stooop") are written once.
  static Points without_drawl(const Points& word) {
    Points out;
    for (std::size_t i = 0; i < word.size();) {
      const std::size_t end = std::min(word.find_first_not_of(word[i], i), word.size());
      out.append(end - i < 3 ? end - i : 1, word[i]);
      i = end;
    }
    return out;
  }

  void take_word() {
    Points word;
    for (; at_ < plain_.size(); ++at_) {
      const char32_t c = plain_[at_];
      const char32_t sign = sign_as_letter(before(), c, after());
      if (!is_word_letter(c) && sign == 0) break;
      word.push_back(sign == 0 ? c : sign);
    }
    ReplyToken token;
    token.text = without_drawl(folded_letters(of_one_alphabet(std::move(word))));
    if (!token.text.empty()) put(std::move(token));  // ь alone folds to nothing
  }

  void take_number() {
    constexpr std::size_t digits_max = 8;
    ReplyToken token;
    token.kind = ReplyTokenKind::number;
    for (; at_ < plain_.size() && is_digit(plain_[at_]); ++at_) token.text.push_back(plain_[at_]);
    if (token.text.size() <= digits_max) {
      for (const char32_t digit : token.text) {
        token.value = token.value * 10 + static_cast<int>(digit - U'0');
      }
    }
    put(std::move(token));
    const View marks = U"./-:";
    if (at_ + 1 < plain_.size() && marks.find(plain_[at_]) != View::npos &&
        is_digit(plain_[at_ + 1])) {
      glue_ = plain_[at_++];
    }
  }

  void take_mark(char32_t c) {
    ++at_;
    if (is_blank(c)) return;
    const bool is_symbol = c == U'+' || c == U'?' || (c >= 0x2190 && c != bad_point);
    const bool repeats = !tokens_.empty() && tokens_.back().text[0] == c;
    if (is_symbol && !repeats) {
      starts_clause_ = true;
      ReplyToken token;
      token.kind = ReplyTokenKind::symbol;
      token.text.assign(1, c);
      put(std::move(token));
    }
    starts_clause_ = starts_clause_ || is_symbol || View{U"-_*~\"«»“”„#&/'"}.find(c) == View::npos;
  }

  View plain_;
  std::size_t at_ = 0;
  bool starts_clause_ = false;
  char32_t glue_ = 0;
  std::vector<ReplyToken> tokens_;
};

/// Edits (a letter added, dropped, changed, or two swapped) between `a` and `b`, or more than 2.
std::size_t edits(View a, View b) {
  constexpr std::size_t side_max = 32;
  if (std::max(a.size(), b.size()) >= side_max) return side_max;
  std::array<std::array<std::size_t, side_max>, side_max> cost{};
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        cost[i][j] = i + j;
        continue;
      }
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      std::size_t best = std::min(cost[i - 1][j], cost[i][j - 1]) + 1;
      best = std::min(best, cost[i - 1][j - 1] + change);
      const bool is_swap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      cost[i][j] = is_swap ? std::min(best, cost[i - 2][j - 2] + 1) : best;
    }
  }
  return cost[a.size()][b.size()];
}

/// One code point from `at` on; a byte that begins none counts as one bad point.
char32_t next_point(std::string_view bytes, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(bytes[at]);
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  const auto point = decode_utf8(bytes.substr(at, length));
  at += point ? length : 1;
  return point ? point->front() : bad_point;
}

void append_part(ReplyPoints& out, std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) out.points.push_back(next_point(bytes, at));
}

}  // namespace

ReplyPoints decode_reply(std::string_view bytes) {
  ReplyPoints out;
  out.is_cut = bytes.size() > 2 * reply_part_bytes_max;
  if (out.is_cut) {
    append_part(out, bytes.substr(0, reply_part_bytes_max));
    out.points += U"\n";
    append_part(out, bytes.substr(bytes.size() - reply_part_bytes_max));
  } else {
    append_part(out, bytes);
  }
  out.has_bad_bytes = out.points.find(bad_point) != Points::npos;
  return out;
}

std::u32string plain_points(std::u32string_view points) {
  Points out;
  out.reserve(points.size());
  for (const char32_t c : points) {
    if (is_in(c, invisible) || is_in(c, apostrophes)) continue;
    out.push_back(without_mark(to_lower(undressed(c))));
  }
  return out;
}

std::u32string from_translit(std::u32string_view plain) {
  Points out;
  for (std::size_t i = 0; i < plain.size();) {
    const auto sound = std::find_if(sounds.begin(), sounds.end(), [&](const Sound& candidate) {
      return plain.substr(i).starts_with(candidate.latin);
    });
    if (sound == sounds.end()) {
      out.push_back(plain[i++]);
    } else {
      out += sound->cyrillic;
      i += sound->latin.size();
    }
  }
  return out;
}

std::u32string from_other_layout(std::u32string_view plain) {
  Points out(plain);
  for (char32_t& c : out) c = other_layout.find(c).value_or(c);
  return out;
}

std::u32string folded_letters(std::u32string_view plain) {
  Points out;
  for (const char32_t c : plain) {
    if (c != U'ь' && c != U'ъ') out.push_back(one_letter.find(c).value_or(c));
  }
  return out;
}

std::vector<ReplyToken> reply_tokens(std::u32string_view plain) {
  return Tokenizer(plain).tokens();
}

bool is_misspelt(std::u32string_view word, std::u32string_view stem, Ending ending) {
  constexpr std::size_t long_word = 6;
  constexpr std::size_t very_long_word = 10;
  const std::size_t allowed = stem.size() >= very_long_word ? 2 : 1;
  if (stem.size() < long_word || word.size() + allowed < stem.size()) return false;
  if (word[0] != stem[0] && word[1] != stem[1]) return false;
  if (ending == Ending::exact) {
    return word.size() <= stem.size() + allowed && edits(word, stem) <= allowed;
  }
  for (std::size_t size = stem.size() - 1; size <= stem.size() + 1 && size <= word.size(); ++size) {
    if (edits(word.substr(0, size), stem) <= 1) return true;
  }
  return false;
}

}  // namespace reactivation
