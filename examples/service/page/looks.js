// Language, light or dark, and the way out: of this browser, not of the company.
import { language, languages, t } from './text.js';
import { button, h } from './ui.js';
import { setLanguage, setTheme, signOut, theme } from './app.js';

export function looks() {
  const choice = (name, label, values, now, pick) =>
    h(
      'div',
      { class: 'field' },
      h('label', { for: name }, label),
      h(
        'select',
        { id: name, onchange: (event) => pick(event.target.value) },
        values.map(([value, words]) =>
          h(
            'option',
            { value, selected: value === now, lang: name === 'language' ? value : null },
            words
          )
        )
      )
    );
  return h(
    'section',
    { class: 'card looks', 'aria-labelledby': 'looks' },
    h('h2', { id: 'looks' }, t('looks.title')),
    h(
      'div',
      { class: 'inline' },
      choice(
        'language',
        t('looks.language'),
        languages.map((code) => [code, { ru: 'Русский', en: 'English' }[code]]),
        language(),
        setLanguage
      ),
      choice(
        'theme',
        t('looks.theme'),
        ['auto', 'light', 'dark'].map((one) => [one, t(`theme.${one}`)]),
        theme(),
        setTheme
      )
    ),
    h(
      'p',
      {},
      button(t('sign.out'), () => signOut(), { id: 'sign-out' })
    )
  );
}
