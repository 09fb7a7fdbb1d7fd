// Questions to the service. The token lives in this tab and is sent as a header, never in an
// address.
const base = new URL('api/reactivation/', document.baseURI);
const tokenName = 'reactivation-token';

export const token = {
  get: () => sessionStorage.getItem(tokenName),
  keep: (value) => sessionStorage.setItem(tokenName, value),
  forget: () => sessionStorage.removeItem(tokenName),
};

/** Why a question was not answered. `code` is the service's, or `unreachable`. */
export class Failure extends Error {
  constructor(status, error = {}) {
    super(error.message || error.code || String(status));
    this.status = status;
    this.code = error.code || 'other';
    this.place = error.place || '';
    this.fields = error.issues || [];
  }
}

let heard = () => {};
/** Called when the token is no longer taken. */
export const onSignedOut = (listener) => {
  heard = listener;
};

async function ask(method, path, { query = {}, body, key, signal, as = 'json' } = {}) {
  const url = new URL(path, base);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') url.searchParams.set(name, value);
  }
  const headers = { Authorization: `Bearer ${token.get()}` };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (key) headers['Idempotency-Key'] = key;
  let answer;
  try {
    answer = await fetch(url, {
      method,
      headers,
      signal,
      cache: 'no-store',
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (answer.ok && as === 'text') return await answer.text();
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Failure(0, { code: 'unreachable' });
  }
  let found;
  try {
    found = await answer.json();
  } catch {
    throw new Failure(answer.status, { code: answer.ok ? 'unreachable' : undefined });
  }
  if (answer.ok && found.success) return found.data;
  const failure = new Failure(answer.status, found.error);
  if (answer.status === 401 && path !== 'session') heard();
  throw failure;
}

export const get = (path, query, signal) => ask('GET', path, { query, signal });
/** How the messaging number stands; null of a salon that has none yet. */
export async function healthOf(company, signal) {
  try {
    return await get(`whatsapp-health/${company}`, {}, signal);
  } catch (failure) {
    if (failure.code === 'no_account') return null;
    throw failure;
  }
}

export const getText = (path, query) => ask('GET', path, { query, as: 'text' });

const newKey = () =>
  [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');

/** A write. Asked again once, with the same key, when nobody knows whether it arrived. */
export async function send(method, path, body = {}) {
  const key = newKey();
  try {
    return await ask(method, path, { body, key });
  } catch (failure) {
    if (failure.status !== 0 && failure.status !== 503) throw failure;
    await new Promise((resolve) => {
      setTimeout(resolve, 700);
    });
    return ask(method, path, { body, key });
  }
}
