// What was tried by lot, and what came of it: one table a kind, with a sentence of what it means.
import { has, list, number, t } from './text.js';
import { h } from './ui.js';
import { shareCell } from './charts.js';
import { armLabel, factorsOf } from './arms.js';

/** What came of one kind, as the service has found it; null where it does not say. */
function meaning(factor, rows, comparison) {
  if (rows.length === 0) return t('tried.none');
  if (!comparison) return null;
  const name = (value) => t('quoted', { what: armLabel(factor, value) });
  const names = (values) => list(values.map(name));
  if (comparison.finding === 'too_few') return t('tried.too_few', { n: comparison.messages_min });
  const said =
    comparison.finding === 'better'
      ? t('tried.better', { best: name(comparison.best), worse: names(comparison.worse) })
      : t('tried.same');
  if (comparison.undecided.length === 0) return said;
  return `${said} ${t('tried.rest', { rest: names(comparison.undecided) })}`;
}

function table(title, factor, rows) {
  const head = ['tried.what', 'table.sent', 'table.booked', 'table.share'].map((key, i) =>
    h('th', { scope: 'col', class: i === 0 ? null : 'n' }, t(key))
  );
  const body = rows.map((row) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, armLabel(factor, row.value)),
      h('td', { class: 'n' }, number(row.sent)),
      h('td', { class: 'n' }, number(row.bookings)),
      h('td', { class: 'n' }, shareCell(row.conversion_rate, row.conversion_interval))
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

function card(factor, results) {
  const ofFactor = (all) => (all ?? []).filter((one) => one.factor === factor);
  const rows = ofFactor(results.by_arm);
  const [comparison] = ofFactor(results.arm_comparisons);
  const said = meaning(factor, rows, comparison);
  const key = has(`tried.factor.${factor}`) ? factor : 'other';
  const title = t(`tried.factor.${key}`);
  return h(
    'section',
    { class: 'card', 'aria-labelledby': `tried-${factor}` },
    h('h3', { id: `tried-${factor}` }, title),
    said ? h('p', { class: 'spoken' }, said) : null,
    rows.length > 0 ? table(title, factor, rows) : null,
    has(`tried.about.${factor}`) ? h('p', { class: 'hint' }, t(`tried.about.${factor}`)) : null
  );
}

/** Nothing where nothing is tried, and nothing was. */
export function tried(place, results, arms) {
  const factors = factorsOf(results.by_arm ?? [], arms);
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
      factors.map((factor) => card(factor, results))
    )
  );
}
