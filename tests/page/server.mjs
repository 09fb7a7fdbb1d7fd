// The page's files and a service of recorded answers that keeps state:  node server.mjs [PORT]
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import zlib from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { Salon, curveOf, isSent, isWaiting } from './salon.mjs';

const page = fileURLToPath(new URL('../../examples/service/page/', import.meta.url));
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
};
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
  "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
export const tokens = { 'owner-key': 'owner', 'operator-key': 'operator', 'admin-key': 'admin' };

class Refusal extends Error {
  constructor(status, code, place = null, message = 'Look at the state and ask again.') {
    super(message);
    Object.assign(this, { status, code, place });
  }
}
const list = (items, query, extra = {}) => {
  const limit = Number(query.get('limit') || 50);
  if (!within(limit, 1, 200)) throw new Refusal(422, 'out_of_range', 'limit');
  const from = Number(query.get('cursor') || 0);
  const next = from + limit < items.length ? String(from + limit) : null;
  return { items: items.slice(from, from + limit), total: items.length, next, ...extra };
};
// What each question may ask for besides; anything else is refused, as the service refuses it.
const pages = ['limit', 'cursor'];
const parameters = {
  plan: ['planned_only', 'due_only'],
  'left-out': ['reason', 'query', ...pages],
  campaigns: ['status', 'reply_type', 'client', ...pages],
  clients: ['query', ...pages],
  conversations: ['needs_person', ...pages],
  stats: ['period', 'from', 'to'],
  report: ['period', 'from', 'to', 'locale'],
};
const within = (value, low, high) => Number.isInteger(value) && value >= low && value <= high;

const settingRanges = {
  manual_daily_limit: [0, 1000000],
  max_slots_to_offer: [1, 5],
  max_offers_per_slot: [1, 1000000],
  discount_from_attempt: [1, 1000000],
  max_discount_percent: [0, 100],
  recent_visit_days: [0, 3650],
  lapsed_cutoff_days: [1, 36500],
};
const ruleRanges = {
  manual_interval: [1, 3650],
  reactivation_interval_days: [1, 3650],
  retry_interval_days: [0, 3650],
  max_attempts: [0, 10],
};

/** Which of what is tried is no choice, as the library checks it. */
function faultOf({ discounts, tones, slots }) {
  const isOdd = (values) => values.length === 1 || values.length > 10;
  const ascends = (values) => values.every((one, i) => i === 0 || values[i - 1] < one);
  if (isOdd(discounts) || !ascends(discounts) || (discounts[0] ?? 0) !== 0) return 'discounts';
  if (isOdd(tones) || new Set(tones).size !== tones.length) return 'tones';
  return isOdd(slots) || !ascends(slots) ? 'slots' : null;
}

function checked(body, ranges) {
  for (const [name, [low, high]] of Object.entries(ranges)) {
    if (body[name] !== undefined && body[name] !== null && !within(body[name], low, high)) {
      throw new Refusal(422, 'out_of_range', `/${name}`, `must be from ${low} to ${high}`);
    }
  }
}

export class Service {
  constructor(salons) {
    this.salons = new Map(salons.map((salon) => [salon.company.id, salon]));
    this.down = false;
    this.answers = new Map();
    this.writes = [];
  }

  salon(id) {
    const found = this.salons.get(Number(id));
    if (!found) throw new Refusal(404, 'not_found');
    return found;
  }

  attempt(id) {
    for (const salon of this.salons.values())
      if (salon.attempts.has(id)) return [salon, salon.attempts.get(id)];
    throw new Refusal(404, 'not_found');
  }

  person(salon, id) {
    const person = salon.people.get(Number(id));
    if (!person) throw new Refusal(404, 'not_found');
    return person;
  }

  answer(method, [first, a, b, c], query, body, role) {
    const name = `${method} ${first}`;
    for (const one of query.keys()) {
      if (!parameters[first]?.includes(one)) throw new Refusal(400, 'unknown_parameter', one);
    }
    const found = this[name]?.(a, b, c, query, body, role);
    if (found === undefined) throw new Refusal(404, 'not_found');
    return found;
  }

  'GET session'(a, b, c, query, body, role) {
    const all = [...this.salons.values()].map((salon) => salon.company);
    return { role, token_name: role, companies: role === 'admin' ? all : all.slice(0, 1) };
  }
  'GET plan'(a, b, c, query) {
    const salon = this.salon(a);
    const { planned, skipped, counts } = salon.today();
    const left = new Map();
    for (const row of skipped) left.set(row.reason, (left.get(row.reason) ?? 0) + 1);
    return {
      ...salon.plan,
      counts,
      planned: planned.map((row) => salon.plannedRow(row)),
      skipped: query.get('planned_only') ? [] : skipped.map((row) => salon.named(row)),
      left_out: [...left].map(([reason, clients]) => ({ reason, clients })),
    };
  }
  'GET left-out'(a, b, c, query) {
    const salon = this.salon(a);
    const wanted = (query.get('query') || '').toLowerCase();
    return list(
      salon
        .today()
        .skipped.filter((row) => !query.get('reason') || row.reason === query.get('reason'))
        .map((row) => salon.named(row))
        .filter((row) => row.client_name.toLowerCase().includes(wanted)),
      query
    );
  }
  'GET campaigns'(a, b, c, query) {
    const salon = this.salon(a);
    const part = { waiting: isWaiting, sent: isSent }[query.get('status')] ?? (() => true);
    return list(
      [...salon.attempts.values()]
        .filter(
          (one) =>
            part(one) && (!query.get('client') || one.client_id === Number(query.get('client')))
        )
        .map((one) => salon.named(one)),
      query
    );
  }
  'POST campaigns'(a, b, c, query, body) {
    if (a === 'manual') {
      const salon = this.salon(body.company_id);
      const person = this.person(salon, body.client_id);
      if (person.opted_out)
        throw new Refusal(409, 'opted_out', null, 'The client wants no messages.');
      return { attempt_id: '30000000-0000-5000-8000-000000000001' };
    }
    const [, attempt] = this.attempt(a);
    if (!isWaiting(attempt))
      throw new Refusal(409, 'not_waiting', null, 'The message has left or was cancelled.');
    const before = JSON.stringify(attempt);
    if (b === 'hold') Object.assign(attempt, { state: 'held', is_held: true });
    if (b === 'approve') Object.assign(attempt, { state: 'ready', is_held: false });
    if (b === 'skip' || b === 'cancel')
      Object.assign(attempt, { state: 'cancelled', completion_reason: 'cancelled' });
    return { has_changed: before !== JSON.stringify(attempt) };
  }
  'PUT campaigns'(a, b, c, query, body) {
    const [, attempt] = this.attempt(a);
    if (!isWaiting(attempt)) throw new Refusal(409, 'not_waiting');
    if (/\b(50|99) ?%/.test(body.text)) {
      throw new Refusal(
        422,
        'text_not_sound',
        '/text',
        'The text may not leave like this: unknown_percent, missing_name; read what each means.'
      );
    }
    attempt.text = body.text;
    return { has_changed: true };
  }
  'GET explain'(a, b) {
    const salon = this.salon(a);
    const person = this.person(salon, b);
    const found = salon.explain[b] ?? salon.explain[String(1 + (Number(b) % 60))];
    const { planned, skipped } = salon.today();
    const waits = planned.find(
      (row) => row.client_id === Number(b) && salon.attempts.has(row.attempt_id)
    );
    const reason = waits && (salon.binding(waits) ?? 'attempt_open');
    const mine =
      skipped.find((row) => row.client_id === Number(b)) ??
      (reason ? { client_id: Number(b), reason, until: null, eligible_at: null } : null);
    return {
      ...found,
      now: salon.now,
      client_id: Number(b),
      name: person.name,
      planned: planned.find((row) => row.client_id === Number(b)) ?? null,
      skipped: mine,
      binding_reason: waits ? salon.binding(waits) : null,
      services: found.services.map((row) => ({
        ...row,
        service_title: salon.titles.get(row.service_id),
      })),
      visits: found.visits.map((row) => ({
        ...row,
        staff_name: salon.staff.get(row.staff_id),
        service_titles: row.service_ids.map((id) => salon.titles.get(id)),
      })),
      reasons: found.reasons.map((row) =>
        mine?.reason === row.reason ? { ...row, holds: true, until: mine.until } : row
      ),
    };
  }
  'GET clients'(a, b, c, query) {
    const salon = this.salon(a);
    if (c === 'export') return { schema: 'reactivation.person/1', client_id: Number(b) };
    const wanted = (query.get('query') || '').toLowerCase();
    return list(
      [...salon.people.values()]
        .filter((one) => one.name.toLowerCase().includes(wanted))
        .map((one) => ({
          ...one,
          phone_masked: '··· ·· 12',
          last_visit_on: '2026-01-20',
        })),
      query
    );
  }
  'POST clients'(a, b, c, query, body) {
    const salon = this.salon(a);
    const person = this.person(salon, b);
    const before = JSON.stringify(person);
    if (c === 'opt-out') return { has_changed: salon.optOut(Number(b)) };
    if (c === 'opt-in') {
      if (!body.evidence) throw new Refusal(422, 'missing', '/evidence');
      person.opted_out = false;
    }
    if (c === 'pause') {
      if (Date.parse(body.until) <= Date.parse(salon.now))
        throw new Refusal(422, 'out_of_range', '/until', 'until lies in the past.');
      person.paused_until = body.until;
    }
    if (c === 'clear') person.needs_person = false;
    return { has_changed: before !== JSON.stringify(person) };
  }
  'DELETE clients'(a, b) {
    const salon = this.salon(a);
    Object.assign(this.person(salon, b), { name: null, opted_out: true });
    salon.threads.delete(Number(b));
    return { erased: true };
  }
  'GET offers'(a, b, c, query) {
    const salon = this.salon(a);
    const { offer } = salon.card(Number(query.get('client')));
    return { items: offer ? [offer] : [], total: offer ? 1 : 0, next: null };
  }
  'GET conversations'(a, b, c, query) {
    const salon = this.salon(a);
    if (b) {
      const person = this.person(salon, b);
      return { ...salon.card(Number(b)), name: person.name, phone_masked: '··· ·· 12' };
    }
    return list(
      salon
        .conversations()
        .filter((one) => query.get('needs_person') !== 'true' || one.needs_person),
      query
    );
  }
  'GET settings'(a) {
    return this.salon(a).settings;
  }
  'PUT settings'(a, b, c, query, body, role) {
    if (role === 'operator') throw new Refusal(403, 'forbidden');
    const salon = this.salon(a);
    if (this.refuses) throw new Refusal(422, this.refuses.code, this.refuses.place);
    checked(body, settingRanges);
    const fault = body.arms && faultOf(body.arms);
    if (fault)
      throw new Refusal(
        422,
        'out_of_range',
        '/arms',
        `A value is refused: arms.${fault} must be …`
      );
    const hours = body.sending_hours;
    if (hours && !(hours.start < hours.end))
      throw new Refusal(422, 'out_of_range', '/sending_hours/end', 'must be after start');
    return Object.assign(salon.settings, body);
  }
  'GET service-rules'(a) {
    const salon = this.salon(a);
    return {
      items: salon.rules.map((rule) => {
        const interval = salon.intervals.find((one) => one.service_id === rule.service_id);
        return {
          ...rule,
          service_title: salon.titles.get(rule.service_id),
          is_in_force: rule.is_active,
          effective_interval_days: rule.manual_interval ?? rule.reactivation_interval_days,
          effective_interval_source: rule.active_interval_source,
          suggested_interval_days:
            interval?.interval_days_after !== rule.reactivation_interval_days && interval?.due_days
              ? interval.due_days
              : null,
        };
      }),
    };
  }
  'PUT service-rules'(a, b, c, query, body, role) {
    if (role === 'operator') throw new Refusal(403, 'forbidden');
    const { company_id: company, ...changes } = body;
    const rule = this.salon(company).rules.find((one) => one.service_id === Number(a));
    checked(changes, ruleRanges);
    (changes.discount_progression ?? []).forEach((value, i) => {
      if (!within(value, 0, 100))
        throw new Refusal(422, 'out_of_range', `/discount_progression/${i}`);
    });
    return Object.assign(rule, changes);
  }
  'POST service-rules'(a, b, c, query, body) {
    const salon = this.salon(body.company_id);
    const interval = salon.intervals.find((one) => one.service_id === Number(a));
    return {
      service_id: Number(a),
      interval_days: interval.due_days,
      return_curve: curveOf(interval),
      events: interval.returns,
      clients: interval.gaps,
      evidence: 'from the history',
    };
  }
  'GET curves'(a) {
    const salon = this.salon(a);
    return {
      services: salon.intervals.map((one) => ({
        service_id: one.service_id,
        title: one.title,
        interval_days: one.interval_days,
        interval_source: one.interval_source,
        median_days: one.median_days,
        due_days: one.due_days,
        returns: one.returns,
        curve: this.curve ?? curveOf(one),
      })),
    };
  }
  'GET stats'(a, b, c, query) {
    const { stats, titles, staff } = this.salon(a);
    const found = stats[query.get('period')] ?? stats.quarter;
    const { results } = found;
    return {
      ...found,
      results: {
        ...results,
        by_service: results.by_service.map((row) => ({
          ...row,
          service_title: titles.get(row.service_id),
        })),
        by_staff: results.by_staff.map((row) => ({
          ...row,
          staff_name: staff.get(row.staff_id) ?? null,
        })),
      },
    };
  }
  'GET report'() {
    return { html: '<!doctype html><title>report</title><p>The report.' };
  }
  'GET whatsapp-health'(a) {
    const { health } = this.salon(a);
    if (!health) throw new Refusal(404, 'no_account', null, 'The company has no account.');
    return health;
  }
  'POST whatsapp-health'(a, b, c, query, body, role) {
    if (role === 'operator') throw new Refusal(403, 'forbidden');
    if (b === 'reset-limits' && role !== 'admin') throw new Refusal(403, 'forbidden');
    const { health } = this.salon(a);
    if (b === 'arm') {
      if (this.needsAcknowledgement && body.acknowledge !== 'ru-whatsapp')
        throw new Refusal(409, 'acknowledgement_needed');
      health.armed = true;
    }
    if (b === 'disarm') health.armed = false;
    if (b === 'confirm')
      Object.assign(health, {
        stopped: null,
        level: 'cold',
        day_max: 5,
        hour_max: 2,
        safe_sends_left_today: 2,
        spam_score: 0,
        next_permit_at: this.salon(a).now,
        first_contacts_max: 0,
      });
    if (b === 'reset-limits') Object.assign(health, { paused_until: null });
    return health;
  }
  'POST stop'(a, b, c, query, body, role) {
    if (role !== 'admin') throw new Refusal(403, 'forbidden');
    for (const { health } of this.salons.values())
      Object.assign(health, { stopped: 'operator_paused', safe_sends_left_today: 0 });
    return { stopped: true };
  }
  'POST companies'(a, b, c, query, body, role) {
    if (role === 'operator') throw new Refusal(403, 'forbidden');
    return this.salon(a).runDay();
  }
}

function reply(request, response, status, type, body, more = {}) {
  const packed = /\bgzip\b/.test(request.headers['accept-encoding'] || '')
    ? zlib.gzipSync(body)
    : null;
  response.writeHead(status, {
    'Content-Type': type,
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
    ...(packed ? { 'Content-Encoding': 'gzip' } : {}),
    ...more,
  });
  response.end(packed ?? body);
}

async function api(service, request, response, url) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const said = (status, value) =>
    reply(request, response, status, 'application/json', JSON.stringify(value));
  try {
    if (service.down) throw new Refusal(503, 'store_busy');
    const role = tokens[(request.headers.authorization || '').replace('Bearer ', '')];
    if (!role || service.revoked) throw new Refusal(401, 'unauthorized');
    const key = request.headers['idempotency-key'];
    if (request.method !== 'GET' && !key) throw new Refusal(400, 'key_missing');
    if (key && service.answers.has(key)) return said(200, service.answers.get(key));
    const body = chunks.length ? JSON.parse(Buffer.concat(chunks).toString('utf8')) : {};
    const parts = url.pathname
      .replace(/^\/api\/reactivation\//, '')
      .split('/')
      .map(decodeURIComponent);
    if (request.method !== 'GET')
      service.writes.push({ method: request.method, path: parts.join('/'), body });
    const data = service.answer(request.method, parts, url.searchParams, body, role);
    if (data.html) return reply(request, response, 200, types['.html'], data.html);
    const found = { success: true, data };
    if (key) service.answers.set(key, found);
    return said(200, found);
  } catch (error) {
    if (!(error instanceof Refusal)) console.error(error);
    return said(error.status || 500, {
      success: false,
      error: { code: error.code || 'internal', message: error.message, place: error.place ?? null },
    });
  }
}

export function start(service, port = 0) {
  const server = http.createServer((request, response) => {
    const url = new URL(request.url, 'http://127.0.0.1');
    if (url.pathname.startsWith('/api/reactivation/')) return api(service, request, response, url);
    const name =
      url.pathname === '/' ? 'index.html' : /^\/assets\/([\w.-]+)$/.exec(url.pathname)?.[1];
    const file = name && path.join(page, name);
    if (!file || !fs.existsSync(file))
      return reply(request, response, 404, 'text/plain', 'not found');
    return reply(request, response, 200, types[path.extname(name)], fs.readFileSync(file), {
      'Content-Security-Policy': policy,
      'Referrer-Policy': 'no-referrer',
    });
  });
  return new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () =>
      resolve({
        url: `http://127.0.0.1:${server.address().port}/`,
        close: () =>
          new Promise((done) => {
            server.closeAllConnections();
            server.close(done);
          }),
      })
    );
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await start(
    new Service([new Salon('ru'), new Salon('en')]),
    Number(process.argv[2] || 0)
  );
  console.log(`${url}  keys: ${Object.keys(tokens).join(', ')}`);
}
