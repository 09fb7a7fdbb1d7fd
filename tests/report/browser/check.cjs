// Opens pages in a headless Chromium and prints what it found, one JSON object a page:
//   node check.cjs CHROMIUM SCREENSHOTS PAGE.html …
// The browser is spoken to through a pipe; nothing listens, and nothing of the network is asked.
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const [, , chromium, shots, ...pages] = process.argv;
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const profile = fs.mkdtempSync(path.join(shots, 'profile-'));
const browser = spawn(chromium, ['--headless=new', '--no-sandbox', '--disable-gpu',
  '--remote-debugging-pipe', `--user-data-dir=${profile}`, '--hide-scrollbars',
  '--disable-background-networking', '--disable-component-update', '--no-first-run', 'about:blank'],
  { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });

let last = 0;
const waiting = new Map();
let heard = () => {};
let rest = Buffer.alloc(0);
browser.stdio[4].on('data', (bytes) => {
  rest = Buffer.concat([rest, bytes]);
  for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
    const message = JSON.parse(rest.subarray(0, end).toString('utf8'));
    rest = rest.subarray(end + 1);
    if (message.id && waiting.has(message.id)) {
      const { resolve, reject } = waiting.get(message.id);
      waiting.delete(message.id);
      message.error ? reject(new Error(JSON.stringify(message.error))) : resolve(message.result);
    } else {
      heard(message);
    }
  }
});

function ask(method, params = {}, sessionId) {
  return new Promise((resolve, reject) => {
    waiting.set(++last, { resolve, reject });
    browser.stdio[3].write(JSON.stringify({ id: last, method, params, sessionId }) + '\0');
  });
}

async function look(page, width, scheme) {
  const { targetId } = await ask('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await ask('Target.attachToTarget', { targetId, flatten: true });
  const tell = (method, params) => ask(method, params, sessionId);
  const found = { page: path.basename(page), width, scheme, console: [], requests: [] };
  const loaded = new Promise((resolve) => {
    heard = ({ method, params }) => {
      if (method === 'Log.entryAdded') found.console.push(params.entry.text);
      if (method === 'Runtime.consoleAPICalled') found.console.push(JSON.stringify(params.args));
      if (method === 'Runtime.exceptionThrown') found.console.push(params.exceptionDetails.text);
      if (method === 'Page.javascriptDialogOpening') found.console.push('a dialog opened');
      if (method === 'Network.requestWillBeSent') found.requests.push(params.request.url);
      if (method === 'Page.loadEventFired') resolve();
    };
  });
  for (const domain of ['Log', 'Runtime', 'Network', 'Page']) await tell(`${domain}.enable`);
  await tell('Emulation.setDeviceMetricsOverride',
    { width, height: 900, deviceScaleFactor: 1, mobile: width < 600 });
  await tell('Emulation.setEmulatedMedia',
    { features: [{ name: 'prefers-color-scheme', value: scheme }] });
  const url = pathToFileURL(page).href;
  await tell('Page.navigate', { url });
  await loaded;
  found.requests = found.requests.filter((each) => each !== url && !each.startsWith('data:'));
  const run = async (expression) =>
    (await tell('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })).result.value;
  found.overflow = await run('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  const name = `${path.basename(page, '.html')}-${width}-${scheme}.png`;
  const { cssContentSize } = await tell('Page.getLayoutMetrics');
  const shot = await tell('Page.captureScreenshot', { captureBeyondViewport: true,
    clip: { x: 0, y: 0, width, height: Math.min(cssContentSize.height, 12000), scale: 1 } });
  fs.writeFileSync(path.join(shots, name), Buffer.from(shot.data, 'base64'));
  const seen = found.console.length;
  await run('document.querySelectorAll("details").forEach((each) => { each.open = true; })');
  found.overflow_open = await run('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  await run(axe + '; 0');
  found.axe = await run(`axe.run(document, { resultTypes: ['violations'] }).then((all) =>
    all.violations.map((one) => ({ id: one.id, impact: one.impact, nodes: one.nodes.length,
      first: one.nodes[0].html.slice(0, 200) })))`);
  found.console = found.console.slice(0, seen);
  await ask('Target.closeTarget', { targetId });
  return found;
}

(async () => {
  for (const page of pages) {
    for (const [width, scheme] of [[390, 'light'], [1280, 'light'], [1280, 'dark']]) {
      console.log(JSON.stringify(await look(page, width, scheme)));
    }
  }
})().then(() => 0, (error) => { console.error(error); return 1; }).then((code) => {
  browser.on('exit', () => {
    fs.rmSync(profile, { recursive: true, force: true });
    process.exit(code);
  });
  browser.kill();
});
