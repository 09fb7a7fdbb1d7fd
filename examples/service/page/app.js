// The frame: who is signed in, which company and which screen; the screens come when they are asked
// for.
import { get, onSignedOut, token } from './api.js';
import { isolated, language, languages, t, useLanguage, usePlace } from './text.js';
import { button, h, icon, skeleton, faultNote } from './ui.js';
import { signIn } from './signin.js';

const screens = {
  today: () => import('./today.js'),
  talks: () => import('./talks.js'),
  left: () => import('./left.js'),
  client: () => import('./client.js'),
  services: () => import('./services.js'),
  results: () => import('./results.js'),
  account: () => import('./account.js'),
  settings: () => import('./settings.js'),
  more: () => import('./more.js'),
};
const inSide = ['today', 'talks', 'left', 'services', 'results', 'account', 'settings'];
const inBar = ['today', 'talks', 'results', 'account', 'more'];
const parents = { client: 'talks' };
const underMore = ['left', 'services', 'settings'];

const app = document.getElementById('app');
const remembered = {
  get: (name) => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  },
  set: (name, value) => {
    try {
      localStorage.setItem(name, value);
    } catch {
      /* Not remembered. */
    }
  },
};
let session = null;
let open = null; // The screen that is shown: aborted when it is left.

export function setTheme(theme) {
  remembered.set('reactivation-theme', theme);
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
export const theme = () => remembered.get('reactivation-theme') || 'auto';

export async function setLanguage(code) {
  remembered.set('reactivation-language', code);
  await useLanguage(code);
  start();
}

const where = () => {
  const [company, screen, param] = location.hash.replace(/^#\/?/, '').split('/');
  return { company: Number(company), screen, param: param && decodeURIComponent(param) };
};
export const link = (company, screen, param) =>
  `#/${company}/${screen}${param === undefined ? '' : `/${encodeURIComponent(param)}`}`;

export function signOut(message) {
  open?.abort();
  session = null;
  token.forget();
  history.replaceState(null, '', location.pathname + location.search);
  showSignIn(message);
}

function showSignIn(message) {
  document.title = t('app.name');
  signIn(app, {
    message,
    languages,
    setLanguage,
    begin: (found) => {
      session = found;
      show();
    },
  });
}

const navLink = (company, name, current) =>
  h(
    'a',
    {
      href: link(company.id, name),
      class: 'nav-link',
      'aria-current': name === current ? 'page' : null,
    },
    icon(name),
    h('span', {}, t(`nav.${name}`))
  );

function chooser(company) {
  if (session.companies.length < 2) return h('p', { class: 'company' }, h('bdi', {}, company.name));
  const list = session.companies.map((one) =>
    h('option', { value: one.id, selected: one.id === company.id }, isolated(one.name))
  );
  return h(
    'div',
    { class: 'company' },
    h('label', { for: 'company', class: 'unseen' }, t('company.choose')),
    h(
      'select',
      {
        id: 'company',
        onchange: (event) => {
          location.hash = link(event.target.value, 'today');
        },
      },
      list
    )
  );
}

function frame(company, screen) {
  const current = parents[screen] || screen;
  const inMore = underMore.includes(screen) ? 'more' : current;
  const main = h('main', { id: 'main', tabindex: '-1' });
  app.replaceChildren(
    h(
      'a',
      {
        class: 'skip',
        href: '#main',
        onclick: (event) => {
          event.preventDefault();
          main.focus();
        },
      },
      t('skip')
    ),
    h(
      'header',
      { class: 'side' },
      chooser(company),
      h(
        'nav',
        { class: 'wide', 'aria-label': t('nav.label') },
        inSide.map((name) => navLink(company, name, current))
      ),
      h(
        'div',
        { class: 'side-foot wide' },
        button(t('sign.out'), () => signOut(), { kind: 'link' })
      )
    ),
    main,
    h(
      'nav',
      { class: 'bar', 'aria-label': t('nav.label.short') },
      inBar.map((name) => navLink(company, name, inMore))
    )
  );
  return main;
}

async function show() {
  open?.abort();
  open = new AbortController();
  const { signal } = open;
  const at = where();
  const company = session.companies.find((one) => one.id === at.company) || session.companies[0];
  if (!company) {
    app.replaceChildren(
      h(
        'main',
        { class: 'sign' },
        h('h1', {}, t('company.none')),
        h('p', {}, t('company.none.text')),
        button(t('sign.out'), () => signOut())
      )
    );
    return;
  }
  if (company.id !== at.company || !Object.hasOwn(screens, at.screen)) {
    history.replaceState(null, '', link(company.id, 'today'));
    at.screen = 'today';
    at.param = undefined;
  }
  usePlace(company);
  document.querySelectorAll('dialog').forEach((dialog) => dialog.close());
  // The way back belongs to the screen that is left.
  document.querySelectorAll('.told-one.undo').forEach((one) => one.remove());
  const main = frame(company, at.screen);
  main.append(skeleton());
  document.title = `${t(`nav.${parents[at.screen] || at.screen}`)} · ${company.name}`;
  try {
    const screen = await screens[at.screen]();
    if (signal.aborted) return;
    main.replaceChildren();
    screen.open({
      main,
      company,
      session,
      param: at.param,
      signal,
      link: (name, param) => link(company.id, name, param),
      isOwner: session.role !== 'operator',
      isAdmin: session.role === 'admin',
    });
    scrollTo(0, 0);
    document.getElementById('title')?.focus({ preventScroll: true });
  } catch (error) {
    console.error(error);
    main.replaceChildren(faultNote(error, () => show()));
  }
}

async function start() {
  if (!token.get()) return showSignIn();
  if (session) return show();
  try {
    session = await get('session');
    return show();
  } catch (failure) {
    if (failure.status === 401) return signOut(t('sign.over'));
    app.replaceChildren(
      h('main', { class: 'sign' }, h('h1', {}, t('app.name')), faultNote(failure, start))
    );
    return undefined;
  }
}

setTheme(theme());
onSignedOut(() => {
  if (session) signOut(t('sign.over'));
});
addEventListener('hashchange', () => {
  if (session) show();
});
const wished =
  remembered.get('reactivation-language') ||
  (navigator.languages.some((one) => one.startsWith('ru')) ? 'ru' : 'en');
await useLanguage(languages.includes(wished) ? wished : 'en');
start();
