// The inactivity detector of the original specification, restated as an independent program: the
// same six steps over rows in memory instead of database queries. It runs in the server's time zone,
// as the original does; callers set TZ=UTC. Instants are ISO strings of one format.

const DAY_MS = 24 * 60 * 60 * 1000;
const WEIGHTS = { loyalty: 0.4, spent: 0.3, visits: 0.2, daysSince: 0.1 };
const LOYALTY = { VIP: 5, Gold: 4, Silver: 3, Bronze: 2, New: 1 };

/// Answers the original's queries from a world {rules, clients, bookings, health}.
export function memoryDatabase(world) {
  const clients = new Map(world.clients.map((client) => [client.id, client]));
  const health = new Map(world.health.map((row) => [row.company_id, row]));
  return {
    activeRules: () => world.rules.filter((rule) => rule.is_active),
    /// Completed bookings of a company with a service, the newest first, joined with their client.
    completedBookings(companyId, serviceId) {
      const found = world.bookings.filter(
        (row) => row.status === 'completed' && row.company_id === companyId &&
                 row.service_ids.includes(serviceId) && clients.has(row.client_id));
      found.sort((a, b) => (a.datetime < b.datetime ? 1 : a.datetime > b.datetime ? -1 : 0));
      return found.map((row) => ({ ...row, client: clients.get(row.client_id) }));
    },
    healthOf: (companyId) => health.get(companyId),
  };
}

/// Answers the same queries with the rows of each service sorted beforehand, as an indexed database
/// would return them: what remains to be timed is the original's own JavaScript.
export function indexedDatabase(world) {
  const plain = memoryDatabase(world);
  const rows = new Map();
  for (const rule of plain.activeRules()) {
    rows.set(rule, plain.completedBookings(rule.company_id, rule.service_id));
  }
  const find = (companyId, serviceId) => {
    for (const [rule, found] of rows) {
      if (rule.company_id === companyId && rule.service_id === serviceId) return found;
    }
    return [];
  };
  return { ...plain, completedBookings: find };
}

function clientsForRule(database, rule, now) {
  const threshold = new Date(now);
  threshold.setDate(threshold.getDate() - rule.reactivation_interval_days);
  const latest = new Map();
  for (const booking of database.completedBookings(rule.company_id, rule.service_id)) {
    if (latest.has(booking.client_phone)) continue;
    latest.set(booking.client_phone, { client: booking.client, lastVisit: booking.datetime, rule });
  }
  const eligible = [];
  for (const [phone, entry] of latest) {
    const visited = new Date(entry.lastVisit);
    if (!(visited < threshold)) continue;
    const daysSinceVisit = Math.floor((now - visited.getTime()) / DAY_MS);
    eligible.push({ ...entry, phone, daysSinceVisit });
  }
  return eligible;
}

function onePerPhone(candidates) {
  const best = new Map();
  for (const candidate of candidates) {
    const known = best.get(candidate.phone);
    if (!known || candidate.daysSinceVisit > known.daysSinceVisit) {
      best.set(candidate.phone, candidate);
    }
  }
  return [...best.values()];
}

function passesFilters({ client, rule, phone }, now) {
  if (client.reactivation_opt_out) return false;
  if (client.last_reactivation_sent) {
    const sent = new Date(client.last_reactivation_sent).getTime();
    if (Math.floor((now - sent) / DAY_MS) < 7) return false;
  }
  if (client.reactivation_attempts_count >= rule.max_attempts) return false;
  return Boolean(phone) && phone.length >= 10;
}

function prioritized(candidates) {
  return candidates
    .map((candidate) => {
      const { client, daysSinceVisit } = candidate;
      const score = (LOYALTY[client.loyalty_level] || 1) * WEIGHTS.loyalty +
        ((client.total_spent || 0) / 1000) * WEIGHTS.spent +
        ((client.visit_count || 0) * 2) * WEIGHTS.visits +
        (daysSinceVisit / 10) * WEIGHTS.daysSince;
      return { ...candidate, score };
    })
    .sort((a, b) => b.score - a.score);
}

function withinDailyLimit(database, candidates) {
  const byCompany = new Map();
  for (const candidate of candidates) {
    const company = candidate.rule.company_id;
    if (!byCompany.has(company)) byCompany.set(company, []);
    byCompany.get(company).push(candidate);
  }
  const planned = [];
  for (const [company, ofCompany] of byCompany) {
    const health = database.healthOf(company);
    const left = health ? health.daily_outbound_limit - health.current_daily_sent : 0;
    planned.push(...ofCompany.slice(0, left || 0));
  }
  return planned;
}

/// {eligible, planned}: everybody who passes in order of priority, and those within the daily limit.
export function detect(database, now) {
  const candidates = [];
  for (const rule of database.activeRules()) {
    for (const candidate of clientsForRule(database, rule, now)) candidates.push(candidate);
  }
  const passed = onePerPhone(candidates).filter((candidate) => passesFilters(candidate, now));
  const eligible = prioritized(passed);
  return { eligible, planned: withinDailyLimit(database, eligible) };
}
