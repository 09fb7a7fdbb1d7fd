// One client: what was said, the offer they hold, why they are or are not written to, what to do.
import { get, send } from './api.js';
import {
  day,
  isolated,
  isPaused,
  known,
  localDate,
  money,
  onDay,
  pauseEnd,
  sentence,
  t,
  when,
} from './text.js';
import {
  ask,
  busy,
  button,
  empty,
  field,
  h,
  heading,
  icon,
  live,
  nameOf,
  note,
  setFault,
  tell,
  tellFault,
  written,
} from './ui.js';
import { bubble, keptNote, likes, messageActions, offerText, slotList } from './message.js';
import { untilText } from './left.js';

const path = (place, what = '') => `clients/${place.company.id}/${place.param}${what}`;

function standingNote(place, { talk, name }, reload) {
  const who = isolated(nameOf(name));
  if (talk.opted_out) {
    return note(
      'bad',
      t('client.stopped.title'),
      h('p', {}, t('client.stopped.text')),
      h(
        'p',
        {},
        button(t('client.opt_in'), () => optIn(place, who, reload), { id: 'opt-in' })
      )
    );
  }
  if (talk.needs_person) {
    return note(
      '',
      t('client.waits.title'),
      h('p', {}, t('client.waits.text')),
      h(
        'p',
        {},
        button(
          t('client.clear'),
          () =>
            ask({
              title: t('client.clear.title', { name: who }),
              body: [h('p', {}, t('client.clear.text'))],
              yes: t('client.clear.yes'),
              work: async () => {
                await send('POST', path(place, '/clear'));
                tell(t('told.cleared', { name: who }));
                await reload();
              },
            }),
          { kind: 'primary', id: 'clear' }
        )
      )
    );
  }
  if (isPaused(talk)) {
    return note(
      'calm',
      t('client.paused.title', { day: pauseEnd(talk) }),
      h('p', {}, t('client.paused.text')),
      h(
        'p',
        {},
        button(t('client.unpause'), () => unpause(place, who, reload), { id: 'unpause' })
      )
    );
  }
  return null;
}

/** A pause has no end in the past: it is given one that comes at once, by the service's clock. */
function unpause(place, who, reload) {
  ask({
    title: t('client.unpause.title', { name: who }),
    body: [h('p', {}, t('client.unpause.text'))],
    yes: t('client.unpause'),
    work: async () => {
      const { now } = await get(`explain/${place.company.id}/${place.param}`);
      const until = new Date(Date.parse(now) + 60000).toISOString().replace('.000', '');
      await send('POST', path(place, '/pause'), { until });
      tell(t('told.unpaused', { name: who }));
      await reload();
    },
  });
}

function optIn(place, who, reload) {
  const input = h('input', { type: 'text', id: 'evidence', maxlength: '500' });
  ask({
    title: t('client.opt_in.title', { name: who }),
    yes: t('client.opt_in.yes'),
    body: [
      h('p', {}, t('client.opt_in.text')),
      field(t('client.opt_in.label'), input, t('client.opt_in.hint')),
    ],
    work: async () => {
      const evidence = input.value.trim();
      if (!evidence) {
        setFault(input, t('client.opt_in.empty'));
        input.focus();
        return false;
      }
      await send('POST', path(place, '/opt-in'), { evidence });
      tell(t('told.opted_in', { name: who }));
      await reload();
      return true;
    },
  });
}

function optOut(place, who, reload) {
  ask({
    title: t('client.opt_out.title', { name: who }),
    body: [h('p', {}, t('client.opt_out.text'))],
    yes: t('client.opt_out'),
    danger: true,
    work: async () => {
      await send('POST', path(place, '/opt-out'));
      tell(t('told.opted_out', { name: who }));
      await reload();
    },
  });
}

function pause(place, who, reload) {
  const tomorrow = localDate(Date.now() + 86400000);
  const input = h('input', { type: 'date', id: 'pause-until', min: tomorrow, required: true });
  input.value = localDate(Date.now() + 30 * 86400000);
  ask({
    title: t('client.pause.title', { name: who }),
    yes: t('client.pause'),
    body: [h('p', {}, t('client.pause.text')), field(t('client.pause.label'), input)],
    work: async () => {
      if (!input.value || input.value < tomorrow) {
        setFault(input, t('client.pause.past'));
        input.focus();
        return false;
      }
      await send('POST', path(place, '/pause'), { until: input.value });
      tell(t('told.paused', { name: who, day: onDay(input.value) }));
      await reload();
      return true;
    },
  });
}

function writeNow(place, { explain, name }, reload) {
  const services = explain.services || [];
  const select = h(
    'select',
    { id: 'service' },
    services.map((one) =>
      h(
        'option',
        { value: one.service_id, selected: one.chosen },
        isolated(one.service_title || String(one.service_id))
      )
    )
  );
  ask({
    title: t('client.write.title', { name: isolated(nameOf(name)) }),
    yes: t('client.write.yes'),
    body: [h('p', {}, t('client.write.text')), field(t('client.write.label'), select)],
    work: async () => {
      await send('POST', 'campaigns/manual', {
        company_id: place.company.id,
        client_id: Number(place.param),
        service_id: Number(select.value),
        force: true,
      });
      tell(t('told.written'));
      await reload();
    },
  });
}

function erase(place, who) {
  ask({
    title: t('client.erase.title', { name: who }),
    body: [h('p', {}, t('client.erase.text'))],
    yes: t('client.erase'),
    danger: true,
    work: async () => {
      await send('DELETE', path(place));
      tell(t('told.erased'));
      location.hash = place.link('talks');
    },
  });
}

async function download(place) {
  const found = await get(path(place, '/export'));
  const url = URL.createObjectURL(
    new Blob([JSON.stringify(found, null, 1)], { type: 'application/json' })
  );
  h('a', { href: url, download: `client-${place.param}.json` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

function offerCard(offer) {
  if (!offer) return null;
  return h(
    'section',
    { class: 'card', 'aria-labelledby': 'offer' },
    h('h2', { id: 'offer' }, t('client.offer')),
    h('p', { class: 'figure' }, offerText(offer)),
    h(
      'p',
      {},
      written(offer.service_title),
      offer.valid_until ? [' · ', t('client.offer.until', { when: when(offer.valid_until) })] : null
    ),
    slotList(offer.slots),
    h('p', { class: 'hint' }, t('client.offer.text'))
  );
}

function whyCard(place, { explain, waiting }, reload) {
  const box = h(
    'section',
    { class: 'card', 'aria-labelledby': 'why' },
    h('h2', { id: 'why' }, t('client.why'))
  );
  if (waiting) {
    const kept = keptNote({ ...waiting, binding_reason: explain.binding_reason });
    const turn = { when: when(waiting.not_before) };
    box.append(
      kept ?? '',
      h('p', {}, t(kept ? 'client.turn' : 'client.planned', turn)),
      bubble(waiting.text),
      messageActions(waiting, reload) || ''
    );
    return box;
  }
  if (explain.planned)
    box.append(h('p', {}, t('client.planned', { when: when(explain.planned.not_before) })));
  if (explain.skipped) {
    box.append(
      h(
        'p',
        {},
        h('strong', {}, known('fact', explain.skipped.reason)),
        ' ',
        sentence(untilText(explain.skipped))
      )
    );
  }
  const others = (explain.reasons || []).filter(
    (one) => one.holds && one.reason !== explain.skipped?.reason
  );
  if (others.length > 0) {
    box.append(
      h('p', { class: 'soft' }, t('client.also')),
      h(
        'ul',
        { class: 'dots' },
        others.map((one) =>
          h(
            'li',
            {},
            known('reason', one.reason),
            one.until ? [', ', t('left.until', { day: onDay(one.until) })] : null
          )
        )
      )
    );
  }
  return box;
}

function visitsCard(place, { explain, staff }) {
  const visits = [...(explain.visits || [])]
    .sort((a, b) => b.datetime.localeCompare(a.datetime))
    .slice(0, 6);
  const about = likes({ preferences: explain.preferences, staff_name: staff });
  const gap = explain.preferences?.mean_gap_days;
  if (visits.length === 0) return null;
  return h(
    'section',
    { class: 'card', 'aria-labelledby': 'visits' },
    h('h2', { id: 'visits' }, t('client.visits')),
    about ? h('p', {}, about) : null,
    gap ? h('p', {}, t('client.gap', { n: Math.round(gap) })) : null,
    h(
      'ul',
      { class: 'plain-rows' },
      visits.map((one) =>
        h(
          'li',
          {},
          h(
            'span',
            {},
            day(one.datetime),
            ' · ',
            written((one.service_titles || []).filter(Boolean).join(', ')),
            one.staff_name ? [' · ', written(one.staff_name)] : null
          ),
          h(
            'span',
            { class: 'soft' },
            one.status === 'completed' ? money(one.cost_minor) : known('visit', one.status)
          )
        )
      )
    )
  );
}

function thread(messages) {
  const box = h(
    'section',
    { 'aria-labelledby': 'thread' },
    h('h2', { id: 'thread' }, t('client.thread'))
  );
  if (messages.length === 0) {
    box.append(empty(t('client.thread.none'), t('client.thread.none.text')));
    return box;
  }
  box.append(
    h(
      'ol',
      { class: 'thread' },
      messages.map((one) =>
        h(
          'li',
          { class: one.from },
          h(
            'p',
            { class: 'soft small' },
            t(`from.${one.from}`),
            ' · ',
            when(one.at),
            one.from === 'salon' && one.delivery ? [' · ', known('delivery', one.delivery)] : null
          ),
          bubble(one.text, one.from, t('message.lost')),
          one.reply_type && one.reply_type !== 'none'
            ? h(
                'p',
                { class: 'small' },
                t('client.understood', {
                  what: known('reply', one.reply_type),
                })
              )
            : null
        )
      )
    )
  );
  return box;
}

function draw(place, box, data, reload) {
  const { talk, name } = data;
  const who = isolated(nameOf(name));
  const can = !talk.opted_out;
  box.replaceChildren(
    standingNote(place, data, reload) || '',
    h(
      'div',
      { class: 'two' },
      h('div', {}, thread(talk.messages)),
      h(
        'div',
        { class: 'stack' },
        offerCard(talk.offer),
        whyCard(place, data, reload),
        visitsCard(place, data),
        h(
          'section',
          { class: 'card', 'aria-labelledby': 'do' },
          h('h2', { id: 'do' }, t('client.do')),
          h(
            'div',
            { class: 'actions column' },
            can && !data.waiting && data.explain.services?.length
              ? button(t('client.write'), () => writeNow(place, data, reload), { id: 'write' })
              : null,
            can
              ? button(t('client.pause'), () => pause(place, who, reload), { id: 'pause' })
              : null,
            can
              ? button(t('client.opt_out'), () => optOut(place, who, reload), { id: 'opt-out' })
              : null,
            place.isOwner
              ? button(
                  t('client.export'),
                  (event) => busy(event.currentTarget, () => download(place).catch(tellFault)),
                  { kind: 'quiet', id: 'export' }
                )
              : null,
            place.isOwner
              ? button(t('client.erase'), () => erase(place, who), { kind: 'quiet', id: 'erase' })
              : null
          )
        )
      )
    )
  );
}

export function open(place) {
  const box = h('div', {});
  const title = heading(t('client.title'));
  const phone = h('p', { class: 'soft' });
  place.main.append(
    h('a', { class: 'back', href: place.link('talks') }, icon('back'), t('nav.talks')),
    title,
    phone,
    box
  );
  const { id } = place.company;
  const { reload } = live(box, {
    signal: place.signal,
    every: 15000,
    load: async (signal) => {
      const [talk, explain, campaigns] = await Promise.all([
        get(`conversations/${id}/${place.param}`, {}, signal),
        get(`explain/${id}/${place.param}`, {}, signal),
        get(`campaigns/${id}`, { client: place.param, status: 'waiting', limit: 1 }, signal),
      ]);
      const name = talk.name ?? explain.name;
      const waiting = campaigns.items[0] ?? null;
      const { now, ...rest } = explain;
      const staff = (explain.visits || []).find(
        (one) => one.staff_id === explain.preferences?.staff_id
      )?.staff_name;
      return {
        talk,
        explain: rest,
        waiting: waiting && { ...waiting, client_name: name },
        name,
        staff,
      };
    },
    draw: (data) => {
      title.querySelector('h1').replaceChildren(written(nameOf(data.name), { class: 'clamp' }));
      phone.textContent = data.talk.phone_masked
        ? t('client.phone', { phone: data.talk.phone_masked })
        : '';
      draw(place, box, data, () => reload());
    },
  });
}
