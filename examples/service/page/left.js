// Who is not written to today: why in plain words, and when they come up. Filtered and paged there.
import { get } from './api.js';
import { has, known, onDay, t } from './text.js';
import { empty, h, heading, live, nameOf, paged, searchBox, written } from './ui.js';

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

function group(one, chosen, choose) {
  return h(
    'button',
    {
      type: 'button',
      class: 'group',
      value: one.reason,
      'aria-pressed': String(one.reason === chosen),
      onclick: choose,
    },
    one.reason ? known('reason', one.reason) : t('left.all'),
    ' ',
    h('span', { class: 'count' }, t('plain', { n: one.clients }))
  );
}

/** Each reason with how many have it; the most frequent first. */
function groupsOf({ left_out: counts, counts: all }) {
  if (counts.length === 0) return [];
  const sorted = [...counts].sort((a, b) => b.clients - a.clients);
  return [{ reason: '', clients: all.clients - all.planned }, ...sorted];
}

export function open(place) {
  const { id } = place.company;
  const input = h('input', { type: 'search', id: 'left-query', autocomplete: 'off' });
  const groups = h('div', { class: 'groups' });
  const rows = h('div', {});
  const about = h('p', { class: 'intro' });
  let reason = place.param || '';
  const list = () => {
    const query = input.value.trim();
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
  place.main.append(
    heading(t('left.title')),
    about,
    groups,
    searchBox(t('left.search'), input, list),
    rows
  );
  list();
  live(groups, {
    signal: place.signal,
    load: async (signal) => {
      const { left_out, counts } = await get(`plan/${id}`, { planned_only: true }, signal);
      return { left_out, counts };
    },
    draw: (plan) =>
      groups.replaceChildren(...groupsOf(plan).map((one) => group(one, reason, choose))),
  });
}
