// The opt-out commands of messengers elsewhere. Only these: whatever else is said in such a
// language is unclear, and a person reads it.
#include "reply_lexicon.hpp"

namespace reactivation {
namespace {

using Word = std::u32string_view;

constexpr Word commands[] = {
    U"parar",      U"pare",        U"sair",          U"cancelar", U"remover",     U"descadastrar",
    U"alto",       U"baja",        U"darme de baja", U"detener",  U"arret",       U"arreter",
    U"desabonner", U"desinscrire", U"stopp",         U"abmelden", U"abbestellen", U"austragen",
    U"annulla",    U"cancellami",  U"basta",         U"wypisz",   U"rezygnuje",   U"dur",
    U"iptal",      U"durdur",
};
constexpr Word opt_out[] = {
    U"no me escriba|escriban|escribas|llamen|manden|envien",
    U"nao me mande|mandem|envie|enviem|escreva|escrevam",
    U"desabonnez moi",
    U"me desabonner",
    U"darme de baja",
    U"ne mecrivez|ecrivez|menvoyez|envoyez plus",
    U"keine nachrichten mehr",
};

}  // namespace

const ReplyLexicon foreign_commands{
    .code = "xx",
    .groups = {},
    .commands = commands,
    .polite = U"por|favor|porfavor|obrigado|obrigada|gracias|merci|bitte|danke|svp",
    .not_errors = U"",
    .negations = U"nao|nein|non|nicht|pas",
    .harmless = {},
    .opt_out = opt_out,
    .threats = {},
    .complaints = {},
    .unclear = {},
    .other_staff = {},
    .other_service = {},
    .other_time = {},
    .booking = {},
    .negative = {},
    .positive = {},
    .neutral = {},
    .away = {},
    .later = {},
    .maybe_later = {},
    .dates = {},
};

}  // namespace reactivation
