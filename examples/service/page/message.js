// One message: its text, its times, and what an owner may do with it.
import { send } from './api.js';
import { shortDay, t, time, known, percent, isolated, list, weekday } from './text.js';
import { edit } from './edit.js';
import { ask, busy, button, h, nameOf, tell, tellFault, written } from './ui.js';

const waiting = ['planned', 'drafted', 'held', 'ready', 'deferred'];
const unsure = ['uncertain', 'uncertain_final'];
export const isHeld = (row) => Boolean(row.is_held) || row.state === 'held';
/** preview, held, waiting, sent, unsure, rejected or cancelled */
export function standing(row) {
  if (!row.state) return 'preview';
  if (waiting.includes(row.state)) return isHeld(row) ? 'held' : 'waiting';
  if (unsure.includes(row.state)) return 'unsure';
  return ['rejected', 'cancelled'].includes(row.state) ? row.state : 'sent';
}

/** Why a stored message will be cancelled at its turn, if that is still so by then; or nothing. */
export function keptNote(row) {
  const reason =
    standing(row) === 'waiting' || standing(row) === 'held' ? row.binding_reason : null;
  if (!reason) return null;
  return h(
    'div',
    { class: 'kept' },
    h('p', { class: 'strong' }, known('fact', reason), ' ', known('kept', reason)),
    h('p', {}, t('message.kept'))
  );
}

/** Where the message stands; nothing is about to leave while sending is off. */
export function badge(row, isSending = true) {
  const stands = standing(row);
  if (stands === 'waiting' && row.binding_reason)
    return h('span', { class: 'badge warn' }, t('standing.kept'));
  if (stands === 'waiting' && !isSending) return h('span', { class: 'badge' }, t('standing.ready'));
  const at = row.sent_at || row.not_before;
  const isNow = stands === 'waiting' && Date.parse(row.not_before) <= Date.now();
  return h(
    'span',
    { class: `badge ${stands}` },
    isNow ? t('standing.now') : t(`standing.${stands}`, { time: at ? time(at) : '' })
  );
}

/** `lost` stands for a text that is gone; without it the text is still to come. */
export function bubble(text, from = 'salon', lost = '') {
  const long = (text || '').length > 600;
  return h(
    'div',
    {
      class: `bubble ${from}`,
      dir: 'auto',
      tabindex: long ? '0' : null,
      role: long ? 'group' : null,
      'aria-label': long ? t('message.text') : null,
    },
    text || lost || t('message.none')
  );
}

export function slotList(slots) {
  if (!slots?.length) return null;
  const sorted = [...slots].sort((a, b) => a.datetime.localeCompare(b.datetime));
  return h(
    'ul',
    { class: 'slots' },
    sorted.map((slot) =>
      h(
        'li',
        {},
        h(
          'span',
          { class: 'slot' },
          `${shortDay(slot.datetime)}, ${time(slot.datetime)}`,
          slot.staff_name ? [' · ', written(slot.staff_name)] : null
        ),
        slot.match?.length
          ? h(
              'span',
              { class: 'soft small' },
              list(slot.match.slice(0, 2).map((one) => known('match', one)))
            )
          : null
      )
    )
  );
}

export function likes({ preferences, staff_name: staff }) {
  if (!preferences) return null;
  const said = [];
  if (preferences.days?.length) said.push(list(preferences.days.map((n) => weekday(n))));
  if (preferences.day_part) said.push(known('part', preferences.day_part));
  if (staff && preferences.staff_id) said.push(isolated(staff));
  return said.length ? t('message.likes', { what: said.join(' · ') }) : null;
}

export const offerText = (row) =>
  row.discount_percent > 0
    ? t('message.discount', { share: percent(row.discount_percent / 100) })
    : t('message.no_discount');

const post = (row, what) => send('POST', `campaigns/${encodeURIComponent(row.attempt_id)}/${what}`);

export async function hold(row, done) {
  try {
    await post(row, 'hold');
    tell(t('told.held', { name: isolated(nameOf(row.client_name)) }), {
      undo: async () => {
        try {
          await post(row, 'approve');
        } catch (failure) {
          tellFault(failure);
        }
        await done();
      },
    });
  } catch (failure) {
    tellFault(failure);
  }
  await done();
}

export async function approve(row, done) {
  try {
    await post(row, 'approve');
    tell(t('told.approved', { name: isolated(nameOf(row.client_name)) }), {
      undo: async () => {
        try {
          await post(row, 'hold');
        } catch (failure) {
          tellFault(failure);
        }
        await done();
      },
    });
  } catch (failure) {
    tellFault(failure);
  }
  await done();
}

export function skip(row, done) {
  ask({
    title: t('skip.title', { name: isolated(nameOf(row.client_name)) }),
    body: [h('p', {}, t('skip.text'))],
    yes: t('skip.yes'),
    danger: true,
    work: async () => {
      await post(row, 'skip');
      tell(t('told.skipped', { name: isolated(nameOf(row.client_name)) }));
      await done();
    },
  });
}

/** The buttons of a message that still waits. */
export function messageActions(row, done) {
  const stands = standing(row);
  if (stands !== 'held' && stands !== 'waiting') return null;
  const name = isolated(nameOf(row.client_name));
  const made = (key, kind, work) =>
    button(t(`do.${key}`), (event) => busy(event.currentTarget, () => work(row, done)), {
      kind,
      id: `${key}-${row.attempt_id}`,
      label: t(`do.${key}.label`, { name }),
    });
  return h(
    'div',
    { class: 'actions' },
    stands === 'held' ? made('approve', 'primary', approve) : made('hold', '', hold),
    made('edit', '', edit),
    made('skip', 'quiet', skip)
  );
}
