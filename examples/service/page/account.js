// The messaging number: may it send, how much is left today, what happened to it, the stop button.
import { healthOf, send } from './api.js';
import { has, known, t, when } from './text.js';
import { ask, button, empty, field, h, heading, live, note, setFault, tell } from './ui.js';
import { limitBar } from './charts.js';

const path = (place, what) => `whatsapp-health/${place.company.id}/${what}`;
const why = (word) => (has(`stop.${word}`) ? t(`stop.${word}`) : t('stop.other'));

function stop(place, reload) {
  const input = h('input', { type: 'text', id: 'why-stop', maxlength: '200' });
  ask({
    title: t('account.stop.title'),
    yes: t('account.stop.yes'),
    danger: true,
    body: [
      h('p', {}, t('account.stop.text')),
      field(t('account.stop.why'), input, t('account.stop.hint')),
    ],
    work: async () => {
      await send('POST', path(place, 'disarm'), {
        why: input.value.trim() || t('account.stop.default'),
      });
      tell(t('told.stopped'));
      await reload();
    },
  });
}

function stopAll(place, reload) {
  ask({
    title: t('account.stop_all.title'),
    body: [h('p', {}, t('account.stop_all.text'))],
    yes: t('account.stop_all.yes'),
    danger: true,
    work: async () => {
      await send('POST', 'stop', { why: t('account.stop.default') });
      tell(t('told.stopped_all'));
      await reload();
    },
  });
}

/** A box that has to be ticked first; `refuse` says so there. */
function mustTick(id, text) {
  const input = h('input', { type: 'checkbox', id, 'aria-describedby': `${id}-fault` });
  const fault = h('p', { class: 'field-fault', id: `${id}-fault`, hidden: true });
  input.addEventListener('change', () => setFault(input, ''));
  const element = h('div', {}, h('label', { class: 'check' }, input, h('span', {}, text)), fault);
  const refuse = () => {
    setFault(input, t('account.tick'));
    input.focus();
    return false;
  };
  return { element, input, refuse };
}

function arm(place, reload) {
  const box = h('div', {});
  let acknowledged = null;
  ask({
    title: t('account.arm.title'),
    body: [h('p', {}, t('account.arm.text')), box],
    yes: t('account.arm'),
    work: async () => {
      if (acknowledged && !acknowledged.input.checked) return acknowledged.refuse();
      try {
        await send('POST', path(place, 'arm'), acknowledged ? { acknowledge: 'ru-whatsapp' } : {});
      } catch (failure) {
        if (!/^acknowledgement_/.test(failure.code)) throw failure;
        acknowledged = mustTick('acknowledge', t('account.ru.yes'));
        box.replaceChildren(
          note('', t('account.ru.title'), h('p', {}, t('account.ru.text'))),
          acknowledged.element
        );
        acknowledged.input.focus();
        return false;
      }
      tell(t('told.armed'));
      await reload();
      return true;
    },
  });
}

function confirm(place, health, reload) {
  const looked = mustTick('looked', t('account.confirm.looked'));
  const kinds = [health.stopped, ...(health.incidents || []).map((one) => one.kind)];
  const ban = kinds.some((kind) => /_ban$/.test(kind || ''));
  ask({
    title: t('account.confirm.title'),
    yes: t('account.confirm.yes'),
    body: [
      h('p', {}, t('account.confirm.text')),
      h(
        'ul',
        { class: 'dots' },
        h('li', {}, t('account.confirm.one')),
        h('li', {}, t(ban ? 'account.confirm.slow' : 'account.confirm.go')),
        h('li', {}, t('account.confirm.again'))
      ),
      looked.element,
    ],
    work: async () => {
      if (!looked.input.checked) return looked.refuse();
      await send('POST', path(place, 'confirm'));
      tell(t('told.confirmed'));
      await reload();
      return true;
    },
  });
}

function endRest(place, reload) {
  ask({
    title: t('account.reset.title'),
    body: [h('p', {}, t('account.reset.text'))],
    yes: t('account.reset'),
    work: async () => {
      await send('POST', path(place, 'reset-limits'));
      tell(t('told.reset'));
      await reload();
    },
  });
}

function standing(place, health, reload) {
  const owner = (element) =>
    place.isOwner ? h('p', {}, element) : h('p', { class: 'soft' }, t('account.owner'));
  if (health.stopped) {
    const again = button(t('account.confirm'), () => confirm(place, health, reload), {
      kind: 'primary',
      id: 'confirm',
    });
    const byAdmin = health.stopped === 'all_stopped' && !place.isAdmin;
    return note(
      'bad',
      t('account.stopped'),
      h('p', {}, why(health.stopped)),
      byAdmin ? h('p', { class: 'soft' }, t('account.admin')) : owner(again)
    );
  }
  if (!health.armed) {
    return note(
      '',
      t('account.off'),
      h('p', {}, t('account.off.text')),
      owner(button(t('account.arm'), () => arm(place, reload), { kind: 'primary', id: 'arm' }))
    );
  }
  if (health.paused_until && Date.parse(health.paused_until) > Date.now()) {
    const end = button(t('account.reset'), () => endRest(place, reload), { id: 'reset' });
    return note(
      '',
      t('account.paused', { when: when(health.paused_until) }),
      h('p', {}, t('account.paused.text')),
      place.isAdmin ? h('p', {}, end) : null
    );
  }
  return note('good', t('account.running'), h('p', {}, t('account.running.text')));
}

const trust = (score) => (score > 0.7 ? 'bad' : score >= 0.3 ? 'warn' : 'good');

function left(health) {
  return h(
    'section',
    { class: 'card', 'aria-labelledby': 'left' },
    h('h2', { id: 'left' }, t('account.left')),
    h('p', { class: 'big' }, t('plain', { n: health.safe_sends_left_today })),
    h('p', {}, t(health.armed && !health.stopped ? 'account.left.text' : 'account.left.off')),
    health.next_permit_at && health.armed && !health.stopped
      ? h(
          'p',
          { class: 'soft' },
          t('account.next', {
            when: when(health.next_permit_at),
          })
        )
      : null,
    limitBar(t('account.day'), health.sent_today, health.day_max),
    limitBar(t('account.hour'), health.sent_hour, health.hour_max),
    health.first_contacts_max === null
      ? null
      : [
          limitBar(t('account.first'), health.first_contacts_today, health.first_contacts_max),
          h('p', { class: 'hint' }, t('account.first.text')),
        ]
  );
}

function reputation(health) {
  const kind = trust(health.spam_score);
  return h(
    'section',
    { class: 'card', 'aria-labelledby': 'trust' },
    h('h2', { id: 'trust' }, t('account.trust')),
    h('p', { class: `verdict ${kind}-text` }, t(`trust.${kind}`)),
    h('p', {}, t(`trust.${kind}.text`)),
    h('h3', {}, t('account.level')),
    h('p', {}, known('level', health.level))
  );
}

function incidents(list) {
  return h(
    'section',
    { class: 'card', 'aria-labelledby': 'incidents' },
    h('h2', { id: 'incidents' }, t('account.incidents')),
    list.length === 0
      ? h('p', { class: 'soft' }, t('account.incidents.none'))
      : h(
          'ul',
          { class: 'stack' },
          list.map((one) =>
            h(
              'li',
              {},
              h('p', {}, why(one.kind)),
              h(
                'p',
                { class: 'soft small' },
                when(one.at),
                one.until ? [' · ', t('left.until', { day: when(one.until) })] : null
              )
            )
          )
        )
  );
}

function stopCard(place, reload) {
  const here = button(t('account.stop'), () => stop(place, reload), {
    kind: 'danger',
    id: 'stop-now',
  });
  const all = button(t('account.stop_all'), () => stopAll(place, reload), { id: 'stop-all' });
  return h(
    'section',
    { class: 'card danger-zone', 'aria-labelledby': 'stop' },
    h('h2', { id: 'stop' }, t('account.stop.head')),
    h('p', {}, t('account.stop.about')),
    h('div', { class: 'actions' }, here, place.isAdmin ? all : null)
  );
}

export function open(place) {
  const box = h('div', {});
  const about = h('p', { class: 'intro' });
  place.main.append(heading(t('account.title')), about, box);
  const { reload } = live(box, {
    signal: place.signal,
    every: 20000,
    load: (signal) => healthOf(place.company.id, signal),
    draw: (health) => {
      if (!health) {
        box.replaceChildren(empty(t('account.none'), t('account.none.text')));
        return;
      }
      about.textContent = t('account.about');
      box.replaceChildren(
        standing(place, health, () => reload()),
        h(
          'div',
          { class: 'two even' },
          left(health),
          h('div', { class: 'stack' }, reputation(health), incidents(health.incidents || []))
        ),
        place.isOwner && health.armed ? stopCard(place, () => reload()) : ''
      );
    },
  });
}
