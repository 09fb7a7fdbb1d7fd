// Signing in: the token is typed once and kept for this tab.
import { get, token } from './api.js';
import { language, t } from './text.js';
import { busy, button, faultText, field, h, note, setFault } from './ui.js';

export function signIn(app, { message, languages, setLanguage, begin }) {
  const input = h('input', {
    type: 'password',
    id: 'token',
    autocomplete: 'current-password',
    autocapitalize: 'off',
    spellcheck: 'false',
    required: true,
    maxlength: '4096',
  });
  const seen = button(
    t('sign.show'),
    () => {
      const hidden = input.type === 'password';
      input.type = hidden ? 'text' : 'password';
      seen.textContent = t(hidden ? 'sign.hide' : 'sign.show');
    },
    { kind: 'link' }
  );
  const fault = h('div', { role: 'alert' });
  const main = h('button', { class: 'button primary wide-button' }, t('sign.in'));
  const enter = async () => {
    const value = input.value.trim();
    fault.replaceChildren();
    setFault(input, '');
    if (!value) return refuse(t('sign.empty'));
    // A header takes visible ASCII alone; whatever else was typed is no token.
    if (!/^[\x21-\x7e]+$/.test(value)) return refuse(t('sign.wrong'));
    token.keep(value);
    try {
      return begin(await get('session'));
    } catch (failure) {
      token.forget();
      if (failure.status === 401) return refuse(t('sign.wrong'));
      fault.replaceChildren(note('bad', faultText(failure)));
      return undefined;
    }
  };
  const refuse = (text) => {
    setFault(input, text);
    input.focus();
  };
  app.replaceChildren(
    h(
      'main',
      { class: 'sign' },
      h(
        'div',
        { class: 'sign-card' },
        h('h1', { id: 'title', tabindex: '-1' }, t('app.name')),
        h('p', { class: 'soft' }, t('sign.about')),
        message ? note('calm', message) : null,
        h(
          'form',
          {
            novalidate: true,
            onsubmit: (event) => {
              event.preventDefault();
              busy(main, enter);
            },
          },
          h('input', { type: 'text', autocomplete: 'username', hidden: true, value: 'owner' }),
          field(t('sign.token'), input, t('sign.hint')),
          seen,
          fault,
          main
        )
      ),
      h(
        'p',
        { class: 'languages' },
        languages.map((code) =>
          h(
            'button',
            {
              type: 'button',
              class: 'button link',
              lang: code,
              'aria-pressed': String(code === language()),
              onclick: () => setLanguage(code),
            },
            { ru: 'Русский', en: 'English' }[code]
          )
        )
      )
    )
  );
  input.focus();
}
