// Words, plurals, dates and money: of the language that is read, in the company's zone.
let words = {};
let code = 'en';
let plural = new Intl.PluralRules('en');
let zone = 'UTC';
let currency = '';
let made = new Map();

export const languages = ['ru', 'en'];
export const language = () => code;

export async function useLanguage(next) {
  const answer = await fetch(new URL(`${next}.json`, import.meta.url));
  if (!answer.ok) throw new Error(`${next}.json: ${answer.status}`);
  words = await answer.json();
  code = next;
  plural = new Intl.PluralRules(code);
  made = new Map();
  document.documentElement.lang = code;
}

/** From here on times are told in this company's zone and money in its currency. */
export function usePlace(company) {
  zone = company.timezone;
  currency = company.currency || '';
  made = new Map();
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
  } catch {
    zone = 'UTC'; // A zone that this browser does not know.
  }
}

/** An object of Intl, made once for each set of options. */
function of(kind, options) {
  const key = kind.name + JSON.stringify(options);
  if (!made.has(key)) made.set(key, new kind(code === 'en' ? 'en-GB' : code, options));
  return made.get(key);
}

export const has = (key) => Object.hasOwn(words, key);
/** The word of a code; of a code that a later version sends, the word for others. */
export const known = (prefix, word) =>
  t(has(`${prefix}.${word}`) ? `${prefix}.${word}` : `${prefix}.other`);

function template(key, values) {
  const found = words[key];
  if (found === undefined) throw new Error(`no words for ${key}`);
  if (typeof found === 'string') return found;
  return found[plural.select(values.n)] ?? found.many ?? found.other;
}

const shown = (value) => (typeof value === 'number' ? number(value) : value);

export function t(key, values = {}) {
  return template(key, values).replace(/\{(\w+)\}/g, (all, name) => shown(values[name] ?? ''));
}

/** The same with elements among the values: a list for `append`. */
export function parts(key, values) {
  return template(key, values)
    .split(/(\{\w+\})/)
    .filter(Boolean)
    .map((part) => {
      const name = /^\{(\w+)\}$/.exec(part);
      return name ? shown(values[name[1]] ?? '') : part;
    });
}

/** A text of somebody else inside a sentence of ours: its direction stays its own. */
export const isolated = (text) => `\u2068${text}\u2069`;

export const number = (value, digits = 0) =>
  of(Intl.NumberFormat, { maximumFractionDigits: digits }).format(value);
export const percent = (share, digits = 0) =>
  of(Intl.NumberFormat, { style: 'percent', maximumFractionDigits: digits }).format(share);
export const days = (n) => t('days', { n });

/** How many digits the currency has behind the point; 2 when there is none that is known. */
export function minorDigits() {
  try {
    return of(Intl.NumberFormat, { style: 'currency', currency }).resolvedOptions()
      .maximumFractionDigits;
  } catch {
    return 2;
  }
}

export function money(minor) {
  if (minor === null || minor === undefined) return '';
  const value = minor / 10 ** minorDigits();
  try {
    return of(Intl.NumberFormat, {
      style: 'currency',
      currency,
      maximumFractionDigits: 0,
    }).format(value);
  } catch {
    return number(value); // No currency, or none that is known.
  }
}

const date = (options) => of(Intl.DateTimeFormat, { timeZone: zone, ...options });
/** YYYY-MM-DD on the company's calendar. */
export function localDate(instant) {
  const [y, m, d] = ['year', 'month', 'day'].map(
    (one) =>
      new Intl.DateTimeFormat('en-CA', {
        timeZone: zone,
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
      })
        .formatToParts(new Date(instant))
        .find((part) => part.type === one).value
  );
  return `${y}-${m}-${d}`;
}

const isDate = (value) => /^\d{4}-\d\d-\d\d$/.test(value);
const civil = (value) => (isDate(value) ? new Date(`${value}T00:00:00Z`) : new Date(value));
const asDate = (value, options) =>
  (isDate(value) ? of(Intl.DateTimeFormat, { timeZone: 'UTC', ...options }) : date(options)).format(
    civil(value)
  );
const thisYear = (value) =>
  (isDate(value) ? value : localDate(value)).slice(0, 4) === localDate(Date.now()).slice(0, 4);

export const time = (instant) =>
  date({ hour: '2-digit', minute: '2-digit' }).format(new Date(instant));
export const longDay = (value) => asDate(value, { weekday: 'long', day: 'numeric', month: 'long' });
export const day = (value) =>
  asDate(value, { day: 'numeric', month: 'long', ...(thisYear(value) ? {} : { year: 'numeric' }) });
export const shortDay = (value) =>
  asDate(value, { weekday: 'short', day: 'numeric', month: 'short' });
export const weekday = (n, width = 'short') =>
  of(Intl.DateTimeFormat, { weekday: width, timeZone: 'UTC' }).format(
    new Date(Date.UTC(2024, 0, n))
  );

const daysAway = (value) =>
  (new Date(isDate(value) ? value : localDate(value)) - new Date(localDate(Date.now()))) / 86400000;

/** "today", "tomorrow" or the day. */
export function onDay(value) {
  const near = { '-1': 'when.yesterday', 0: 'when.today', 1: 'when.tomorrow' }[daysAway(value)];
  return near ? t(near) : day(value);
}
/** The same with the time, unless that is far away or not known. */
export const when = (value) =>
  isDate(value) || Math.abs(daysAway(value)) > 60
    ? onDay(value)
    : t('when.at', { day: onDay(value), time: time(value) });
/** Whether a client's pause still holds; one that is over stays stored. */
export const isPaused = ({ paused_until: until }) => until && Date.parse(until) > Date.now();
/** The day when the pause ends; of one that ends today, the time. */
export const pauseEnd = ({ paused_until: until }) =>
  isDate(until) || daysAway(until) > 0 ? onDay(until) : time(until);
/** A sentence of its own. */
export const sentence = (text) => `${text.charAt(0).toLocaleUpperCase(code)}${text.slice(1)}.`;

export const list = (items) => of(Intl.ListFormat, { type: 'conjunction' }).format(items);
