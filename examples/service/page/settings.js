// Every setting with what it means; what is wrong stands at its field.
import { get, send } from './api.js';
import { minorDigits, number, t, weekday } from './text.js';
import { busy, button, faultNote, field, h, heading, live, setFault, tell } from './ui.js';
import { armsControl, armsFault } from './arms.js';
import { looks } from './looks.js';

const groups = [
  [
    'main',
    [
      ['enabled', 'flag'],
      ['require_approval', 'flag'],
      ['tone', 'choice', ['friendly', 'professional', 'casual']],
      ['address_form', 'choice', ['formal', 'informal']],
    ],
  ],
  [
    'time',
    [
      ['sending_hours', 'hours'],
      ['sending_days', 'weekdays'],
      ['holidays', 'dates'],
    ],
  ],
  [
    'amount',
    [
      ['daily_limit_mode', 'choice', ['auto', 'manual']],
      ['manual_daily_limit', 'whole', 0, 1000, 'daily_limit_mode'],
      ['recent_visit_days', 'whole', 0, 3650],
      ['lapsed_cutoff_days', 'whole', 1, 36500],
    ],
  ],
  [
    'offer',
    [
      ['include_slots_in_message', 'flag'],
      ['max_slots_to_offer', 'whole', 1, 5],
      ['max_offers_per_slot', 'whole', 1, 100],
      ['prefer_favorite_staff', 'flag'],
      ['discount_from_attempt', 'whole', 1, 10],
      ['max_discount_percent', 'whole', 0, 100],
      ['discount_budget_minor', 'money'],
      ['margin_percent', 'whole', 0, 100],
    ],
  ],
  ['try', [['arms', 'arms']]],
  [
    'people',
    [
      ['require_consent', 'flag'],
      ['opt_out_on_negative', 'flag'],
    ],
  ],
  [
    'measure',
    [
      ['holdout', 'holdout'],
      ['conversion_threshold', 'share'],
    ],
  ],
];

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const numeric = (id, value, low, high) => {
  const input = h('input', {
    type: 'number',
    id,
    min: low,
    max: high,
    step: 1,
    inputmode: 'numeric',
  });
  input.value = value ?? '';
  return input;
};

/** Reads a whole number, or says at the field what it should be. */
function whole(input, low, high, { optional = false } = {}) {
  const text = input.value.trim();
  if (optional && text === '' && input.validity.valid) return null;
  const value = Number(text);
  if (text === '' || !Number.isInteger(value) || value < low || value > high) {
    setFault(input, t('field.whole', { low, high }));
    return undefined;
  }
  setFault(input, '');
  return value;
}

function check(name, isOn, label, hint) {
  const input = h('input', {
    type: 'checkbox',
    id: name,
    'aria-describedby': hint ? `${name}-about` : null,
  });
  input.checked = isOn;
  return [
    input,
    h(
      'label',
      { class: 'check' },
      input,
      h(
        'span',
        { class: 'check-body' },
        h('span', { class: 'strong' }, label),
        hint ? h('span', { class: 'hint', id: `${name}-about` }, hint) : null
      )
    ),
  ];
}

// Each kind of control: what is drawn, and how its value is read: undefined for a fault.
const controls = {
  arms: armsControl,
  flag(name, value) {
    const [input, element] = check(name, value, t(`set.${name}`), t(`set.${name}.hint`));
    return { element, read: () => input.checked };
  },
  choice(name, value, options) {
    const radios = options.map((one) => {
      const input = h('input', { type: 'radio', name, value: one, id: `${name}-${one}` });
      input.checked = one === value;
      return h(
        'label',
        { class: 'check' },
        input,
        h(
          'span',
          { class: 'check-body' },
          h('span', {}, t(`set.${name}.${one}`)),
          h('span', { class: 'hint' }, t(`set.${name}.${one}.hint`))
        )
      );
    });
    const element = h('fieldset', {}, h('legend', {}, t(`set.${name}`)), radios);
    return { element, read: () => element.querySelector('input:checked')?.value };
  },
  whole(name, value, low, usual, dependsOn) {
    // What somebody has set elsewhere, larger than usual, keeps nothing else from being saved.
    const high = Math.max(usual, value ?? 0);
    const input = numeric(name, value, low, high);
    return {
      element: field(t(`set.${name}`), input, t(`set.${name}.hint`)),
      read: () => whole(input, low, high, { optional: Boolean(dependsOn) }),
    };
  },
  money(name, value) {
    const unit = 10 ** minorDigits();
    const most = 1e13 / unit;
    const input = h('input', { type: 'number', id: name, min: 0, max: most, step: 1 / unit });
    input.value = value === null ? '' : value / unit;
    const read = () => {
      const text = input.value.trim();
      if (text === '' && input.validity.valid) return null;
      const good = text !== '' && Number(text) >= 0 && Number(text) <= most;
      setFault(input, good ? '' : t('field.sum', { high: number(most) }));
      return good ? Math.round(Number(text) * unit) : undefined;
    };
    return { element: field(t(`set.${name}`), input, t(`set.${name}.hint`)), read };
  },
  share(name, value) {
    const shown = Math.round(value * 100);
    const input = numeric(name, shown, 0, 100);
    return {
      element: field(t(`set.${name}`), input, t(`set.${name}.hint`)),
      read: () => {
        const found = whole(input, 0, 100);
        if (found === shown) return value; // Not rounded by looking at it.
        return found === undefined ? undefined : found / 100;
      },
    };
  },
  holdout(name, value) {
    const input = numeric(name, value.percent, 0, 100);
    return {
      element: field(t(`set.${name}`), input, t(`set.${name}.hint`)),
      read: () => {
        const found = whole(input, 0, 100);
        return found === undefined ? undefined : { ...value, percent: found };
      },
    };
  },
  hours(name, value) {
    const start = numeric('sending_hours-start', value.start, 0, 23);
    const end = numeric('sending_hours-end', value.end, 1, 24);
    const element = h(
      'fieldset',
      {},
      h('legend', {}, t(`set.${name}`)),
      h('p', { class: 'hint' }, t(`set.${name}.hint`)),
      h('div', { class: 'inline' }, field(t('set.from'), start), field(t('set.to'), end))
    );
    return {
      element,
      read: () => {
        const found = { start: whole(start, 0, 23), end: whole(end, 1, 24) };
        if (found.start === undefined || found.end === undefined) return undefined;
        if (found.start >= found.end) {
          setFault(end, t('field.after'));
          return undefined;
        }
        return found;
      },
    };
  },
  weekdays(name, value) {
    const boxes = [1, 2, 3, 4, 5, 6, 7].map((n) => {
      const input = h('input', { type: 'checkbox', id: `${name}-${n}`, value: n });
      input.checked = value.includes(n);
      return h('label', { class: 'check' }, input, h('span', {}, weekday(n, 'long')));
    });
    const element = h(
      'fieldset',
      {},
      h('legend', {}, t(`set.${name}`)),
      h('p', { class: 'hint' }, t(`set.${name}.hint`)),
      h('div', { class: 'days' }, boxes)
    );
    return {
      element,
      read: () => [...element.querySelectorAll('input:checked')].map((one) => Number(one.value)),
    };
  },
  dates(name, value) {
    const input = h('textarea', {
      id: name,
      rows: '3',
      spellcheck: 'false',
      dir: 'ltr',
      placeholder: '2026-12-31',
    });
    input.value = value.join('\n');
    return {
      element: field(t(`set.${name}`), input, t(`set.${name}.hint`)),
      read: () => {
        const found = input.value.split(/[\s,;]+/).filter(Boolean);
        const bad = found.find(
          (one) =>
            !/^\d{4}-\d\d-\d\d$/.test(one) ||
            Number.isNaN(Date.parse(one)) ||
            new Date(one).toISOString().slice(0, 10) !== one
        );
        setFault(input, bad ? t('field.date', { date: bad }) : '');
        return bad ? undefined : [...new Set(found)].sort();
      },
    };
  },
};

/** The field that the service names: `/sending_hours/end`, `/max_slots_to_offer`. */
function controlAt(place) {
  const parts = place.split('/').filter(Boolean);
  return (
    document.getElementById(parts.join('-')) ||
    document.getElementById(parts[0]) ||
    document.getElementById(`${parts[0]}-${parts[1] ?? ''}`)
  );
}

/** Where what the service refused is typed, and what is said there; null when it is nowhere. */
function refusedField(failure) {
  const input = controlAt(failure.place);
  return armsFault(failure) ?? (input ? { input, words: t('field.refused') } : null);
}

/** What differs from the settings as they were loaded; not `good` when a field is wrong. */
function changes(readers, settings) {
  const found = {};
  let good = true;
  for (const [name, read] of readers) {
    const value = read();
    if (value === undefined) good = false;
    else if (!same(value, settings[name])) found[name] = value;
  }
  return { found, good };
}

async function save(place, found, fault, { reload, last }) {
  fault.replaceChildren();
  place.isSaving = true;
  try {
    await send('PUT', `settings/${place.company.id}`, found);
    place.isUnsaved = false;
    tell(t('told.saved'));
    await reload();
    document.getElementById(last)?.focus();
  } catch (failure) {
    // Only a refusal says that nothing was stored; an answer that is lost says nothing.
    if (failure.status < 400 || failure.status >= 500) place.isUnsure = true;
    if (place.signal.aborted) {
      tell(t(place.isUnsure ? 'set.unsure' : 'set.lost'), { kind: 'bad' });
      return;
    }
    const refused = failure.status === 422 && refusedField(failure);
    if (!refused) {
      fault.replaceChildren(faultNote(failure));
      return;
    }
    setFault(refused.input, refused.words);
    refused.input.focus();
  } finally {
    place.isSaving = false;
  }
}

function draw(place, box, settings, reload) {
  const readers = new Map();
  const there = ([, fields]) => fields.some(([name]) => name in settings);
  const sections = groups.filter(there).map(([group, fields]) =>
    h(
      'section',
      { class: 'card', 'aria-labelledby': `group-${group}` },
      h('h2', { id: `group-${group}` }, t(`group.${group}`)),
      fields
        .filter(([name]) => name in settings)
        .map(([name, kind, ...more]) => {
          const control = controls[kind](name, settings[name], ...more);
          readers.set(name, control.read);
          return control.element;
        })
    )
  );
  const fault = h('div', {});
  const main = h('button', { class: 'button primary', id: 'save' }, t('save'));
  const back = button(t('set.back'), () => {
    draw(place, box, settings, reload);
    if (place.isUnsure) reload();
  });
  const bar = h(
    'div',
    { class: 'save', hidden: true },
    h('p', {}, t('set.changed')),
    h('div', { class: 'actions' }, back, main)
  );
  let last = '';
  const oninput = (event) => {
    last = event.target.id;
    const { found, good } = changes(readers, settings);
    bar.hidden = good && Object.keys(found).length === 0;
    place.isUnsaved = !bar.hidden;
    // Not under the bar.
    if (place.isUnsaved) event.target.scrollIntoView({ block: 'nearest' });
  };
  const onsubmit = (event) => {
    event.preventDefault();
    const { found, good } = changes(readers, settings);
    if (good) busy(main, () => save(place, found, fault, { reload, last }));
    else box.querySelector('[aria-invalid="true"]')?.focus();
  };
  const all = h(
    'fieldset',
    { disabled: !place.isOwner, class: 'stack' },
    h('legend', { class: 'unseen' }, t('settings.title')),
    sections
  );
  place.isUnsaved = false;
  box.replaceChildren(h('form', { novalidate: true, oninput, onsubmit }, all, fault, bar));
  readers.get('arms')?.(); // What its kinds say of the fields above.
}

/** Whoever leaves with changes that are not saved is told, and a closing tab asks first. */
function watchLeaving(place) {
  const { signal } = place;
  signal.addEventListener('abort', () => {
    if (place.isSaving) return; // Its end will tell.
    if (place.isUnsure) tell(t('set.unsure'), { kind: 'bad' });
    else if (place.isUnsaved) tell(t('set.lost'), { kind: 'bad' });
  });
  const asks = (event) => {
    if (place.isUnsaved) event.preventDefault();
  };
  addEventListener('beforeunload', asks, { signal });
}

export function open(place) {
  const box = h('div', {});
  watchLeaving(place);
  place.main.append(
    heading(t('settings.title')),
    h('p', { class: 'intro' }, t(place.isOwner ? 'settings.about' : 'settings.read_only')),
    box,
    h('div', { class: 'spaced' }, looks())
  );
  const { reload } = live(box, {
    signal: place.signal,
    load: async (signal) => {
      const found = await get(`settings/${place.company.id}`, {}, signal);
      place.isUnsure = false;
      return found;
    },
    draw: (settings) => draw(place, box, settings, () => reload()),
  });
}
