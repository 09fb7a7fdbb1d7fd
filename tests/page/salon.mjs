// A small salon that remembers: the state behind the fixture server, made from recorded documents.
import fs from 'node:fs';

const here = new URL('./recorded/', import.meta.url);
const recorded = (locale) => JSON.parse(fs.readFileSync(new URL(`${locale}.json`, here), 'utf8'));
const waiting = ['planned', 'drafted', 'held', 'ready', 'deferred'];
const sent = ['dispatching', 'accepted', 'delivered', 'read', 'uncertain', 'uncertain_final'];
export const isWaiting = (attempt) => waiting.includes(attempt.state);
export const isSent = (attempt) => sent.includes(attempt.state);

const lines = {
  ru: {
    hello: (name) =>
      `Здравствуйте, ${name}! Это «Студия Лилия». Давно не виделись: есть ` +
      'время в четверг.\nЗаписать вас?',
    answers: [
      ['positive', 'Да, в четверг в 14:00 удобно'],
      ['unclear', '???'],
      ['other_time', 'А на вечер есть?'],
      ['negative', 'Спасибо, пока не нужно'],
      ['pause_until', 'Я в отпуске до 15 апреля'],
      ['other_staff', 'А можно к Ольге?'],
      ['neutral', 'Подумаю'],
      ['booking_created', 'Записалась на сайте, спасибо!'],
      ['other_service', 'А маникюр с педикюром делаете?'],
      ['opt_out', 'Не пишите мне больше'],
    ],
  },
  en: {
    hello: (name) =>
      `Hello ${name}! Harbour Barbers here. It has been a while: there is ` +
      'time on Thursday.\nShall we book you in?',
    answers: [
      ['positive', 'Yes, Thursday at 2 works'],
      ['unclear', '???'],
      ['other_time', 'Anything in the evening?'],
      ['negative', 'Not this time, thanks'],
      ['pause_until', 'I am away until 15 April'],
      ['other_staff', 'Could I come to Priya?'],
      ['neutral', 'Let me think'],
      ['booking_created', 'Booked online, thanks!'],
      ['other_service', 'Do you do beard trims as well?'],
      ['opt_out', 'Please stop texting me'],
    ],
  },
};

const first = (name) => name.split(' ')[0];
const earlier = (now, hours) =>
  new Date(Date.parse(now) - hours * 3600000).toISOString().replace('.000', '');

/** Shares of those who came back, from the recorded median and never-share; drawn, not measured. */
export function curveOf(interval) {
  if (!interval?.median_days) return [];
  const stay = interval.never_share ?? 0.2;
  const width = Math.max(2, interval.median_days / 6);
  const share = (day) => (1 - stay) / (1 + Math.exp((interval.median_days - day) / width));
  const n = Math.max(10, interval.gaps);
  return Array.from({ length: 31 }, (_, i) => {
    const day = Math.round((i * interval.median_days * 2) / 30);
    const p = Math.max(0, share(day) - share(0));
    const half = 1.96 * Math.sqrt((p * (1 - p)) / n + 1 / (n * n));
    return {
      day,
      returned_share: p,
      share: p,
      low: Math.max(0, p - half),
      high: Math.min(1, p + half),
    };
  });
}

/** What the service finds in the rows of one kind. */
export function armComparison(factor, finding, { best = null, worse = [], undecided = [] } = {}) {
  return { factor, finding, best, worse, undecided, messages_min: 100 };
}

/** What came of one version; the interval is Wilson's, as the service's. */
export function armRow(factor, value, sent, bookings, ifAll) {
  const [z2, share] = [3.8414588, bookings / sent];
  const middle = (bookings + z2 / 2) / (sent + z2);
  const half = (Math.sqrt(z2) / (sent + z2)) * Math.sqrt(sent * share * (1 - share) + z2 / 4);
  return {
    factor,
    value,
    sent,
    responses: bookings,
    bookings,
    visits: bookings,
    opt_outs: 0,
    conversion_rate: share,
    conversion_interval: { low: middle - half, high: middle + half },
    price_minor: 0,
    discount_minor: 0,
    revenue_minor: 0,
    conversion_if_all: ifAll,
  };
}

export class Salon {
  constructor(
    locale,
    {
      stored = true,
      armed = true,
      approval = false,
      stats = 'usual',
      clients = 0,
      hostile = null,
      banned = false,
      empty = false,
      limit = 0,
      dropsStored = false,
      tries = false,
    } = {}
  ) {
    const data = recorded(locale);
    this.locale = locale;
    this.dropsStored = dropsStored;
    this.company = data.company;
    this.settings = { ...data.settings, require_approval: approval };
    this.settings.arms = { name: 'default', discounts: [], tones: [], slots: [] };
    this.rules = data.rules;
    this.intervals = data.intervals.services;
    this.titles = new Map(data.services.map((one) => [one.service_id, one.title]));
    this.staff = new Map(data.staff.map((one) => [one.staff_id, one.name]));
    this.explain = data.explain;
    this.stats = data.stats[stats];
    for (const { results } of Object.values(this.stats)) results.by_arm = [];
    if (tries) this.tryThings();
    this.plan = data.plan;
    this.now = this.plan.now;
    if (limit) this.plan.planned.length = limit;
    this.people = new Map(
      data.clients.map((one) => [
        one.client_id,
        { ...one, opted_out: false, paused_until: null, needs_person: false },
      ])
    );
    for (const row of this.plan.skipped) {
      const person = this.people.get(row.client_id);
      person.opted_out = row.reason === 'opted_out';
      person.needs_person = row.reason === 'needs_person';
      person.paused_until = row.reason === 'paused' ? '2026-04-15' : null;
    }
    this.attempts = new Map();
    this.threads = new Map();
    this.texts = data.texts;
    if (empty) {
      this.people.clear();
      Object.assign(this.plan, {
        planned: [],
        skipped: [],
        counts: { clients: 0, due: 0, planned: 0, skipped: 0 },
      });
    } else {
      this.talk();
      if (clients) this.grow(clients);
      if (stored) this.runDay();
    }
    this.health = {
      account_id: 1,
      level: 'warm',
      armed,
      stopped: null,
      paused_until: null,
      spam_score: 0.05,
      sent_today: 3,
      day_max: 50,
      sent_hour: 3,
      hour_max: 10,
      first_contacts_today: 2,
      first_contacts_max: 10,
      safe_sends_left_today: 47,
      next_permit_at: this.now,
      incidents: [],
    };
    if (banned) this.ban();
    if (hostile) for (const person of this.people.values()) person.name = hostile;
    this.hostile = hostile;
  }

  /** Discounts that differ clearly, tones that do not yet, numbers of times before any message. */
  tryThings() {
    Object.assign(this.settings.arms, {
      discounts: [0, 10, 20],
      tones: ['friendly', 'casual'],
      slots: [0, 3],
    });
    const rows = [
      armRow('discount', 0, 480, 38, 0.081),
      armRow('discount', 10, 510, 97, 0.188),
      armRow('discount', 20, 160, 24, 0.152),
      armRow('tone', 'friendly', 64, 11, null),
      armRow('tone', 'casual', 71, 9, null),
    ];
    const comparisons = [
      armComparison('discount', 'better', { best: 10, worse: [0], undecided: [20] }),
      armComparison('tone', 'too_few', { undecided: ['friendly', 'casual'] }),
    ];
    for (const { results } of Object.values(this.stats)) {
      Object.assign(results, { by_arm: rows, arm_comparisons: comparisons });
    }
  }

  /** A few conversations of the last days, one of each kind of answer. */
  talk() {
    const { answers, hello } = lines[this.locale];
    const people = this.plan.skipped.slice(0, answers.length);
    people.forEach((row, i) => {
      const person = this.people.get(row.client_id);
      const [reply, text] = answers[i];
      const attempt = {
        attempt_id: `10000000-0000-5000-8000-${String(row.client_id).padStart(12, '0')}`,
        client_id: row.client_id,
        service_id: row.service_id ?? 1,
        attempt_number: 1 + (i % 3),
        state: 'read',
        not_before: earlier(this.now, 30 + i * 9),
        sent_at: earlier(this.now, 30 + i * 9),
        discount_percent: 10,
        text: hello(first(person.name)),
        reply_type: reply,
        response_received_at: earlier(this.now, 28 + i * 9),
        reply_text: text,
        is_held: false,
        slots: [],
        completion_reason: 'none',
        staff_name: null,
      };
      this.attempts.set(attempt.attempt_id, attempt);
      this.threads.set(row.client_id, [
        {
          from: 'salon',
          at: attempt.sent_at,
          text: attempt.text,
          reply_type: null,
          attempt_id: attempt.attempt_id,
          delivery: 'read',
        },
        {
          from: 'client',
          at: attempt.response_received_at,
          text,
          reply_type: reply,
          attempt_id: null,
          delivery: null,
        },
      ]);
      if (reply === 'opt_out') person.opted_out = true;
      if (reply === 'unclear') person.needs_person = true;
    });
  }

  /** Many more clients of the same kinds. */
  grow(clients) {
    const { planned, skipped, counts } = this.plan;
    const names = [...this.people.values()];
    for (let id = names.length + 1; id <= clients; ++id) {
      const like = names[id % names.length];
      this.people.set(id, { ...like, client_id: id, name: `${like.name} ${id}` });
      const row = skipped[id % skipped.length];
      skipped.push({ ...row, client_id: id });
    }
    while (planned.length < 100) {
      const row = planned[planned.length % 20];
      const spare = skipped.pop();
      const id = `20000000-0000-5000-8000-${String(spare.client_id).padStart(12, '0')}`;
      this.texts[id] = this.texts[row.attempt_id];
      planned.push({
        ...row,
        attempt_id: id,
        client_id: spare.client_id,
        rank: planned.length + 1,
      });
    }
    Object.assign(counts, {
      clients,
      planned: planned.length,
      due: planned.length,
      skipped: skipped.length,
    });
  }

  ban() {
    this.health.stopped = 'temporary_ban';
    this.health.safe_sends_left_today = 0;
    this.health.spam_score = 1;
    this.health.next_permit_at = null;
    this.health.incidents = [{ at: earlier(this.now, 2), kind: 'temporary_ban', until: null }];
  }

  named(row) {
    const person = this.people.get(row.client_id);
    return {
      ...row,
      client_name: person?.name ?? null,
      service_title: this.titles.get(row.service_id) ?? null,
    };
  }

  plannedRow(row) {
    const stored = this.attempts.get(row.attempt_id);
    return {
      ...this.named(row),
      staff_name: this.staff.get(row.preferences.staff_id) ?? null,
      slots: row.slots.map((slot) => ({ ...slot, staff_name: this.staff.get(slot.staff_id) })),
      text: this.hostile ?? stored?.text ?? this.texts[row.attempt_id] ?? null,
      state: stored?.state ?? null,
      is_held: stored?.is_held ?? false,
      binding_reason: stored ? this.binding(row) : null,
    };
  }

  isPaused({ paused_until: until }) {
    return until !== null && Date.parse(until) > Date.parse(this.now);
  }

  /** What keeps the stored message of a client waiting beside its turn. */
  binding(row) {
    if (this.people.get(row.client_id).needs_person) return 'needs_person';
    return this.settings.enabled ? null : 'company_disabled';
  }

  /** Today's plan as it stands: whoever has left it is skipped. */
  today() {
    const gone = [];
    const planned = this.plan.planned.filter((row) => {
      const person = this.people.get(row.client_id);
      const stored = this.attempts.get(row.attempt_id);
      const reason = person.opted_out
        ? 'opted_out'
        : this.isPaused(person)
          ? 'paused'
          : stored?.state === 'cancelled'
            ? 'max_attempts'
            : stored && (isSent(stored) || this.dropsStored)
              ? 'attempt_open'
              : stored
                ? null
                : this.binding(row);
      if (reason)
        gone.push({
          client_id: row.client_id,
          service_id: row.service_id,
          reason,
          until: null,
          eligible_at: null,
          rank: null,
        });
      return !reason;
    });
    const skipped = [
      ...this.plan.skipped.map((row) => {
        const person = this.people.get(row.client_id);
        const early = person.opted_out
          ? 'opted_out'
          : this.isPaused(person)
            ? 'paused'
            : person.needs_person
              ? 'needs_person'
              : null;
        const isOver = ['opted_out', 'needs_person', 'paused'].includes(row.reason);
        if (early)
          return {
            ...row,
            reason: early,
            until: early === 'paused' ? row.until : null,
            eligible_at: early === 'paused' ? row.eligible_at : null,
          };
        return { ...row, reason: isOver ? 'not_due' : row.reason };
      }),
      ...gone,
    ].sort(
      (a, b) =>
        (a.eligible_at ?? '9').localeCompare(b.eligible_at ?? '9') || a.client_id - b.client_id
    );
    return {
      planned,
      skipped,
      counts: { ...this.plan.counts, planned: planned.length, skipped: skipped.length },
    };
  }

  runDay() {
    let added = 0;
    for (const row of this.today().planned) {
      if (this.attempts.has(row.attempt_id)) continue;
      this.attempts.set(row.attempt_id, {
        attempt_id: row.attempt_id,
        client_id: row.client_id,
        service_id: row.service_id,
        attempt_number: row.attempt_number,
        state: this.settings.require_approval ? 'held' : 'ready',
        not_before: row.not_before,
        sent_at: null,
        discount_percent: row.discount_percent,
        text: this.texts[row.attempt_id],
        reply_type: 'none',
        response_received_at: null,
        reply_text: null,
        is_held: this.settings.require_approval,
        slots: row.slots,
        completion_reason: 'none',
      });
      added += 1;
    }
    return {
      attempts_new: added,
      planned: this.plan.planned.length,
      skipped: this.plan.skipped.length,
    };
  }

  /** The next `n` waiting messages leave. */
  dispatch(n) {
    for (const attempt of this.attempts.values()) {
      if (n === 0) return;
      if (!isWaiting(attempt) || attempt.is_held || !this.health.armed || this.health.stopped)
        continue;
      attempt.state = 'accepted';
      attempt.sent_at = attempt.not_before;
      this.threads.set(attempt.client_id, [
        ...(this.threads.get(attempt.client_id) ?? []),
        {
          from: 'salon',
          at: attempt.sent_at,
          text: attempt.text,
          reply_type: null,
          attempt_id: attempt.attempt_id,
          delivery: 'delivered',
        },
      ]);
      this.health.sent_today += 1;
      n -= 1;
    }
  }

  /** A client has written, from outside. */
  hear(client, reply, text) {
    const person = this.people.get(client);
    this.threads.set(client, [
      ...(this.threads.get(client) ?? []),
      { from: 'client', at: this.now, text, reply_type: reply, attempt_id: null, delivery: null },
    ]);
    if (reply === 'opt_out') this.optOut(client);
    if (reply === 'unclear') person.needs_person = true;
  }

  optOut(client) {
    const person = this.people.get(client);
    const changed = !person.opted_out;
    person.opted_out = true;
    for (const attempt of this.attempts.values()) {
      if (attempt.client_id === client && isWaiting(attempt)) attempt.state = 'cancelled';
    }
    return changed;
  }

  card(client) {
    const person = this.people.get(client);
    const open = [...this.attempts.values()].find(
      (one) =>
        one.client_id === client &&
        isSent(one) &&
        one.reply_type !== 'opt_out' &&
        one.discount_percent > 0
    );
    return {
      messages: (this.threads.get(client) ?? []).map((one) =>
        this.hostile ? { ...one, text: this.hostile } : one
      ),
      offer: open && !person.opted_out ? this.offer(open) : null,
      opted_out: person.opted_out,
      paused_until: person.paused_until,
      needs_person: person.needs_person,
    };
  }

  offer(attempt) {
    return {
      attempt_id: attempt.attempt_id,
      client_id: attempt.client_id,
      service_id: attempt.service_id,
      service_title: this.titles.get(attempt.service_id),
      discount_percent: attempt.discount_percent,
      valid_until: '2026-03-09T20:59:59Z',
      slots: (attempt.slots ?? []).map((slot) => ({
        datetime: slot.datetime,
        staff_name: this.staff.get(slot.staff_id),
      })),
    };
  }

  conversations() {
    return [...this.threads]
      .map(([client, messages]) => {
        const last = messages.at(-1);
        const person = this.people.get(client);
        return {
          client_id: client,
          client_name: person.name,
          last_from: last.from,
          at: last.at,
          reply_type: last.reply_type,
          text: this.hostile ?? last.text,
          needs_person: person.needs_person,
          opted_out: person.opted_out,
          paused_until: person.paused_until,
        };
      })
      .sort((a, b) => b.at.localeCompare(a.at));
  }
}
