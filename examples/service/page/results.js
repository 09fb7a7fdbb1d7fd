// What the messages brought, with how sure that is. No bare rate: each has its interval, or none.
import { get, getText } from './api.js';
import { day, known, language, money, number, percent, t, weekday } from './text.js';
import { busy, button, empty, h, heading, live, note, tellFault } from './ui.js';
import { figure, markChart, shareCell } from './charts.js';
import { choices } from './filter.js';
import { tried } from './tried.js';

const periods = ['week', 'month', 'quarter', 'year'];

function waitText(experiment) {
  const left = experiment.days_left;
  if (left === null || left === undefined)
    return t('effect.need', { n: experiment.clients_needed });
  if (left > 730) return t('effect.years', { n: Math.round(left / 365) });
  return left > 60
    ? t('effect.months', { n: Math.round(left / 30) })
    : t('effect.days', { n: left });
}

function groupsFigure({ treated, held_out: held }) {
  if (!treated.clients || !held.clients) return null;
  const row = (label, group, other) => {
    const [x, n] = [group.came, group.clients];
    const z2 = 3.8414588; // Wilson's interval, as the report's.
    const middle = (x + z2 / 2) / (n + z2);
    const half = (Math.sqrt(z2) / (n + z2)) * Math.sqrt((x * (n - x)) / n + z2 / 4);
    return {
      label,
      value: x / n,
      low: Math.max(0, middle - half),
      high: Math.min(1, middle + half),
      other,
      group,
    };
  };
  const rows = [row(t('effect.treated'), treated), row(t('effect.held'), held, true)];
  const title = t('effect.chart');
  return figure(
    title,
    markChart(title, rows),
    [t('effect.group'), t('effect.clients'), t('effect.came'), t('effect.share')],
    rows.map((one) => [
      one.label,
      number(one.group.clients),
      number(one.group.came),
      shareCell(one.value, one),
    ])
  );
}

/** The honest answer to "what does it bring me". */
function effect(results) {
  const box = h('div', {});
  const card = h(
    'section',
    { class: 'card', 'aria-labelledby': 'effect' },
    h('h2', { id: 'effect' }, t('effect.title')),
    h('div', { class: 'effect' }, box)
  );
  const found = results.experiment;
  if (!found) {
    box.append(
      h('p', { class: 'verdict' }, t('effect.nobody')),
      h('p', {}, t('effect.nobody.text'))
    );
    return card;
  }
  const n = Math.max(0, Math.round(found.incremental_visits ?? 0));
  const sure = found.daily_interval;
  if (found.verdict === 'brings_visits') {
    box.append(
      h('p', { class: 'verdict good-text' }, t('effect.brings', { n })),
      h(
        'p',
        {},
        t('effect.brings.text', { low: percent(sure.low, 1), high: percent(sure.high, 1) })
      )
    );
    if (found.incremental_revenue_minor > 0) {
      box.append(h('p', {}, t('effect.revenue', { sum: money(found.incremental_revenue_minor) })));
    }
  } else if (found.verdict === 'not_enough_data') {
    box.append(h('p', { class: 'verdict' }, t('effect.few')), h('p', {}, waitText(found)));
  } else {
    box.append(
      h('p', { class: 'verdict' }, known('effect.verdict', found.verdict)),
      h('p', {}, known('effect.verdict.text', found.verdict))
    );
  }
  if (!found.sample_ratio.blocked) {
    box.append(h('p', { class: 'hint spaced' }, t('effect.about')));
    box.after(groupsFigure(found) || '');
  }
  return card;
}

function tile(label, value, about, state) {
  return h(
    'div',
    { class: 'tile' },
    h('dt', {}, label),
    h('dd', { class: 'tile-value' }, value),
    h('dd', { class: `tile-about ${state || ''}` }, about)
  );
}

function goal(value, target, isLess) {
  if (value === null || value === undefined) return ['', ''];
  const good = isLess ? value < target : value >= target;
  return [
    t(isLess ? 'goal.below' : 'goal.least', { share: percent(target) }),
    good ? 'good-text' : 'warn-text',
  ];
}

const hours = (n) =>
  n < 1
    ? t('minutes', { n: Math.round(n * 60) })
    : n < 48
      ? t('hours', { n: Math.round(n) })
      : t('days.about', { n: Math.round(n / 24) });

function tiles(stats) {
  const { results, all, targets } = stats;
  const conversion = goal(all.conversion_rate, targets.conversion_rate);
  const answers = goal(all.response_rate, targets.response_rate);
  const stops = goal(all.opt_out_rate, targets.opt_out_rate, true);
  const out = [
    tile(
      t('tile.sent'),
      number(all.sent),
      all.waiting > 0 ? t('tile.waiting', { n: all.waiting }) : t('tile.sent.about')
    ),
    tile(
      t('tile.responses'),
      number(all.responses),
      `${percent(all.response_rate)} · ${answers[0]}`,
      answers[1]
    ),
    tile(
      t('tile.bookings'),
      number(all.bookings),
      `${percent(all.conversion_rate)} · ${conversion[0]}`,
      conversion[1]
    ),
    tile(
      t('tile.opt_outs'),
      number(all.opt_outs),
      `${percent(all.opt_out_rate, 1)} · ${stops[0]}`,
      stops[1]
    ),
    tile(
      t('tile.revenue'),
      money(results.all.revenue_minor),
      t('tile.revenue.about', { n: results.all.visits })
    ),
    tile(t('tile.discounts'), money(results.all.discount_minor), t('tile.discounts.about')),
  ];
  if (results.message_cost_minor + results.model_cost_minor > 0) {
    out.push(
      tile(
        t('tile.cost'),
        money(results.message_cost_minor + results.model_cost_minor),
        t('tile.cost.about')
      )
    );
  }
  if (results.response_hours.median !== null) {
    out.push(tile(t('tile.speed'), hours(results.response_hours.median), t('tile.speed.about')));
  }
  return h('dl', { class: 'tiles' }, out);
}

function groupChart(title, rows, target) {
  const worth = rows.filter((one) => one.row.sent >= 5).slice(0, 12);
  if (worth.length === 0) return null;
  const marks = worth.map(({ label, row }) => ({
    label,
    value: row.conversion_rate,
    ...row.conversion_interval,
  }));
  return figure(
    title,
    markChart(title, marks, target),
    [t('group'), t('table.sent'), t('table.booked'), t('table.share'), t('tile.revenue')],
    worth.map(({ label, row }) => [
      label,
      number(row.sent),
      number(row.bookings),
      shareCell(row.conversion_rate, row.conversion_interval),
      money(row.revenue_minor),
    ])
  );
}

function timeChart(title, rows, label) {
  if (rows.length === 0) return null;
  const marks = rows.map((row) => ({
    label: label(row),
    value: row.share,
    ...row.interval,
    other: row.stands_out,
  }));
  return figure(
    title,
    markChart(title, marks),
    [t('group'), t('table.sent'), t('tile.responses'), t('table.share')],
    rows.map((row) => [
      label(row),
      number(row.sent),
      number(row.answered),
      shareCell(row.share, row.interval),
    ])
  );
}

function charts(results, target) {
  const by = (list, label) => list.map((row) => ({ label: label(row), row }));
  const all = [
    groupChart(
      t('chart.attempt'),
      by(results.by_attempt, (row) => t('message.number', { n: row.attempt_number })),
      target
    ),
    groupChart(
      t('chart.discount'),
      by(results.by_discount, (row) => percent(row.discount_percent / 100)),
      target
    ),
    groupChart(
      t('chart.service'),
      by(results.by_service, (row) => row.service_title || t('other')),
      target
    ),
    groupChart(
      t('chart.staff'),
      by(
        results.by_staff.filter((row) => row.staff_id),
        (row) => row.staff_name || t('other')
      ),
      target
    ),
    timeChart(t('chart.hours'), results.hours, (row) => `${String(row.hour).padStart(2, '0')}:00`),
    timeChart(t('chart.weekdays'), results.weekdays, (row) => weekday(row.weekday, 'long')),
  ].filter(Boolean);
  return all.length === 0
    ? null
    : h(
        'section',
        { 'aria-labelledby': 'compare' },
        h('h2', { id: 'compare' }, t('results.compare')),
        h('p', { class: 'intro' }, t('results.compare.about')),
        h(
          'div',
          { class: 'figures' },
          all.map((one) => h('div', { class: 'card' }, one))
        )
      );
}

/** The first sentence is about the effect, which stands above in words of its own. */
function insights(place, results) {
  const rest = results.insights.slice(1);
  return rest.length === 0
    ? null
    : h(
        'section',
        { 'aria-labelledby': 'insights' },
        h('h2', { id: 'insights' }, t('results.insights')),
        h(
          'ul',
          {
            class: 'insights',
            lang: place.company.locale === language() ? null : place.company.locale,
          },
          rest.map((one) =>
            h(
              'li',
              {},
              h('strong', {}, one.sentence),
              ' ',
              h('span', { class: 'soft' }, one.evidence)
            )
          )
        )
      );
}

function draw(place, box, { stats, arms }) {
  const { results, all } = stats;
  const attempts = tried(place, results, arms) || '';
  const few =
    all.conversion_rate !== null &&
    all.sent >= 50 &&
    results.all.conversion_interval.high < stats.targets.conversion_rate;
  box.replaceChildren(
    h('p', { class: 'intro' }, t('results.period', { from: day(stats.from), to: day(stats.to) })),
    ...(all.sent === 0
      ? [empty(t('results.none'), t('results.none.text')), effect(results), attempts]
      : [
          few
            ? note(
                '',
                t('results.low.title'),
                h(
                  'p',
                  {},
                  t('results.low.text', {
                    share: percent(all.conversion_rate),
                    target: percent(stats.targets.conversion_rate),
                  })
                ),
                h(
                  'p',
                  {},
                  h('a', { class: 'button', href: place.link('services') }, t('results.low.go'))
                )
              )
            : '',
          effect(results),
          h(
            'section',
            { 'aria-labelledby': 'counts' },
            h('h2', { id: 'counts' }, t('results.counts')),
            tiles(stats)
          ),
          insights(place, results) || '',
          attempts,
          charts(results, stats.targets.conversion_rate) || '',
        ])
  );
}

async function report(place, period) {
  const html = await getText(`report/${place.company.id}`, { period, locale: language() });
  const url = URL.createObjectURL(new Blob([html], { type: 'text/html' }));
  h('a', { href: url, download: `${t('report.file')}-${place.company.id}-${period}.html` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

export function open(place) {
  const box = h('div', {});
  const show = () => {
    const wanted = tabs.chosen();
    live(box, {
      signal: place.signal,
      load: async (signal) => {
        const { id } = place.company;
        const [stats, { arms }] = await Promise.all([
          get(`stats/${id}`, { period: wanted }, signal),
          get(`settings/${id}`, {}, signal),
        ]);
        return { stats, arms };
      },
      // An answer about another time than is chosen now comes too late.
      draw: (found) => {
        if (wanted === tabs.chosen()) draw(place, box, found);
      },
    });
  };
  const tabs = choices({
    label: t('results.periods'),
    options: periods.map((value) => ({ value, text: t(`period.${value}`) })),
    chosen: periods.includes(place.param) ? place.param : 'quarter',
    onchange: show,
  });
  place.main.append(
    heading(t('results.title')),
    tabs.element,
    box,
    h(
      'p',
      { class: 'foot' },
      button(
        t('report.get'),
        (event) => busy(event.currentTarget, () => report(place, tabs.chosen()).catch(tellFault)),
        { id: 'report' }
      )
    )
  );
  show();
}
