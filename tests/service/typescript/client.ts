// A client whose every type comes from the service's OpenAPI document: a morning at the salon.
import createClient from 'openapi-fetch';
import type { components, paths } from './api.d.ts';

type Plan = components['schemas']['Plan'];

const [url = '', token = ''] = process.argv.slice(2);
const client = createClient<paths>({ baseUrl: url, headers: { Authorization: `Bearer ${token}` } });

function must<T>(answer: { data?: { success: true; data: T }; error?: unknown }): T {
  if (!answer.data) throw new Error(JSON.stringify(answer.error));
  return answer.data.data;
}

const session = must(await client.GET('/session'));
const company = session.companies[0]?.id ?? 0;
const path = { company };
const key = (name: string) => ({ 'Idempotency-Key': name });

must(await client.POST('/companies/{company}/run-day', { params: { path, header: key('day') } }));
const plan: Plan = must(await client.GET('/plan/{company}', { params: { path, query: { planned_only: true } } }));
const row = plan.planned[0];
if (!row) throw new Error('nobody is due');
const id: string = row.attempt_id;
const hold = { params: { path: { id }, header: key('hold') } };
const first: boolean = must(await client.POST('/campaigns/{id}/hold', hold)).has_changed;
const again: boolean = must(await client.POST('/campaigns/{id}/hold', hold)).has_changed;
const settings = must(await client.PUT('/settings/{company}', {
  params: { path, header: key('tone') }, body: { tone: 'professional' } }));
const held = must(await client.GET('/campaigns/{company}', { params: { path, query: { status: 'held' } } }));
const refused = await client.GET('/settings/{company}', { params: { path: { company: 99 } } });

// @ts-expect-error: the document knows no such tone.
const shrill: components['schemas']['SettingsPatch'] = { tone: 'shrill' };

console.log(JSON.stringify({ role: session.role, planned: plan.planned.length, first, again,
  tone: settings.tone, held: held.items.map((one) => one.attempt_id === id), status: refused.response.status,
  code: refused.error?.error.code, shrill: shrill.tone }));
