// Elements, dialogs, notices, the life of a screen. What users wrote becomes text, never markup.
import { Failure } from './api.js';
import { has, isolated, t } from './text.js';

const svgNames = new Set(['svg', 'path', 'line', 'rect', 'circle', 'text', 'title', 'g']);

/** An element. Listeners begin with `on`; false and null leave an attribute out. */
export function h(name, attributes, ...children) {
  const element = svgNames.has(name)
    ? document.createElementNS('http://www.w3.org/2000/svg', name)
    : document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? '' : value);
  }
  element.append(
    ...children
      .flat(3)
      .filter((child) => child !== null && child !== undefined && child !== false && child !== '')
  );
  return element;
}

/** What somebody wrote, within a line: its direction and its marks stay inside. */
export const written = (text, attributes) => h('bdi', attributes, text || '');
export const nameOf = (name) => name || t('client.nameless');

let count = 0;
export const newId = (prefix) => `${prefix}-${++count}`;

const paths = {
  today: 'M7 3v4M17 3v4M4 10h16M5 5h14v15H5zM9 15l2 2 4-4',
  talks: 'M5 5h14a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-8l-5 4v-4H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1z',
  left: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3 2',
  services:
    'M6 9a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM6 21a3 3 0 1 0 0-6 3 3 0 0 0 0 6z' +
    'M20 4L8.100 15.900M14.500 14.500L20 20M8.100 8.100L12 12',
  results: 'M4 20h16M7 20v-6M12 20V5M17 20v-9',
  account: 'M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6z',
  settings: 'M5 21v-6M5 11V3M12 21v-9M12 8V3M19 21v-4M19 13V3M2 15h6M9 8h6M16 17h6',
  more:
    'M4 12a1 1 0 1 0 2 0 1 1 0 1 0-2 0M11 12a1 1 0 1 0 2 0 1 1 0 1 0-2 0' +
    'M18 12a1 1 0 1 0 2 0 1 1 0 1 0-2 0',
  back: 'M15 5l-7 7 7 7',
  check: 'M5 12l5 5 9-10',
  alert: 'M12 4l9 16H3zM12 10v4M12 17h.01',
  stop: 'M8 4h8l4 4v8l-4 4H8l-4-4V8zM9 9l6 6M15 9l-6 6',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l5 5',
  go: 'M9 5l7 7-7 7',
};
export const icon = (name) =>
  h(
    'svg',
    { class: 'icon', viewBox: '0 0 24 24', 'aria-hidden': 'true', focusable: 'false' },
    h('path', { d: paths[name] })
  );

export const button = (text, onclick, { kind = '', id, label, disabled } = {}) =>
  h(
    'button',
    { type: 'button', class: `button ${kind}`, id, 'aria-label': label, disabled, onclick },
    text
  );

/** A button that cannot be pressed twice while it works. */
export async function busy(element, work) {
  if (element.getAttribute('aria-busy') === 'true') return undefined;
  element.setAttribute('aria-busy', 'true');
  try {
    return await work();
  } finally {
    element.removeAttribute('aria-busy');
  }
}

export const note = (kind, title, ...children) =>
  h(
    'div',
    { class: `note ${kind}` },
    icon({ good: 'check', bad: 'stop', calm: 'left' }[kind] || 'alert'),
    h(
      'div',
      { class: 'note-body' },
      title ? h('p', { class: 'note-title' }, title) : null,
      children
    )
  );

export const empty = (title, text, ...more) =>
  h('div', { class: 'empty' }, h('p', { class: 'empty-title' }, title), h('p', {}, text), more);

/** What went wrong, in the owner's words; what the service said is behind it. */
export function faultText(failure) {
  if (!(failure instanceof Failure)) return t('fault.page');
  if (has(`fault.${failure.code}`)) return t(`fault.${failure.code}`);
  if (has(`fact.${failure.code}`)) return t('fault.reason', { fact: t(`fact.${failure.code}`) });
  const byStatus = {
    0: 'unreachable',
    403: 'forbidden',
    404: 'missing',
    409: 'state',
    422: 'range',
    503: 'unreachable',
  }[failure.status];
  return t(`fault.${byStatus || (failure.status >= 500 ? 'unreachable' : 'other')}`);
}

export function faultNote(failure, again) {
  const said =
    failure instanceof Failure && failure.message && failure.status ? failure.message : '';
  return h(
    'div',
    { role: 'alert' },
    note(
      'bad',
      faultText(failure),
      // What that reason means, and what helps.
      has(`about.${failure.code}`) && !has(`fault.${failure.code}`)
        ? h('p', {}, t(`about.${failure.code}`))
        : null,
      said
        ? h(
            'details',
            { class: 'small' },
            h('summary', {}, t('fault.details')),
            h('p', { lang: 'en', dir: 'ltr' }, said)
          )
        : null,
      again ? h('p', {}, button(t('again'), again)) : null
    )
  );
}

/**
 * A short notice: at the top on a desk, and on a phone while the bar that saves shows; else at the
 * bottom. With `undo` it stays longer and offers the way back.
 */
export function tell(text, options = {}) {
  // Behind a dialog nothing is said aloud.
  const dialog = document.querySelector('dialog[open]');
  if (dialog) dialog.addEventListener('close', () => tellNow(text, options), { once: true });
  else tellNow(text, options);
}

function tellNow(text, { undo, kind = '' }) {
  const place = document.getElementById('told');
  const box = h('div', { class: `told-one ${kind}${undo ? ' undo' : ''}` }, h('span', {}, text));
  let timer;
  const wait = () => {
    timer = setTimeout(() => box.remove(), undo ? 12000 : 6000);
  };
  if (undo) {
    const back = button(
      t('undo'),
      () =>
        busy(back, async () => {
          await undo();
          const isThere = box.contains(document.activeElement);
          box.remove();
          if (isThere) document.getElementById('title')?.focus({ preventScroll: true });
        }),
      { kind: 'link' }
    );
    box.append(back);
  }
  box.addEventListener('pointerenter', () => clearTimeout(timer));
  box.addEventListener('focusin', () => clearTimeout(timer));
  box.addEventListener('pointerleave', wait);
  box.addEventListener('focusout', wait);
  // Not the same twice.
  for (const one of [...place.children]) if (one.textContent === text && !undo) one.remove();
  while (place.children.length > 1) place.firstChild.remove();
  place.append(box);
  wait();
}
export const tellFault = (failure) => tell(faultText(failure), { kind: 'bad' });

/** A dialog. `work` runs on the main button; what it throws stands inside, and the dialog stays. */
export function ask({ title, body = [], yes, no = t('cancel'), danger = false, work }) {
  const heading = newId('dialog');
  const fault = h('div', {});
  const dialog = h('dialog', { class: 'dialog', 'aria-labelledby': heading });
  const main = h('button', { class: `button ${danger ? 'danger' : 'primary'}` }, yes);
  const form = h(
    'form',
    {
      method: 'dialog',
      novalidate: true,
      onsubmit: (event) => {
        event.preventDefault();
        busy(main, async () => {
          try {
            fault.replaceChildren();
            if ((await work(dialog)) !== false) dialog.close();
          } catch (failure) {
            fault.replaceChildren(faultNote(failure));
          }
        });
      },
    },
    h('h2', { id: heading }, title),
    body,
    fault,
    h(
      'div',
      { class: 'actions end' },
      button(no, () => dialog.close()),
      main
    )
  );
  dialog.append(form);
  const before = placeOf(document.activeElement);
  dialog.addEventListener('close', () => {
    dialog.remove();
    focusOn(before);
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** A labelled field with its explanation, and room for what is wrong with it. */
export function field(label, control, hint) {
  const id = control.id || newId('field');
  control.id = id;
  const about = hint ? h('p', { class: 'hint', id: `${id}-hint` }, hint) : null;
  const fault = h('p', { class: 'field-fault', id: `${id}-fault`, hidden: true });
  control.setAttribute(
    'aria-describedby',
    [hint ? `${id}-hint` : '', `${id}-fault`].join(' ').trim()
  );
  return h('div', { class: 'field' }, h('label', { for: id }, label), control, about, fault);
}
export function setFault(control, text) {
  const fault = document.getElementById(`${control.id}-fault`);
  if (!fault) return;
  fault.textContent = text || '';
  fault.hidden = !text;
  if (text) control.setAttribute('aria-invalid', 'true');
  else control.removeAttribute('aria-invalid');
}

export const heading = (text, ...more) =>
  h('div', { class: 'heading' }, h('h1', { tabindex: '-1', id: 'title' }, text), more);

/** Rows, a page at a time. `opened` remembers how many were asked for when they are drawn again. */
export function pages(rows, draw, size = 20, opened = { rows: 0 }) {
  const items = h('ul', { class: 'rows' });
  const foot = h('div', { class: 'foot' });
  let shown = 0;
  const grow = (from) => {
    const next = rows.slice(shown, Math.max(shown + size, opened.rows)).map(draw);
    items.append(...next);
    shown += next.length;
    if (from) opened.rows = shown;
    const rest = rows.length - shown;
    foot.replaceChildren(...(rest > 0 ? [button(t('more', { n: rest }), () => grow(true))] : []));
    if (from) next[0].querySelector('a,button,summary')?.focus();
  };
  grow(false);
  return h('div', {}, items, foot);
}

/** A list of the service, page by page with its cursor. How many there are is said aloud. */
export function paged({ load, draw, none }) {
  const found = h('p', { class: 'unseen', role: 'status' });
  const items = h('ul', { class: 'rows' });
  const foot = h('div', { class: 'foot' }, skeleton(3));
  const box = h('div', { 'aria-busy': 'true' }, found, items, foot);
  let shown = 0;
  const next = async (cursor) => {
    try {
      const page = await load(cursor);
      box.removeAttribute('aria-busy');
      if (!cursor) found.textContent = t('found', { n: page.total });
      const rows = page.items.map(draw);
      items.append(...rows);
      shown += rows.length;
      foot.replaceChildren();
      if (shown === 0) foot.append(none());
      if (page.next) {
        const more = button(
          page.total > shown ? t('more', { n: page.total - shown }) : t('more.any'),
          () => busy(more, () => next(page.next))
        );
        foot.append(more);
      }
      if (cursor) rows[0]?.querySelector('a,button')?.focus();
    } catch (failure) {
      if (failure.name === 'AbortError') return;
      box.removeAttribute('aria-busy');
      foot.replaceChildren(faultNote(failure, () => next(cursor)));
    }
  };
  next('');
  return box;
}

export const skeleton = (lines = 4) =>
  h(
    'div',
    { class: 'skeleton', 'aria-hidden': 'true' },
    Array.from({ length: lines }, () => h('div', {}))
  );

const keyOf = (element) => element?.dataset.key;
/** Where somebody is: the element, the card that it belongs to, and the card after that. */
function placeOf(element) {
  const card = element?.closest('[data-key]');
  const next = card?.nextElementSibling ?? card?.previousElementSibling;
  return { element, id: element?.id, card: keyOf(card), next: keyOf(next) };
}
const inCard = (key, what) => key && document.querySelector(`[data-key="${key}"] :is(${what})`);
/** There again, or as near as what was done has left it; the heading at last: never nowhere. */
function focusOn({ element, id, card, next }, isOwnDoing = true) {
  const wanted = [
    id ? document.getElementById(id) : element,
    inCard(card, '.actions button'),
    inCard(next, 'h3 a'),
    document.getElementById('title'),
    document.querySelector('h1'),
  ];
  for (const one of wanted) {
    if (!one?.isConnected || one === document.body) continue;
    // Nobody is taken to the top by what was drawn again beside them.
    one.focus({ preventScroll: !isOwnDoing && one.tabIndex < 0 });
    if (document.activeElement === one) return;
  }
}

/** Loads, draws, and loads again when somebody looks; nobody's place on the page is lost. */
export function live(root, { load, draw, every = 0, signal }) {
  let last = '';
  let timer;
  let turn = 0;
  const reload = async () => {
    turn += 1;
    const mine = turn;
    try {
      const data = await load(signal);
      // What was asked earlier and comes later is old.
      if (signal.aborted || mine !== turn) return;
      const text = JSON.stringify(data);
      if (text === last) return;
      last = text;
      const focused = root.contains(document.activeElement)
        ? placeOf(document.activeElement)
        : null;
      draw(data);
      if (focused) focusOn(focused, false);
    } catch (failure) {
      if (failure.name === 'AbortError' || signal.aborted || mine !== turn) return;
      if (last) {
        tellFault(failure);
        return;
      }
      root.replaceChildren(
        faultNote(failure, () => {
          root.replaceChildren(skeleton());
          reload();
        })
      );
    }
  };
  const again = () => {
    if (document.visibilityState === 'visible' && !document.querySelector('dialog[open]')) reload();
  };
  if (every) {
    timer = setInterval(again, every);
    document.addEventListener('visibilitychange', again, { signal });
    signal.addEventListener('abort', () => clearInterval(timer));
  }
  root.replaceChildren(skeleton());
  const first = reload();
  return { reload, first };
}
