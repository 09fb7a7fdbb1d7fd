// Today's messages: who, why, what they read, when it leaves, and what the owner may still change.
import { get, healthOf, send } from './api.js';
import { days, known, localDate, longDay, t, time } from './text.js';
import { filter, isPartOf, nobody } from './filter.js';
import { ask, button, empty, h, heading, live, nameOf, note, pages, tell, written } from './ui.js';
import {
  badge,
  bubble,
  keptNote,
  likes,
  messageActions,
  offerText,
  slotList,
  standing,
} from './message.js';

// The most that a number may send in a day, and so all that can have left today.
const sentMax = 100;

function why(place, row) {
  // A stored message may come without its reason; the client's own screen has it.
  if (!row.interval_days) {
    return h('a', { href: place.link('client', row.client_id) }, t('today.why.go'));
  }
  return t('today.why', {
    passed: days(row.days_since_visit),
    interval: days(row.interval_days),
    source: known('source', row.interval_source),
  });
}

function card(place, row, reload, isSending) {
  const about = likes(row);
  return h(
    'li',
    { class: `card message ${standing(row)}`, 'data-key': row.attempt_id },
    h(
      'div',
      { class: 'message-head' },
      h('p', { class: 'message-time' }, time(row.not_before)),
      h(
        'div',
        { class: 'message-who' },
        h(
          'h3',
          {},
          h(
            'a',
            { href: place.link('client', row.client_id) },
            written(nameOf(row.client_name), { class: 'clamp' })
          )
        ),
        h(
          'p',
          { class: 'soft' },
          written(row.service_title),
          ' · ',
          offerText(row),
          ' · ',
          t('message.number', { n: row.attempt_number })
        )
      ),
      row.state ? badge(row, isSending) : null
    ),
    keptNote(row),
    h(
      'div',
      { class: 'message-body' },
      h(
        'div',
        { class: 'message-why' },
        h('p', {}, why(place, row)),
        about ? h('p', { class: 'soft' }, about) : null,
        row.slots?.length ? h('p', { class: 'label' }, t('message.slots')) : null,
        slotList(row.slots)
      ),
      h('div', {}, bubble(row.text), messageActions(row, reload))
    )
  );
}

function sentRow(place, row) {
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
          written(row.service_title),
          row.reply_type && row.reply_type !== 'none' && row.reply_type !== 'no_response'
            ? [' · ', known('reply', row.reply_type)]
            : null
        )
      ),
      badge(row)
    )
  );
}

/** The one thing to do now, if there is one. */
function mainAction(place, { plan, health }, groups, reload) {
  if (groups.preview.length > 0) {
    const n = groups.preview.length;
    // Something of today is stored already: by the day that was begun, or by hand.
    const isMore = n < plan.planned.length;
    const title = isMore ? t('today.more.title', { n }) : t('today.preview.title');
    const about = t(isMore ? 'today.more.text' : 'today.preview.text');
    if (!place.isOwner)
      return note(
        'calm',
        title,
        h('p', {}, t(isMore ? 'today.more.owner' : 'today.preview.owner'))
      );
    return note(
      'calm',
      title,
      h('p', {}, about),
      h(
        'p',
        {},
        button(
          t('today.start', { n }),
          () =>
            ask({
              title: t('today.start.title', { n }),
              yes: t('today.start.yes'),
              body: [h('p', {}, t(health?.armed ? 'today.start.text' : 'today.start.text.off'))],
              work: async () => {
                const done = await send('POST', `companies/${place.company.id}/run-day`);
                tell(t('told.started', { n: done.attempts_new }));
                await reload();
              },
            }),
          { kind: 'primary', id: 'start-day' }
        )
      )
    );
  }
  if (groups.held.length > 0) {
    const n = groups.held.length;
    return note(
      '',
      t('today.held.title', { n }),
      h('p', {}, t('today.held.text', { n })),
      n > 1
        ? h(
            'p',
            {},
            button(
              t('today.approve_all', { n }),
              () =>
                ask({
                  title: t('today.approve_all.title', { n }),
                  yes: t('do.approve'),
                  body: [h('p', {}, t('today.approve_all.text'))],
                  work: async () => {
                    let done = 0;
                    try {
                      for (const row of groups.held) {
                        const id = encodeURIComponent(row.attempt_id);
                        if ((await send('POST', `campaigns/${id}/approve`)).has_changed) done += 1;
                      }
                    } finally {
                      // Also how far it came before something failed.
                      if (done > 0) tell(t('told.approved_all', { n: done }));
                      await reload();
                    }
                  },
                }),
              { kind: 'primary', id: 'approve-all' }
            )
          )
        : null
    );
  }
  const free = groups.waiting.filter((row) => !row.binding_reason);
  return plan.planned.length > 0 && free.length === plan.planned.length && health?.armed
    ? note('good', t('today.ready.title'), h('p', {}, t('today.ready.text')))
    : null;
}

const sendsNow = (health) => Boolean(health?.armed && !health.stopped);

function accountNote(place, health) {
  if (!health) return null;
  const go = (text, kind = '') =>
    h('p', {}, h('a', { class: `button ${kind}`, href: place.link('account') }, text));
  if (health.stopped) {
    return note(
      'bad',
      t('today.stopped.title'),
      h('p', {}, t('today.stopped.text')),
      go(t('today.stopped.go'))
    );
  }
  if (!health.armed)
    return note('', t('today.off.title'), h('p', {}, t('today.off.text')), go(t('today.off.go')));
  return null;
}

function summary(plan, sent) {
  const out = [];
  const kept = plan.planned.filter((row) => kindOf(row) === 'kept').length;
  const rest = plan.planned.length - kept;
  if (rest > 0) out.push(t('today.count', { n: rest }));
  if (kept > 0) out.push(t('today.question', { n: kept }));
  if (sent.length > 0) out.push(t('today.sent', { n: sent.length }));
  return out.join(' ');
}

const order = ['held', 'preview', 'waiting', 'unsure', 'sent', 'rejected', 'cancelled'];
const inGroups = (planned) =>
  Object.fromEntries(
    order.map((group) => [group, planned.filter((row) => standing(row) === group)])
  );

/** The plan with what is stored of it and still waits today, whether or not it names those. */
function withStored(plan, waiting) {
  const named = new Set(plan.planned.map((row) => row.attempt_id));
  const stored = waiting.filter(
    (row) =>
      !named.has(row.attempt_id) &&
      (!row.not_before || localDate(row.not_before) === plan.local_date)
  );
  const at = (row) => row.not_before ?? '';
  stored.sort((a, b) => at(a).localeCompare(at(b)));
  return { ...plan, planned: [...plan.planned, ...stored] };
}

function leftNote(place, { plan, sent }) {
  const n = plan.counts.clients - plan.planned.length - sent.length;
  if (n <= 0) return null;
  const go = h('a', { href: place.link('left') }, t('today.left.go'));
  return h('p', { class: 'soft' }, t('today.left', { n }), ' ', go);
}

function sentSection(place, sent) {
  if (sent.length === 0) return null;
  return h(
    'section',
    { 'aria-labelledby': 'sent' },
    h('h2', { id: 'sent' }, t('today.sent.title')),
    pages(sent, (row) => sentRow(place, row), 30)
  );
}

// So many messages are looked through without a filter.
const fewMessages = 15;
const kinds = {
  held: 'talks.waits',
  preview: 'today.proposed',
  kept: 'today.kept',
  waiting: 'today.will_leave',
};
const kindOf = (row) => {
  const stands = standing(row);
  return stands === 'waiting' && row.binding_reason ? 'kept' : stands;
};

/** The messages of the day; of many, those that are looked for. What is chosen stays. */
function messageList(place, reload) {
  let shown = { rows: [], isSending: false };
  const opened = { rows: 0 };
  const rows = h('div', {});
  const found = h('p', { class: 'unseen', role: 'status' });
  const list = () => {
    const [kind, query] = [by.chosen(), by.query()];
    const fits = (row) => (!kind || kindOf(row) === kind) && isPartOf(query, row.client_name);
    const some = shown.rows.filter(fits);
    found.textContent = kind || query ? t('found', { n: some.length }) : '';
    rows.replaceChildren(
      some.length === 0
        ? nobody()
        : pages(some, (row) => card(place, row, reload, shown.isSending), fewMessages, opened)
    );
  };
  const by = filter({
    id: 'today-query',
    search: t('left.search'),
    label: t('today.list'),
    chosen: '',
    list: () => {
      opened.rows = 0;
      list();
    },
  });
  const element = h(
    'section',
    { 'aria-labelledby': 'to-send' },
    h('h2', { id: 'to-send' }, t('today.list')),
    by.groups.element,
    by.search,
    found,
    rows
  );
  const show = (next) => {
    shown = next;
    const count = (kind) => next.rows.filter((row) => kindOf(row) === kind).length;
    const there = Object.keys(kinds).filter((kind) => count(kind) > 0);
    const isLong = next.rows.length > fewMessages;
    by.search.hidden = !isLong;
    by.groups.element.hidden = !isLong || there.length < 2;
    if (!isLong) by.clear();
    if (by.groups.element.hidden || !there.includes(by.chosen())) by.groups.choose('');
    by.groups.show([
      { value: '', text: t('left.all'), count: next.rows.length },
      ...there.map((value) => ({ value, text: t(kinds[value]), count: count(value) })),
    ]);
    list();
  };
  return { element, show };
}

function draw(place, box, data, messages, reload) {
  const { plan, sent } = data;
  const groups = inGroups(plan.planned);
  const rows = order.filter((group) => group !== 'cancelled').flatMap((group) => groups[group]);
  const none =
    plan.counts.clients === 0
      ? empty(t('today.new.title'), t('today.new.text'))
      : empty(
          t('today.none.title'),
          t('today.none.text'),
          h('p', {}, h('a', { class: 'button', href: place.link('left') }, t('today.none.go')))
        );
  messages.show({ rows, isSending: sendsNow(data.health) });
  box.replaceChildren(
    summary(plan, sent) ? h('p', { class: 'lead' }, summary(plan, sent)) : '',
    leftNote(place, data) || '',
    accountNote(place, data.health) || '',
    mainAction(place, data, groups, reload) || '',
    rows.length > 0 ? messages.element : none,
    sentSection(place, sent) || ''
  );
}

export function open(place) {
  const box = h('div', {});
  const top = heading(t('today.title'));
  const messages = messageList(place, () => reload());
  place.main.append(top, box);
  const { reload } = live(box, {
    signal: place.signal,
    every: 30000,
    load: async (signal) => {
      const { id } = place.company;
      const [plan, health, waiting, found] = await Promise.all([
        get(`plan/${id}`, { planned_only: true }, signal),
        healthOf(id, signal),
        get(`campaigns/${id}`, { status: 'waiting', limit: 200 }, signal),
        get(`campaigns/${id}`, { status: 'sent', limit: sentMax }, signal),
      ]);
      const sent = found.items.filter(
        (row) => row.sent_at && localDate(row.sent_at) === plan.local_date
      );
      const { now, ...rest } = plan;
      return { plan: withStored(rest, waiting.items), health, sent };
    },
    draw: (data) => {
      top.querySelector('h1').textContent = t('today.title.on', {
        day: longDay(data.plan.local_date),
      });
      draw(place, box, data, messages, () => reload());
    },
  });
}
