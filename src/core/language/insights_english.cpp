#include "insight_words.hpp"

namespace reactivation {

constexpr InsightWords english_insights{
    {{
        {"Nobody is held out, so nobody can say what the messages bring.",
         "Set holdout.percent to 10: a tenth of the clients gets no message, and the difference is "
         "the effect."},
        {"No effect is shown: the groups are not as large as they were meant to be.",
         "{n1} clients may be written to and {n2} are held out; luck alone splits them so "
         "unevenly in {share} of all cases."},
        {"Not enough data yet to say what the messages bring: about {days} to go.",
         "So far {s1} of {n1} clients who may be written to came, and {s2} of {n2} held out."},
        {"Not enough data yet to say what the messages bring.",
         "So far {s1} of {n1} clients who may be written to came, and {s2} of {n2} held out; "
         "it takes {clients} in all."},
        {"Messages bring back {points} more of every 100 clients than silence does.",
         "{s1} of {n1} clients who may be written to came, and {s2} of {n2} held out; surely "
         "between {from} and {to}. Visits that would not have been: about {count}."},
        {"Messages bring no more visits than silence does, as far as can be seen.",
         "{s1} of {n1} clients who may be written to came, and {s2} of {n2} held out; surely "
         "between {from} and {to} of every 100."},
        {"Messages keep clients away: {points} of every 100.",
         "{s1} of {n1} clients who may be written to came, and {s2} of {n2} held out; surely "
         "between {from} and {to}. Stop, and read what the messages say."},
        {"Of those who came, {share} would have come without a message.",
         "That many come of the clients held out: {s2} of {n2}; of the others {s1} of {n1}."},
        {"Only {share} of the messages end in a booking; you asked to be told below {high}.",
         "{s1} of {n1} messages."},
        {"Too many stop the messages: {share}.",
         "{s1} of {n1} messages; surely between {low} and {high}. Below 5% is usual."},
        {"A message without a discount earns as much as one with it.",
         "The best discount earns more with a chance of {share}."},
        {"A discount of {percent}% is enough: a larger one does not earn more.",
         "The best larger one earns more with a chance of {share}."},
        {"Not enough messages yet to compare discounts.", "{messages} to go."},
        {"{clients} came only after the second message, and that more than once.",
         "They may have learnt to wait for the larger discount."},
        {"Messages sent between {hour}:00 and {next_hour}:00 are answered most.",
         "{s1} of {n1} within a day; surely between {low} and {high}, and {share} at all hours."},
        {"Messages sent on a {weekday} are answered most.",
         "{s1} of {n1} within a day; surely between {low} and {high}, and {share} on all days."},
        {"No hour and no weekday is clearly better than another.",
         "{s1} of {n1} messages were answered within a day."},
    }},
    {"{n} day", "{n} days", "{n} days"},
    {"{n} client", "{n} clients", "{n} clients"},
    {"{n} message", "{n} messages", "{n} messages"},
    ".",
    "-",
    "%",
    ",",
    {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"},
};

}  // namespace reactivation
