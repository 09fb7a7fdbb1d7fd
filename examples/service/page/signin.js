// Signing in: the token is typed once and kept for this tab.
import { get, token } from './api.js';
import { language, t } from './text.js';
import { busy, button, faultText, field, h, note, setFault } from './ui.js';

/** What was typed, if it can be a key: a header takes visible ASCII alone. */
function keyIn(input) {
  const value = input.value.trim();
  const fault = !value ? 'sign.empty' : /^[\x21-\x7e]+$/.test(value) ? '' : 'sign.wrong';
  setFault(input, fault && t(fault));
  if (fault) input.focus();
  return fault ? null : value;
}

async function enter(input, fault, begin) {
  fault.replaceChildren();
  const value = keyIn(input);
  if (!value) return;
  token.keep(value);
  try {
    begin(await get('session'));
  } catch (failure) {
    token.forget();
    if (failure.status === 401) {
      setFault(input, t('sign.wrong'));
      input.focus();
    } else {
      fault.replaceChildren(note('bad', faultText(failure)));
    }
  }
}

function keyForm(begin) {
  const input = h('input', {
    type: 'password',
    id: 'token',
    autocomplete: 'current-password',
    autocapitalize: 'off',
    spellcheck: 'false',
    required: true,
    maxlength: '4096',
  });
  const look = () => {
    const hidden = input.type === 'password';
    input.type = hidden ? 'text' : 'password';
    seen.textContent = t(hidden ? 'sign.hide' : 'sign.show');
  };
  const seen = button(t('sign.show'), look, { kind: 'link' });
  const fault = h('div', { role: 'alert' });
  const main = h('button', { class: 'button primary wide-button' }, t('sign.in'));
  const submit = (event) => {
    event.preventDefault();
    busy(main, () => enter(input, fault, begin));
  };
  return h(
    'form',
    { novalidate: true, onsubmit: submit },
    h('input', { type: 'text', autocomplete: 'username', hidden: true, value: 'owner' }),
    field(t('sign.token'), input, t('sign.hint')),
    seen,
    fault,
    main
  );
}

function languageButton(code, setLanguage) {
  return h(
    'button',
    {
      type: 'button',
      class: 'button link',
      lang: code,
      'aria-pressed': String(code === language()),
      onclick: () => setLanguage(code),
    },
    { ru: 'Русский', en: 'English' }[code]
  );
}

export function signIn(app, { message, languages, setLanguage, begin }) {
  const card = h(
    'div',
    { class: 'sign-card' },
    h('h1', { id: 'title', tabindex: '-1' }, t('app.name')),
    h('p', { class: 'soft' }, t('sign.about')),
    message ? note('calm', message) : null,
    keyForm(begin)
  );
  const choice = languages.map((code) => languageButton(code, setLanguage));
  app.replaceChildren(h('main', { class: 'sign' }, card, h('p', { class: 'languages' }, choice)));
  document.getElementById('token').focus();
}
