// Who is not written to today: why in plain words, and when they come up. Filtered and paged there.
import { get } from './api.js';
import { has, known, onDay, t } from './text.js';
import { empty, h, heading, icon, live, nameOf, paged, written } from './ui.js';

/** Until when the reason holds, in the words of that reason. */
export function untilText(row) {
  if (row.eligible_at) return t('left.from', { day: onDay(row.eligible_at) });
  if (row.until) return t('left.until', { day: onDay(row.until) });
  return has(`left.ends.${row.reason}`) ? t(`left.ends.${row.reason}`) : t('left.ends.other');
}

function draw(place, row) {
  return h(
    'li',
    { class: 'row' },
    h(
      'a',
      { class: 'row-link', href: place.link('client', row.client_id) },
      h(
        'span',
        { class: 'row-main' },
        written(nameOf(row.client_name), { class: 'clamp strong' }),
        h(
          'span',
          { class: 'soft' },
          known('reason', row.reason),
          row.service_title ? [' · ', written(row.service_title)] : null
        )
      ),
      h('span', { class: 'row-side' }, untilText(row))
    )
  );
}

export function open(place) {
  const { id } = place.company;
  const input = h('input', { type: 'search', id: 'left-query', autocomplete: 'off' });
  const groups = h('div', { class: 'groups' });
  const rows = h('div', { 'aria-live': 'polite' });
  const about = h('p', { class: 'intro' });
  let reason = place.param || '';
  let query = '';
  const list = () => {
    about.textContent = reason
      ? t(has(`about.${reason}`) ? `about.${reason}` : 'about.other')
      : t('left.about');
    rows.replaceChildren(
      paged({
        load: (cursor) => get(`left-out/${id}`, { reason, query, limit: 50, cursor }, place.signal),
        draw: (row) => draw(place, row),
        none: () =>
          query
            ? empty(t('left.nobody'), t('left.nobody.query'))
            : empty(t('left.none'), t('left.none.text')),
      })
    );
  };
  const choose = (event) => {
    reason = event.currentTarget.value;
    for (const one of groups.querySelectorAll('button')) {
      one.setAttribute('aria-pressed', String(one.value === reason));
    }
    list();
  };
  let timer;
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      query = input.value.trim();
      list();
    }, 250);
  });
  place.main.append(
    heading(t('left.title')),
    about,
    groups,
    h(
      'div',
      { class: 'search', role: 'search' },
      h('label', { for: 'left-query' }, t('left.search')),
      h('div', { class: 'search-box' }, icon('search'), input)
    ),
    rows
  );
  list();
  live(groups, {
    signal: place.signal,
    load: (signal) => get(`plan/${id}`, { planned_only: true }, signal),
    draw: ({ left_out: counts, counts: all }) => {
      const group = (value, words, n) =>
        h(
          'button',
          {
            type: 'button',
            class: 'group',
            value,
            'aria-pressed': String(value === reason),
            onclick: choose,
          },
          words,
          ' ',
          h('span', { class: 'count' }, t('plain', { n }))
        );
      const sorted = [...counts].sort((a, b) => b.clients - a.clients);
      groups.replaceChildren(
        ...(sorted.length > 0
          ? [
              group('', t('left.all'), all.clients - all.planned),
              ...sorted.map((one) => group(one.reason, known('reason', one.reason), one.clients)),
            ]
          : [])
      );
    },
  });
}
