// The original's detector on the columns that plan_bench wrote.
// usage: node js_peer.mjs FOLDER RUNS
// Rows stand in memory as the original's database client hands them over (objects, ISO strings)
// before anything is timed. Prints the median with the queries (filter and sort by date) done in
// JavaScript, `time_ms`, and with their rows prepared beforehand, `time_indexed_ms`.
import { readFileSync } from 'node:fs';
import { detect, indexedDatabase, memoryDatabase } from '../oracle/detector.mjs';

const NOW = Date.parse('2026-03-10T06:00:00.000Z');
const ABSENT = -(2n ** 63n);
const [folder, runs] = [process.argv[2], Number(process.argv[3])];

function column(name, Type) {
  const bytes = readFileSync(`${folder}/${name}`);
  return new Type(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}
const wide = (name) => column(`${name}.i64`, BigInt64Array);
const small = (name) => column(`${name}.u8`, Uint8Array);
const iso = (seconds) => new Date(Number(seconds) * 1000).toISOString();

const LEVELS = [null, 'New', 'Bronze', 'Silver', 'Gold', 'VIP'];
const STATUSES = ['completed', 'confirmed', 'cancelled', 'no_show'];

function makeWorld() {
  const phones = column('clients.phone.u64', BigUint64Array);
  const levels = small('clients.loyalty_level');
  const counts = wide('clients.visit_count');
  const spent = wide('clients.total_spent_minor');
  const optOut = small('clients.opt_out');
  const lastSent = wide('clients.last_sent');
  const clients = Array.from(wide('clients.id'), (id, i) => ({
    id: Number(id),
    phone: phones[i] ? `+${phones[i]}` : null,
    name: `Client ${id}`,
    visit_count: Number(counts[i]),
    loyalty_level: LEVELS[levels[i]],
    total_spent: Number(spent[i]) / 100,
    reactivation_opt_out: optOut[i] === 1,
    last_reactivation_sent: lastSent[i] === ABSENT ? null : iso(lastSent[i]),
    reactivation_attempts_count: 0,
  }));
  const byId = new Map(clients.map((client) => [client.id, client]));
  const services = wide('visits.service_id');
  const starts = wide('visits.starts_at');
  const statuses = small('visits.status');
  const bookings = Array.from(wide('visits.client_id'), (id, i) => ({
    client_id: Number(id),
    client_phone: byId.get(Number(id)).phone,
    company_id: 1,
    datetime: iso(starts[i]),
    service_ids: [Number(services[i])],
    status: STATUSES[statuses[i]],
  }));
  const intervals = wide('rules.interval_days');
  const rules = Array.from(wide('rules.service_id'), (id, i) => ({
    id: i + 1, service_id: Number(id), company_id: 1, is_active: true,
    reactivation_interval_days: Number(intervals[i]), max_attempts: 3,
  }));
  const health = [{ company_id: 1, daily_outbound_limit: 100, current_daily_sent: 0 }];
  return { rules, clients, bookings, health };
}

function medianMs(work) {
  const times = [];
  for (let run = 0; run < runs; run += 1) {
    const start = performance.now();
    work();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
}

const world = makeWorld();
const plain = memoryDatabase(world);
const indexed = indexedDatabase(world);
const { eligible, planned } = detect(plain, NOW);
console.log(`# ${world.clients.length} clients, ${eligible.length} eligible, ${planned.length} planned`);
console.log(`time_ms ${medianMs(() => detect(plain, NOW)).toFixed(3)}`);
console.log(`time_indexed_ms ${medianMs(() => detect(indexed, NOW)).toFixed(3)}`);
