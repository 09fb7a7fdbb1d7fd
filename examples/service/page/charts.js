// Charts as SVG, each with its figures in a table behind it; readable without colour.
import { number, percent, t } from './text.js';
import { h, newId } from './ui.js';

// As wide as a card on a phone, so that its words are as large there.
const widthNow = () => (matchMedia('(max-width: 760px)').matches ? 296 : 360);
const line = (x1, y1, x2, y2, kind) => h('line', { x1, y1, x2, y2, class: kind });
const words = (x, y, text, anchor = 'start', kind = '') =>
  h('text', { x, y, 'text-anchor': anchor, class: kind }, text);
const cut = (text, most) =>
  [...text].length > most ? `${[...text].slice(0, most - 1).join('')}…` : text;

function drawing(title, height, ...parts) {
  const id = newId('chart');
  return h(
    'svg',
    { class: 'chart', viewBox: `0 0 ${widthNow()} ${height}`, role: 'img', 'aria-labelledby': id },
    h('title', { id }, title),
    parts
  );
}

/** A share, and below it where the true one probably lies. */
export function shareCell(share, interval) {
  if (share === null) return '–';
  const span = { low: number(100 * interval.low), high: percent(interval.high) };
  return [
    h('span', { class: 'strong' }, percent(share)),
    h('span', { class: 'soft small below' }, t('span', span)),
  ];
}

/** The chart, and its figures for whoever wants them exactly. */
export function figure(title, chart, columns, rows) {
  const cell = (value, i) =>
    h(i === 0 ? 'th' : 'td', { scope: i === 0 ? 'row' : null, class: i === 0 ? null : 'n' }, value);
  return h(
    'figure',
    {},
    h('figcaption', {}, title),
    chart,
    h(
      'details',
      {},
      h('summary', {}, t('figures')),
      h(
        'div',
        {
          class: 'scroll',
          tabindex: '0',
          role: 'region',
          'aria-label': t('figures.of', { chart: title }),
        },
        h(
          'table',
          {},
          h('caption', { class: 'unseen' }, title),
          h(
            'thead',
            {},
            h(
              'tr',
              {},
              columns.map((name, i) => h('th', { scope: 'col', class: i === 0 ? null : 'n' }, name))
            )
          ),
          h(
            'tbody',
            {},
            rows.map((row) => h('tr', {}, row.map(cell)))
          )
        )
      )
    )
  );
}

const roundUp = (value) => {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * power).find((one) => one >= value * (1 - 1e-12));
};

/** Shares with their intervals; `target` is a dashed line. Rows: label, value, low, high, other. */
export function markChart(title, rows, target) {
  const width = widthNow();
  const [left, right, step, top] = [126, width - 48, 26, 8];
  const most = Math.min(1, roundUp(Math.max(target || 0, ...rows.map((one) => one.high))));
  const x = (share) => left + (right - left) * Math.min(1, Math.max(0, share / most));
  const bottom = top + step * rows.length;
  const parts = [0, 0.5, 1].flatMap((one) => [
    line(x(one * most), top, x(one * most), bottom, 'grid'),
    words(x(one * most), bottom + 14, percent(one * most, most < 0.1 ? 1 : 0), 'middle', 'axis'),
  ]);
  if (target) {
    parts.push(
      line(x(target), top, x(target), bottom + 18, 'target'),
      words(
        x(target),
        bottom + 30,
        t('results.target', { share: percent(target) }),
        x(target) > right - 40 ? 'end' : 'middle',
        'axis'
      )
    );
  }
  rows.forEach((row, i) => {
    const y = top + step * (i + 0.5);
    parts.push(
      words(left - 8, y + 4, cut(row.label, 14), 'end'),
      line(x(row.low), y, x(row.high), y, 'span'),
      line(x(row.low), y - 4, x(row.low), y + 4, 'span'),
      line(x(row.high), y - 4, x(row.high), y + 4, 'span'),
      row.other
        ? h('path', { d: `M${x(row.value)} ${y - 7}l7 7l-7 7l-7 -7z`, class: 'other' })
        : h('circle', { cx: x(row.value), cy: y, r: 5, class: 'mark' }),
      words(width - 2, y + 4, percent(row.value), 'end')
    );
  });
  return drawing(title, bottom + (target ? 36 : 20), parts);
}

const nobody = { day: 0, returned_share: 0, share: 0, low: 0, high: 0 };

/** From day 0 to three times the interval: what comes later is for the table. */
function nearOf(curve, chosen, suggested) {
  const reach = 3 * Math.max(chosen || 0, suggested || 0);
  const near = reach > 0 ? curve.filter((one) => one.day <= reach) : curve;
  return curve[0].day > 0 || near.length === 0 ? [nobody, ...near] : near;
}

/** How many have come back after so many days, with the interval as a band. */
export function curveChart(title, all, chosen, suggested) {
  const [left, right, top, bottom] = [42, widthNow() - 10, 40, 194];
  const curve = nearOf(all, chosen, suggested);
  const last = Math.max(chosen || 0, suggested || 0, ...curve.map((one) => one.day), 1) * 1.02;
  const x = (days) => left + ((right - left) * Math.min(days, last)) / last;
  const y = (share) => bottom - (bottom - top) * share;
  const point = (days, share) => `${x(days).toFixed(1)} ${y(share).toFixed(1)}`;
  const parts = [0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
    line(left, y(share), right, y(share), 'grid'),
    words(left - 6, y(share) + 4, percent(share), 'end', 'axis'),
  ]);
  const step = roundUp(last / 5);
  for (let days = 0; days <= last; days += step) {
    parts.push(words(x(days), bottom + 16, number(days), 'middle', 'axis'));
  }
  parts.push(words(right, bottom + 30, t('curve.axis'), 'end', 'axis'));
  const there = [...curve, { ...curve.at(-1), day: last }];
  parts.push(
    h('path', {
      class: 'band',
      d: `M${there.map((one) => point(one.day, one.high)).join('L')}L${[...there]
        .reverse()
        .map((one) => point(one.day, one.low))
        .join('L')}z`,
    }),
    h('path', {
      class: 'curve',
      d: `M${there.map((one) => point(one.day, one.returned_share ?? one.share)).join('L')}`,
    })
  );
  const marks = [{ days: chosen, label: t('curve.now', { n: chosen }), kind: 'target' }];
  if (suggested && suggested !== chosen) {
    marks.push({ days: suggested, label: t('curve.advice', { n: suggested }), kind: 'advice' });
  }
  // The later line is the taller one, so that no label stands across a line.
  marks
    .sort((a, b) => b.days - a.days)
    .forEach(({ days, label, kind }, i) => {
      // Left of its line where there is room, so that it does not reach the later one.
      const [at, high, end] = [x(days), 10 + 16 * i, x(days) > 7 * label.length];
      parts.push(
        line(at, high - 6, at, bottom, kind),
        words(at + (end ? -5 : 5), high + 3, label, end ? 'end' : 'start', 'axis ink')
      );
    });
  return drawing(title, 228, parts);
}

/** How much of a limit is used. */
export function limitBar(label, used, most) {
  const share = most > 0 ? Math.min(1, used / most) : 1;
  return h(
    'div',
    { class: 'limit' },
    h(
      'p',
      { class: 'limit-head' },
      h('span', {}, label),
      h('span', { class: 'strong' }, t('of', { used, most }))
    ),
    h(
      'svg',
      {
        class: 'limit-bar',
        viewBox: '0 0 100 6',
        preserveAspectRatio: 'none',
        'aria-hidden': 'true',
      },
      h('rect', { width: 100, height: 6, class: 'limit-all' }),
      h('rect', {
        width: (100 * share).toFixed(1),
        height: 6,
        class: share >= 1 ? 'limit-full' : 'limit-used',
      })
    )
  );
}
