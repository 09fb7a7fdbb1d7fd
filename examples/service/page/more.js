// On a phone: the other screens, and how the page looks.
import { t } from './text.js';
import { h, heading, icon } from './ui.js';
import { looks } from './looks.js';

export function open(place) {
  place.main.append(
    heading(t('nav.more')),
    h(
      'ul',
      { class: 'rows' },
      ['left', 'services', 'settings'].map((name) =>
        h(
          'li',
          { class: 'row' },
          h(
            'a',
            { class: 'row-link', href: place.link(name) },
            h('span', { class: 'row-head' }, icon(name), h('span', {}, t(`nav.${name}`))),
            icon('go')
          )
        )
      )
    ),
    looks(place)
  );
}
