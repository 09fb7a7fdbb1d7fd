// What was tried by lot, and what came of it: one table a kind, with a sentence of what it means.
import { has, list, number, percent, t } from './text.js';
import { h } from './ui.js';
import { armLabel, factorsOf } from './arms.js';

// As many as the service wants before it says what each would have brought to all.
const messagesMin = 100;

/** What the rows of one kind say; a difference counts when the intervals are apart. */
export function meaning(factor, rows) {
  if (rows.length === 0) return t('tried.none');
  // One that was dropped early never gets enough, and hinders none of the others.
  const enough = rows.filter((row) => row.sent >= messagesMin && row.conversion_if_all !== null);
  if (enough.length < 2) return t('tried.few', { n: messagesMin });
  const best = enough.reduce((a, b) => (b.conversion_rate > a.conversion_rate ? b : a));
  // The chances of a lot change from day to day: both ways of counting have to agree.
  const worse = enough.filter(
    (row) =>
      row.conversion_interval.high < best.conversion_interval.low &&
      row.conversion_if_all < best.conversion_if_all
  );
  const name = (row) => t('quoted', { what: armLabel(factor, row.value) });
  const isSame = worse.length === 0;
  const said = isSame
    ? t('tried.same')
    : t('tried.better', { best: name(best), worse: list(worse.map(name)) });
  const told = isSame ? enough : [best, ...worse];
  const rest = rows.filter((row) => !told.includes(row));
  return rest.length > 0 ? `${said} ${t('tried.rest', { rest: list(rest.map(name)) })}` : said;
}

function table(title, factor, rows) {
  const head = ['tried.what', 'tried.messages', 'tried.booked', 'tried.share'].map((key, i) =>
    h('th', { scope: 'col', class: i === 0 ? null : 'n' }, t(key))
  );
  const body = rows.map((row) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, armLabel(factor, row.value)),
      h('td', { class: 'n' }, number(row.sent)),
      h('td', { class: 'n' }, number(row.bookings)),
      h(
        'td',
        { class: 'n' },
        row.conversion_rate === null
          ? '–'
          : [
              h('span', { class: 'strong' }, percent(row.conversion_rate)),
              h(
                'span',
                { class: 'soft small below' },
                t('tried.span', {
                  low: number(100 * row.conversion_interval.low),
                  high: percent(row.conversion_interval.high),
                })
              ),
            ]
      )
    )
  );
  return h(
    'table',
    { class: 'whole' },
    h('caption', { class: 'unseen' }, title),
    h('thead', {}, h('tr', {}, head)),
    h('tbody', {}, body)
  );
}

function card(factor, all) {
  const rows = all.filter((row) => row.factor === factor);
  const key = has(`tried.factor.${factor}`) ? factor : 'other';
  const title = t(`tried.factor.${key}`);
  return h(
    'section',
    { class: 'card', 'aria-labelledby': `tried-${factor}` },
    h('h3', { id: `tried-${factor}` }, title),
    h('p', { class: 'spoken' }, meaning(factor, rows)),
    rows.length > 0 ? table(title, factor, rows) : null,
    has(`tried.about.${factor}`) ? h('p', { class: 'hint' }, t(`tried.about.${factor}`)) : null
  );
}

/** Nothing where nothing is tried, and nothing was. */
export function tried(place, rows, arms) {
  const factors = factorsOf(rows, arms);
  if (factors.length === 0) return null;
  return h(
    'section',
    { 'aria-labelledby': 'tried' },
    h('h2', { id: 'tried' }, t('tried.title')),
    h(
      'p',
      { class: 'intro' },
      t('tried.about'),
      ' ',
      h('a', { href: place.link('settings') }, t(place.isOwner ? 'tried.change' : 'tried.see'))
    ),
    h(
      'div',
      { class: 'figures' },
      factors.map((factor) => card(factor, rows))
    )
  );
}
