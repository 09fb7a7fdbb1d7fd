// What Intl says about plurals, days, months and times: one fact a line, tab-separated, as
// language, kind, key, value. Needs Node 18 or later with full ICU (every release has it).
const plain = (text) => text.replace(/[\u00a0\u202f]/g, ' ');
const line = (...cells) => console.log(cells.map(plain).join('\t'));
const utc = (options) => ({ ...options, timeZone: 'UTC' });

for (const [language, locale] of [['ru', 'ru-RU'], ['en', 'en-US']]) {
  const plurals = new Intl.PluralRules(locale);
  for (let count = 0; count <= 1000; ++count) {
    line(language, 'plural', String(count), plurals.select(count));
  }

  const weekday = new Intl.DateTimeFormat(locale, utc({ weekday: 'long' }));
  for (let day = 1; day <= 7; ++day) {
    line(language, 'weekday', String(day), weekday.format(Date.UTC(2024, 0, day)));  // Monday the 1st
  }

  const date = new Intl.DateTimeFormat(locale, utc({ day: 'numeric', month: 'long' }));
  for (let day = 0; day < 366; ++day) {
    const at = new Date(Date.UTC(2024, 0, 1 + day));
    line(language, 'date', at.toISOString().slice(0, 10), date.format(at));
  }

  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  line(language, 'relative', '0', relative.format(0, 'day'));
  line(language, 'relative', '1', relative.format(1, 'day'));

  const hour = language === 'ru' ? '2-digit' : 'numeric';
  const time = new Intl.DateTimeFormat(locale, utc({ hour, minute: '2-digit' }));
  for (let minute = 0; minute < 1440; ++minute) {
    line(language, 'time', String(minute), time.format(minute * 60000));
  }

  for (const unit of ['day', 'week', 'month']) {
    const count = new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' });
    for (let n = 1; n <= 60; ++n) line(language, unit, String(n), count.format(n));
  }
}
