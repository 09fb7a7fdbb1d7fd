// BullMQ's own worker, queue and events, driven by lines of JSON on standard input; what happens is
// told by lines of JSON on standard output.
//   node worker.mjs bullmq5|bullmq6 PORT QUEUE
import readline from 'node:readline';

const [, , line, port, queueName] = process.argv;
const { Queue, QueueEvents, Worker } = await import(line);
const connection = { host: '127.0.0.1', port: Number(port), maxRetriesPerRequest: null };
const say = (what) => process.stdout.write(JSON.stringify(what) + '\n');
const queue = new Queue(queueName, { connection });
queue.on('error', () => {});
let worker;
let events;

const commands = {
  async work({ concurrency = 1 }) {
    worker = new Worker(queueName, async (job) => {
      say({ took: job.id, name: job.name, data: job.data, at: Date.now(), processedOn: job.processedOn,
            attempts: job.opts.attempts, priority: job.opts.priority, delay: job.opts.delay });
      return { done: job.id };
    }, { connection, concurrency });
    worker.on('error', (error) => say({ error: String(error.message) }));
    await worker.waitUntilReady();
  },
  async listen() {
    events = new QueueEvents(queueName, { connection });
    events.on('error', () => {});
    for (const name of ['added', 'waiting', 'delayed', 'duplicated', 'completed', 'failed']) {
      events.on(name, (what, id) => say({ event: name, ...what, stamp: id }));
    }
    await events.waitUntilReady();
  },
  async pause() { await queue.pause(); },
  async resume() { await queue.resume(); },
  async counts() { say({ counts: await queue.getJobCounts() }); },
  async job({ id }) {
    const job = await queue.getJob(id);
    say({ job: job && { id: job.id, name: job.name, data: job.data, opts: job.opts, timestamp: job.timestamp,
                        delay: job.delay, priority: job.priority, state: await job.getState() } });
  },
  async add({ id, data, due }) {
    await queue.add('theirs', data, { jobId: id, delay: due - Date.now(), removeOnComplete: true });
  },
  async bulk({ count }) {
    const jobs = Array.from({ length: count }, (_, i) => ({
      name: 'reactivation', data: { companyId: 1, attemptId: `bulk-${i}` }, opts: { jobId: `bulk-${i}` } }));
    const begun = process.hrtime.bigint();
    await queue.addBulk(jobs);
    say({ bulk: Number(process.hrtime.bigint() - begun) / 1e9 });
  },
  async end() {
    await worker?.close(true);
    await events?.close();
    await queue.close();
    process.exit(0);
  },
};

await queue.waitUntilReady();
say({ ready: line });
for await (const text of readline.createInterface({ input: process.stdin })) {
  const command = JSON.parse(text);
  await commands[command.do](command);
  say({ did: command.do });
}
