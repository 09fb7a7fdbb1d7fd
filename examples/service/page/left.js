// Who is not written to today: why in plain words, and when they come up. Filtered and paged there.
import { get } from './api.js';
import { has, known, onDay, t } from './text.js';
import { filter, nobody } from './filter.js';
import { empty, h, heading, live, nameOf, paged, written } from './ui.js';

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

/** Each reason with how many have it; the most frequent first. */
function groupsOf({ left_out: counts, counts: all }) {
  if (counts.length === 0) return [];
  const sorted = [...counts].sort((a, b) => b.clients - a.clients);
  return [
    { value: '', text: t('left.all'), count: all.clients - all.planned },
    ...sorted.map((one) => ({
      value: one.reason,
      text: known('reason', one.reason),
      count: one.clients,
    })),
  ];
}

export function open(place) {
  const { id } = place.company;
  const rows = h('div', {});
  const about = h('p', { class: 'intro' });
  const list = () => {
    const [query, reason] = [by.query(), by.chosen()];
    about.textContent = reason ? known('about', reason) : t('left.about');
    rows.replaceChildren(
      paged({
        load: (cursor) => get(`left-out/${id}`, { reason, query, limit: 50, cursor }, place.signal),
        draw: (row) => draw(place, row),
        none: () =>
          query ? nobody() : empty(t('left.none'), t(reason ? 'left.none.text' : 'left.none.all')),
      })
    );
  };
  const by = filter({
    id: 'left-query',
    search: t('left.search'),
    label: t('left.reasons'),
    chosen: place.param || '',
    list,
  });
  place.main.append(heading(t('left.title')), about, by.groups.element, by.search, rows);
  list();
  live(by.groups.element, {
    signal: place.signal,
    load: async (signal) => {
      const { left_out, counts } = await get(`plan/${id}`, { planned_only: true }, signal);
      return { left_out, counts };
    },
    draw: (plan) => by.groups.show(groupsOf(plan)),
  });
}
