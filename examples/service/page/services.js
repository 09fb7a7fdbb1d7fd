// The rules: after how many days a service is due, on what evidence, and how clients are asked.
import { get, send } from './api.js';
import { days, isolated, known, list, number, percent, t } from './text.js';
import {
  ask,
  busy,
  button,
  empty,
  field,
  h,
  heading,
  live,
  setFault,
  tell,
  tellFault,
  written,
} from './ui.js';
import { curveChart, figure } from './charts.js';

const discountMax = 10;

async function put(place, rule, changes) {
  await send('PUT', `service-rules/${rule.service_id}`, {
    company_id: place.company.id,
    ...changes,
  });
}

const manual = (interval) => ({
  manual_interval: interval,
  reactivation_interval_days: interval,
  active_interval_source: 'manual',
});

function wholeNumber(input, low, high) {
  const value = Number(input.value);
  const fine =
    input.value.trim() !== '' && Number.isInteger(value) && value >= low && value <= high;
  setFault(input, fine ? '' : t('field.whole', { low, high }));
  if (!fine) input.focus();
  return fine ? value : null;
}

const numberInput = (id, value, low, high) => {
  const input = h('input', {
    type: 'number',
    id,
    min: low,
    max: high,
    step: 1,
    inputmode: 'numeric',
    required: true,
  });
  input.value = value ?? '';
  return input;
};

function edit(place, rule, reload) {
  const interval = numberInput('interval', rule.effective_interval_days, 1, 3650);
  const retry = numberInput('retry', rule.retry_interval_days, 7, 3650);
  const attempts = numberInput('attempts', rule.max_attempts, 0, 10);
  const steps = h('div', { class: 'inline' });
  const fill = () => {
    const n = Math.min(discountMax, Math.max(0, Number(attempts.value) || 0));
    const had = [...steps.querySelectorAll('input')].map((one) => Number(one.value));
    const given = rule.discount_progression;
    steps.replaceChildren(
      ...Array.from({ length: n }, (_, i) =>
        field(
          t('rule.discount.of', { n: i + 1 }),
          numberInput(`discount-${i}`, had[i] ?? given[i] ?? given.at(-1) ?? 0, 0, 100)
        )
      )
    );
  };
  attempts.addEventListener('input', fill);
  fill();
  ask({
    title: t('rule.title', { service: isolated(rule.service_title) }),
    yes: t('save'),
    body: [
      field(t('rule.interval'), interval, t('rule.interval.hint')),
      field(t('rule.attempts'), attempts, t('rule.attempts.hint')),
      field(t('rule.retry'), retry, t('rule.retry.hint')),
      h(
        'fieldset',
        {},
        h('legend', {}, t('rule.discounts')),
        h('p', { class: 'hint' }, t('rule.discounts.hint')),
        steps
      ),
    ],
    work: async () => {
      const discounts = [...steps.querySelectorAll('input')];
      const changes = {};
      for (const [input, low, high, name] of [
        [interval, 1, 3650, 'interval'],
        [attempts, 0, 10, 'max_attempts'],
        [retry, 7, 3650, 'retry_interval_days'],
      ]) {
        const value = wholeNumber(input, low, high);
        if (value === null) return false;
        if (name !== 'interval') changes[name] = value;
        else if (value !== rule.effective_interval_days) Object.assign(changes, manual(value));
        if (name === 'interval' && value < 7) changes.allow_short_interval = true;
      }
      const progression = discounts.map((input) => wholeNumber(input, 0, 100));
      if (progression.includes(null)) return false;
      await put(place, rule, { ...changes, discount_progression: progression });
      tell(t('told.rule', { service: isolated(rule.service_title) }));
      await reload();
      return true;
    },
  });
}

async function calculate(place, rule, curve, reload) {
  const found = await send('POST', `service-rules/${rule.service_id}/calculate-optimal`, {
    company_id: place.company.id,
  });
  const points = found.return_curve?.length ? found.return_curve : curve?.curve || [];
  const advice = found.interval_days;
  ask({
    title: t('advice.title', { service: isolated(rule.service_title) }),
    body: advice
      ? [
          h('p', {}, t('advice.text', { days: days(advice), events: found.events })),
          points.length
            ? curveChart(t('curve.title'), points, rule.effective_interval_days, advice)
            : null,
        ]
      : [h('p', {}, t('advice.none', { events: found.events ?? 0 }))],
    yes: advice && place.isOwner ? t('advice.take', { days: days(advice) }) : t('close'),
    no: t('advice.keep'),
    work: async () => {
      if (!advice || !place.isOwner) return;
      await take(place, rule, advice, reload);
    },
  });
}

async function take(place, rule, advice, reload) {
  const before = {
    manual_interval: rule.manual_interval,
    reactivation_interval_days: rule.reactivation_interval_days,
    active_interval_source: rule.active_interval_source,
  };
  await put(place, rule, manual(advice));
  tell(t('told.interval', { service: isolated(rule.service_title), days: days(advice) }), {
    undo: async () => {
      try {
        await put(place, rule, before);
      } catch (failure) {
        tellFault(failure);
      }
      await reload();
    },
  });
  await reload();
}

function sentence(rule) {
  if (rule.max_attempts === 0) return t('rule.never');
  const discounts = rule.discount_progression.slice(0, rule.max_attempts);
  const given = discounts.some((one) => one > 0)
    ? t('rule.with', { steps: list(discounts.map((one) => percent(one / 100))) })
    : t('rule.without');
  const retry = days(Math.max(7, rule.retry_interval_days));
  return `${t('rule.times', { n: rule.max_attempts, retry })} ${given}`;
}

function toggle(place, rule, reload) {
  const input = h('input', {
    type: 'checkbox',
    id: `active-${rule.service_id}`,
    role: 'switch',
    disabled: !place.isOwner,
  });
  input.checked = rule.is_active;
  input.addEventListener('change', () =>
    busy(input, async () => {
      try {
        await put(place, rule, { is_active: input.checked });
        tell(
          t(input.checked ? 'told.rule.on' : 'told.rule.off', {
            service: isolated(rule.service_title),
          })
        );
        await reload();
      } catch (failure) {
        input.checked = rule.is_active;
        tellFault(failure);
      }
    })
  );
  return h('label', { class: 'check' }, input, h('span', {}, t('rule.active')));
}

/** What the history says: kept with the rule, or found from the curve just now. */
const adviceOf = (rule, curve) => rule.suggested_interval_days ?? curve?.due_days ?? null;

function chart(rule, curve) {
  if (!curve?.curve?.length) return h('p', { class: 'soft' }, t('curve.few'));
  const advice = adviceOf(rule, curve);
  const rows = curve.curve
    .filter((_, i) => i % 3 === 0)
    .map((one) => [
      number(one.day),
      percent(one.returned_share),
      t('between', { low: percent(one.low), high: percent(one.high) }),
    ]);
  return figure(
    t('curve.title'),
    curveChart(
      t('curve.of', { service: isolated(rule.service_title) }),
      curve.curve,
      rule.effective_interval_days,
      advice
    ),
    [t('curve.day'), t('curve.back'), t('interval')],
    rows
  );
}

function facts(rule, curve, advice) {
  return [
    h('p', { class: 'figure' }, t('rule.after', { days: days(rule.effective_interval_days) })),
    h('p', { class: 'soft' }, known('source.long', rule.effective_interval_source)),
    h('p', {}, sentence(rule)),
    curve?.median_days
      ? h('p', {}, t('curve.half', { days: days(curve.median_days), n: curve.returns ?? 0 }))
      : null,
    advice ? h('p', { class: 'advised' }, t('rule.advice', { days: days(advice) })) : null,
  ];
}

function actions(place, rule, advice, reload) {
  if (!place.isOwner) return null;
  const title = isolated(rule.service_title);
  const words = advice ? t('rule.take', { days: days(advice) }) : '';
  const taking = (event) =>
    busy(event.currentTarget, () => take(place, rule, advice, reload).catch(tellFault));
  return h(
    'div',
    { class: 'actions' },
    advice
      ? button(words, taking, {
          kind: 'primary',
          id: `take-${rule.service_id}`,
          label: `${words}: ${title}`,
        })
      : null,
    button(t('rule.edit'), () => edit(place, rule, reload), {
      id: `edit-${rule.service_id}`,
      label: `${t('rule.edit')}: ${title}`,
    })
  );
}

function countAgain(place, rule, curve, reload) {
  const count = (event) =>
    busy(event.currentTarget, () => calculate(place, rule, curve, reload).catch(tellFault));
  return button(t('rule.count'), count, {
    kind: 'quiet',
    id: `count-${rule.service_id}`,
    label: `${t('rule.count')}: ${isolated(rule.service_title)}`,
  });
}

function card(place, rule, curve, reload) {
  const found = adviceOf(rule, curve);
  const advice = found === rule.effective_interval_days ? null : found;
  return h(
    'li',
    { class: `card rule ${rule.is_active ? '' : 'off'}`, 'data-key': rule.service_id },
    h(
      'div',
      { class: 'heading' },
      h('h2', {}, written(rule.service_title, { class: 'clamp' })),
      toggle(place, rule, reload)
    ),
    h(
      'div',
      { class: 'rule-body' },
      h(
        'div',
        { class: 'stack' },
        facts(rule, curve, advice),
        actions(place, rule, advice, reload)
      ),
      h(
        'div',
        {},
        chart(rule, curve),
        rule.is_active ? h('p', {}, countAgain(place, rule, curve, reload)) : null
      )
    )
  );
}

/** A rule with the interval that a plan takes now, by whichever name it comes. */
const inForce = (rule) => ({
  ...rule,
  effective_interval_days: rule.effective_interval_days ?? rule.interval_days,
  effective_interval_source: rule.effective_interval_source ?? rule.interval_source,
});

export function open(place) {
  const { id } = place.company;
  const box = h('div', {});
  place.main.append(
    heading(t('services.title')),
    h('p', { class: 'intro' }, t('services.about')),
    box
  );
  const { reload } = live(box, {
    signal: place.signal,
    load: async (signal) => {
      const [rules, curves] = await Promise.all([
        get(`service-rules/${id}`, {}, signal),
        get(`curves/${id}`, {}, signal),
      ]);
      return { rules: rules.items.map(inForce), curves: curves.services };
    },
    draw: ({ rules, curves }) => {
      const of = new Map(curves.map((one) => [one.service_id, one]));
      const rank = (rule) =>
        (rule.is_active ? 1 : 0) * 1e9 + (of.get(rule.service_id)?.returns ?? 0);
      const sorted = [...rules].sort((a, b) => rank(b) - rank(a));
      box.replaceChildren(
        sorted.length > 0
          ? h(
              'ul',
              { class: 'cards' },
              sorted.map((rule) => card(place, rule, of.get(rule.service_id), () => reload()))
            )
          : empty(t('services.none'), t('services.none.text'))
      );
    },
  });
}
