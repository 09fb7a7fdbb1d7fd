// What is tried on clients by lot: its words, and the fields that choose it. The service checks
// what is chosen; what it refuses stands beside the kind that it names.
import { known, percent, t } from './text.js';
import { h, setFault } from './ui.js';

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const factors = ['discount', 'tone', 'slots'];

/** One of the things that are compared: a discount, a tone, a number of free times. */
export function armLabel(factor, value) {
  if (factor === 'discount') return value > 0 ? percent(value / 100) : t('message.no_discount');
  if (factor === 'tone') return known('set.tone', value);
  if (factor === 'slots') return value > 0 ? t('try.times', { n: value }) : t('try.times.none');
  return String(value);
}

/** The kinds that an answer or the settings name, in the usual order; one of later stands last. */
export function factorsOf(rows, arms) {
  const isOn = { discount: arms?.discounts, tone: arms?.tones, slots: arms?.slots };
  // Texts are drawn always, among those of one language and tone: nobody has chosen to try them.
  const found = new Set(rows.map((row) => row.factor).filter((factor) => factor !== 'template'));
  for (const factor of factors) if (isOn[factor]?.length > 0) found.add(factor);
  return [...factors, ...found].filter((one, i, all) => found.has(one) && all.indexOf(one) === i);
}

// What may be chosen of each kind, and what is chosen when it is turned on.
const kinds = [
  {
    member: 'discounts',
    factor: 'discount',
    values: [0, 5, 10, 15, 20, 25, 30, 40, 50],
    usual: [0, 10, 20],
    // Without one message that offers nothing, nobody knows whether an offer is needed.
    always: 0,
  },
  {
    member: 'tones',
    factor: 'tone',
    values: ['friendly', 'professional', 'casual'],
    usual: ['friendly', 'professional', 'casual'],
  },
  { member: 'slots', factor: 'slots', values: [0, 1, 2, 3, 4, 5], usual: [0, 3] },
];

/** A box with its label, and what is chosen. */
function pick(kind, value, isChosen) {
  const input = h('input', {
    type: 'checkbox',
    id: `arms-${kind.member}-${value}`,
    value,
    disabled: value === kind.always,
  });
  input.checked = isChosen || value === kind.always;
  return {
    value,
    input,
    element: h('label', { class: 'check' }, input, h('span', {}, armLabel(kind.factor, value))),
  };
}

/** A setting elsewhere by which this would have no effect, in words; hidden when there is none. */
const hindrances = {
  discounts: ['discount_from_attempt', (input) => Number(input.value) > 1],
  slots: ['include_slots_in_message', (input) => !input.checked],
};
function hindrance(member) {
  const [id, hinders] = hindrances[member] ?? [];
  if (!id) return { element: null, show: () => {} };
  const element = h('p', { class: 'warn-text', role: 'status', hidden: true });
  const show = (isOn) => {
    const input = document.getElementById(id);
    element.hidden = !(isOn && input && hinders(input));
    element.textContent = element.hidden ? '' : t(`set.arms.${member}.hindered`);
  };
  return { element, show };
}

function kindControl(kind, chosen) {
  const id = `arms-${kind.member}`;
  const all = [...new Set([...kind.values, ...chosen])];
  if (kind.factor !== 'tone') all.sort((a, b) => a - b);
  const begun = chosen.length > 0 ? chosen : kind.usual;
  const picks = all.map((value) => pick(kind, value, begun.includes(value)));
  const isOn = h('input', {
    type: 'checkbox',
    id,
    'aria-describedby': `${id}-about ${id}-fault`,
  });
  isOn.checked = chosen.length > 0;
  const hindered = hindrance(kind.member);
  const below = h(
    'fieldset',
    { class: 'picks' },
    h('legend', {}, t(`set.arms.${kind.member}.pick`)),
    h(
      'div',
      { class: 'days' },
      picks.map((one) => one.element)
    ),
    hindered.element
  );
  const element = h(
    'div',
    { class: 'try' },
    h(
      'label',
      { class: 'check' },
      isOn,
      h(
        'span',
        { class: 'check-body' },
        h('span', { class: 'strong' }, t(`set.arms.${kind.member}`)),
        h('span', { class: 'hint', id: `${id}-about` }, t(`set.arms.${kind.member}.hint`))
      )
    ),
    below,
    h('p', { class: 'field-fault', id: `${id}-fault`, hidden: true })
  );
  const read = () => {
    below.hidden = !isOn.checked;
    hindered.show(isOn.checked);
    setFault(isOn, '');
    if (!isOn.checked) return [];
    const found = picks.filter((one) => one.input.checked).map((one) => one.value);
    // In the order in which they are stored, so that nothing has changed by looking.
    const isSame = same([...found].sort(), [...chosen].sort());
    return isSame ? chosen : found;
  };
  below.hidden = !isOn.checked;
  return { element, read };
}

/** The control of the settings' `arms`. Members that only a later service has stay as they are. */
export function armsControl(name, value) {
  const made = kinds
    .filter((kind) => Array.isArray(value[kind.member]))
    .map((kind) => [kind.member, kindControl(kind, value[kind.member])]);
  const element = h(
    'div',
    {},
    h('p', { class: 'hint' }, t('set.arms.about')),
    made.map(([, control]) => control.element)
  );
  const read = () => ({
    ...value,
    ...Object.fromEntries(made.map(([member, control]) => [member, control.read()])),
  });
  return { element, read };
}

/** The field and the words for what the service refused of them; null when it names none. */
export function armsFault({ place, message }) {
  if (!place.startsWith('/arms')) return null;
  const member = place.split('/')[2] ?? /\barms\.([a-z]+)/.exec(message)?.[1];
  const kind = kinds.find((one) => one.member === member);
  const input = kind && document.getElementById(`arms-${member}`);
  return input ? { input, words: t(`set.arms.${member}.fault`) } : null;
}
