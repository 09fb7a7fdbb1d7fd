// Usage: node detect_worlds.mjs WORLDS.jsonl — one world a line. For each it prints
//   world <number> <planned> <eligible> <smallest gap between two neighbouring scores>
// and a line `client_id service_id days score` for every planned client, in order.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { detect, memoryDatabase } from './detector.mjs';

const lines = createInterface({ input: createReadStream(process.argv[2]) });
let number = 0;
for await (const line of lines) {
  const world = JSON.parse(line);
  const { eligible, planned } = detect(memoryDatabase(world), Date.parse(world.now));
  let gap = 1e300;
  for (let i = 1; i < eligible.length; i += 1) {
    gap = Math.min(gap, eligible[i - 1].score - eligible[i].score);
  }
  const out = [`world ${number} ${planned.length} ${eligible.length} ${gap}`];
  for (const { client, rule, daysSinceVisit, score } of planned) {
    out.push(`${client.id} ${rule.service_id} ${daysSinceVisit} ${score}`);
  }
  console.log(out.join('\n'));
  number += 1;
}
