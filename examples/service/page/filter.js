// What stands above a list: groups of which one is chosen, and a search by name. The lists of all
// screens are narrowed by this, so that they look and behave alike.
import { t } from './text.js';
import { empty, h, icon } from './ui.js';

/** Buttons of which one is pressed; `show` puts others there. Options: value, text, count. */
export function choices({ label, options = [], chosen, onchange }) {
  const element = h('div', { class: 'groups', role: 'group', 'aria-label': label });
  let now = chosen;
  const choose = (value) => {
    now = value;
    for (const one of element.querySelectorAll('button'))
      one.setAttribute('aria-pressed', String(one.value === now));
  };
  const one = ({ value, text, count }) =>
    h(
      'button',
      {
        type: 'button',
        class: 'group',
        id: `choose-${value || 'all'}`,
        value,
        'aria-pressed': String(value === now),
        onclick: () => {
          choose(value);
          onchange();
        },
      },
      text,
      count === undefined ? null : [' ', h('span', { class: 'count' }, t('plain', { n: count }))]
    );
  const show = (next) => element.replaceChildren(...next.map(one));
  show(options);
  return { element, show, choose, chosen: () => now };
}

/** A search that begins when typing pauses. */
function searchBox(label, input, search) {
  let timer;
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(search, 250);
  });
  return h(
    'div',
    { class: 'search', role: 'search' },
    h('label', { for: input.id }, label),
    h('div', { class: 'search-box' }, icon('search'), input)
  );
}

/** Both above one list: `list` is called whenever another part of it is wanted. */
export function filter({ id, search, label, options, chosen, list }) {
  const input = h('input', { type: 'search', id, autocomplete: 'off' });
  const groups = choices({ label, options, chosen, onchange: () => list() });
  return {
    groups,
    search: searchBox(search, input, () => list()),
    chosen: groups.chosen,
    query: () => input.value.trim(),
    clear: () => {
      input.value = '';
    },
  };
}

/** Where a search finds nobody. */
export const nobody = () => empty(t('left.nobody'), t('left.nobody.query'));

const plain = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
/** Whether a name has that in it, in whatever case and with whatever marks on its letters. */
export const isPartOf = (query, name) => plain(name || '').includes(plain(query));
