// A worker on Node that sends what the library allows. Jobs only wake it; the message, and the right to
// send it, come from `reactivation listen --workers --queue …` (docs/bullmq.md).
//
//   npm install bullmq
//   REACTIVATION_WORKER_KEY=… QUEUE=company-1-reactivation COMPANY=1 node worker.mjs
//
// Put your own sending into `send`. It is called at most once for a message, whatever happens to jobs,
// Redis or this process.
const { Worker, DelayedError } = await import(process.env.BULLMQ ?? 'bullmq');

const listener = process.env.LISTENER ?? 'http://127.0.0.1:8787';
const company = Number(process.env.COMPANY ?? 1);
const connection = { host: process.env.REDIS_HOST ?? '127.0.0.1', port: Number(process.env.REDIS_PORT ?? 6379),
                     maxRetriesPerRequest: null };

async function ask(path, body) {
  const answer = await fetch(listener + path, {
    method: 'POST', signal: AbortSignal.timeout(15_000), body: JSON.stringify(body),
    headers: { 'content-type': 'application/json',
               authorization: `Bearer ${process.env.REACTIVATION_WORKER_KEY}` },
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

// Returns what became of it: {outcome: 'accepted', provider_id}, {outcome: 'rejected'} and
// {outcome: 'not_started'} when nobody got anything for sure; anything else is 'uncertain'.
async function send(message) {
  if (process.env.SEND) return (await import(process.env.SEND)).send(message);
  console.log(`would send to client ${message.client_id}: ${message.text}`);
  return { outcome: 'not_started' };
}

async function report(attempt_id, epoch, receipt) {
  for (let tries = 0; tries < 5; ++tries) {
    try {
      return await ask('/outcome', { attempt_id, epoch, receipt });
    } catch {
      await new Promise((done) => setTimeout(done, 500 * 2 ** tries));
    }
  }
  // Not told: after five minutes the library counts it as uncertain, and never sends it again.
}

async function work(job, token) {
  const permit = await ask('/permit', { company_id: company });
  if (permit.allowed !== true) {
    if (!permit.not_before) return 'nothing waits';
    // Its turn comes later: the job sleeps until then.
    await job.moveToDelayed(Math.max(Date.parse(permit.not_before), Date.now() + 1000), token);
    throw new DelayedError();
  }
  const { message } = permit;
  let receipt = { outcome: 'uncertain' };
  try {
    receipt = await send(message);
  } catch (error) {
    console.error(`sending ${message.attempt_id}: ${error.message}`);
  }
  await report(message.attempt_id, permit.epoch, receipt);
  return receipt.outcome;
}

const worker = new Worker(process.env.QUEUE ?? `company-${company}-reactivation`, work,
                          { connection, concurrency: 1 });
worker.on('error', (error) => console.error(error.message));
worker.on('failed', (job, error) => console.error(`job ${job?.id}: ${error.message}`));
for (const signal of ['SIGTERM', 'SIGINT']) {
  process.on(signal, async () => { await worker.close(); process.exit(0); });
}
