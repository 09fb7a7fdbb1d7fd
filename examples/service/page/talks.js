// Conversations: first those that wait for a person; and any client by name.
import { get } from './api.js';
import { isPaused, known, onDay, pauseEnd, t, when } from './text.js';
import { filter, nobody } from './filter.js';
import { empty, h, heading, nameOf, paged, written } from './ui.js';

export function marks(row) {
  if (row.opted_out) return h('span', { class: 'badge bad' }, t('client.opted_out'));
  if (row.needs_person) return h('span', { class: 'badge warn' }, t('client.waits'));
  if (isPaused(row))
    return h('span', { class: 'badge' }, t('client.paused', { day: pauseEnd(row) }));
  return null;
}

function talk(place, row) {
  const said =
    row.last_from === 'client' && row.reply_type && row.reply_type !== 'none'
      ? h('span', { class: 'soft small' }, known('reply', row.reply_type))
      : null;
  return h(
    'li',
    { class: 'row' },
    h(
      'a',
      { class: 'row-link', href: place.link('client', row.client_id) },
      h(
        'span',
        { class: 'row-main' },
        h(
          'span',
          { class: 'row-head' },
          written(nameOf(row.client_name), { class: 'clamp strong' }),
          marks(row)
        ),
        h(
          'span',
          { class: 'snippet', dir: 'auto' },
          row.last_from === 'salon' ? `${t('talks.you')} ` : '',
          (row.text || t('message.lost')).slice(0, 200)
        ),
        said
      ),
      h('span', { class: 'row-side' }, when(row.at))
    )
  );
}

function client(place, row) {
  return h(
    'li',
    { class: 'row' },
    h(
      'a',
      { class: 'row-link', href: place.link('client', row.client_id) },
      h(
        'span',
        { class: 'row-main' },
        written(nameOf(row.name), { class: 'clamp strong' }),
        h(
          'span',
          { class: 'soft' },
          row.last_visit_on
            ? t('client.last', { day: onDay(row.last_visit_on) })
            : t('client.never')
        )
      ),
      marks(row)
    )
  );
}

export function open(place) {
  const { id } = place.company;
  const rows = h('div', {});
  /** Any client by name. */
  const clients = (query) => ({
    load: (cursor) => get(`clients/${id}`, { query, limit: 30, cursor }, place.signal),
    draw: (row) => client(place, row),
    none: nobody,
  });
  const talks = (waits) => ({
    load: (cursor) =>
      get(
        `conversations/${id}`,
        { limit: 30, cursor, needs_person: waits ? true : undefined },
        place.signal
      ),
    draw: (row) => talk(place, row),
    none: () =>
      waits
        ? empty(t('talks.none.waits'), t('talks.none.waits.text'))
        : empty(t('talks.none'), t('talks.none.text')),
  });
  const list = () => {
    const query = by.query();
    by.groups.element.hidden = query !== '';
    rows.replaceChildren(paged(query ? clients(query) : talks(by.chosen() === 'waits')));
  };
  const by = filter({
    id: 'talks-query',
    search: t('talks.search'),
    label: t('talks.title'),
    options: ['waits', 'all'].map((value) => ({ value, text: t(`talks.${value}`) })),
    chosen: place.param || 'waits',
    list,
  });
  place.main.append(
    heading(t('talks.title')),
    h('p', { class: 'intro' }, t('talks.about')),
    by.search,
    by.groups.element,
    rows
  );
  list();
}
