// One day of a salon on the page as the built service serves it. The stories follow each other over
// one database: what one has done, the next one finds.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { after, before, test } from 'node:test';
import { launch, overflow, picture, serious, settled, sizes, watch } from './browser.mjs';

const { PAGE_URL: url, PAGE_OWNER: owner, PAGE_OPERATOR: operator } = process.env;
const company = 2;
let browser;
let page;
let errors = [];
const refused = [];

async function signIn(token) {
  const context = await browser.newContext({ viewport: sizes.desk, locale: 'en-GB' });
  const found = await context.newPage();
  found.setDefaultTimeout(10000);
  watch(found, url, errors);
  found.on('response', async (answer) => {
    if (answer.status() >= 400) refused.push(`${answer.status()} ${answer.url()}`);
  });
  await found.goto(url);
  await found.getByLabel('Access key').fill(token);
  await found.getByRole('button', { name: 'Sign in' }).click();
  await settled(found);
  return found;
}

before(async () => {
  browser = await launch();
  page = await signIn(owner);
});
after(() => browser.close());

const open = async (name) => {
  await page.goto(`${url}#/${company}/${name}`);
  await settled(page);
};
const told = (text) => page.locator('.told').getByText(text).first().waitFor();
const saved = () => page.waitForFunction(() => document.querySelector('.save')?.hidden);
const confirm = (name) =>
  page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
/** Nothing but what the story has caused on purpose. */
const quiet = (expected = []) => {
  const fits = (one) => expected.some((known) => known.test(one));
  assert.deepEqual(
    refused.splice(0).filter((one) => !fits(one)),
    []
  );
  assert.deepEqual(
    errors.splice(0).filter((one) => !fits(one)),
    []
  );
};
const first = () => page.locator('.message').first();

test('the service sends the page with its policy, and nothing beside it', async () => {
  const answer = await fetch(url);
  const policy = answer.headers.get('content-security-policy');
  assert.match(policy, /default-src 'none'; script-src 'self'/);
  assert.doesNotMatch(policy, /unsafe/);
  assert.equal((await fetch(`${url}assets/nothing.js`)).status, 404);
});

test('each screen opens, without a finding of axe-core, on a phone and a desk', async () => {
  const screens = [
    'today',
    'talks',
    'left',
    'client/13',
    'services',
    'results',
    'account',
    'settings',
  ];
  const found = [];
  for (const name of screens) {
    await open(name);
    assert.equal(await page.getByRole('alert').filter({ hasText: /./ }).count(), 0, name);
    for (const size of Object.values(sizes)) {
      await page.setViewportSize(size);
      if ((await overflow(page)) > 0) found.push(`${name} is too wide at ${size.width}`);
    }
    for (const one of await serious(page)) found.push(`${name}: ${JSON.stringify(one)}`);
    await picture(page, `service-${name.replace('/', '-')}`);
  }
  assert.deepEqual(found, []);
  quiet();
});

let planned = 0;
test('the proposal, and beginning the day', async () => {
  await open('today');
  await page.getByText('This is what we propose for today').waitFor();
  await page.getByText('Sending is off', { exact: true }).waitFor();
  planned = await page.evaluate(() =>
    Number(/\d+/.exec(document.querySelector('.lead').innerText))
  );
  assert.ok(planned >= 5);
  const text = await first().innerText();
  assert.match(text, /Last visit: \d+ days ago\. We remind after \d+ days/);
  assert.match(await first().locator('.bubble').innerText(), /Harbour Barbers/);
  await page.locator('#start-day').click();
  await confirm('Prepare');
  await told(/^Done: \d+ messages? waits? for/);
  await page.getByText(`${planned} clients get a message.`).waitFor();
  await picture(page, 'service-begun');
  quiet();
});

test('a stored message still says why, and which text it will have', async () => {
  await open('today');
  const text = await first().innerText();
  assert.match(text, /Last visit: \d+ days ago/);
  assert.match(await first().locator('.bubble').innerText(), /Harbour Barbers/);
});

test('hold, edit, let go, skip', async () => {
  await open('today');
  const name = await first().getByRole('heading').innerText();
  await first().getByRole('button', { name: /^Hold/ }).click();
  const card = page.locator('.message').filter({ hasText: name }).first();
  await card.getByText('Waits for you').waitFor();
  await card.getByRole('button', { name: /^Edit/ }).click();
  const box = page.getByLabel('Text of the message');
  const before = await box.inputValue();
  await box.fill('Come back! 50% off. When does it suit you?');
  await confirm('Save');
  await page.getByText('a percentage that was not offered').waitFor();
  quiet([/422/]);
  await box.fill(before.replace(/!|\./, ', '));
  await box.fill(`${before.trim()} `);
  await confirm('Save');
  await told('Text changed');
  assert.equal(await card.locator('.bubble').innerText(), before.trim());
  await card.getByRole('button', { name: /^Let the message go/ }).click();
  await told('Allowed');
  await page
    .locator('.message')
    .last()
    .getByRole('button', { name: /^Do not send/ })
    .click();
  await confirm('Do not send');
  await told('Will not be sent');
  await page.getByText(`${planned - 1} clients get a message.`).waitFor();
  quiet();
});

test('an opt-out is shown at once; back only with what they said', async () => {
  await open('today');
  const link = page.locator('.message').last().getByRole('heading').getByRole('link');
  const name = await link.innerText();
  await link.click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
  await page.getByRole('button', { name: 'No more messages' }).click();
  await confirm('No more messages');
  await page.getByText('Asked for no messages', { exact: true }).waitFor();
  await open('today');
  await page.getByText(`${planned - 2} clients get a message.`).waitFor();
  await open('left/opted_out');
  await page.getByRole('link', { name }).first().click();
  await page.getByRole('button', { name: 'They agree again' }).click();
  await page.getByLabel('When and how they agreed').fill('At the desk');
  await confirm('Write again');
  await told('We may write again');
  quiet();
});

test('an answer is seen to, a client is paused, written to by hand, exported', async () => {
  await open('talks');
  await page.locator('.row-link').first().click();
  await page.getByRole('button', { name: 'I have looked' }).click();
  await confirm('Seen to');
  await told('Marked as seen to');
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await confirm('Pause');
  await told('Paused until');
  await page.getByRole('button', { name: 'End the pause' }).click();
  await confirm('End the pause');
  await told('The pause ends within a minute');
  await page.getByText(/^Paused until \d\d:\d\d$/).waitFor();
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download all we know' }).click();
  const known = JSON.parse(fs.readFileSync(await (await coming).path(), 'utf8'));
  assert.equal(known.schema, 'reactivation.person/1');
  await page.getByRole('button', { name: 'Write now' }).click();
  await confirm('Put it in line');
  await page.getByText('That is not possible now. The client is paused.').waitFor();
  await page.getByText('Not written to until a chosen day').waitFor();
  await page.keyboard.press('Escape');
  quiet([/409/]);
});

test('a message that the salon itself keeps waiting says so on its row', async () => {
  const enabled = async (isOn) => {
    await open('settings');
    await page.getByLabel('Write to this salon').setChecked(isOn);
    await page.getByRole('button', { name: 'Save' }).click();
    await saved();
    await open('today');
  };
  await enabled(false);
  await first().getByText('The salon is switched off in the settings.').waitFor();
  await page.getByText(/^In question: \d+\.$/).waitFor();
  assert.equal(await page.locator('.kept').count(), await page.locator('.message').count());
  await enabled(true);
  assert.equal(await page.locator('.kept').count(), 0);
  quiet();
});

test('rules: the advice is taken and given back; a curve is worked out again', async () => {
  await open('services');
  await page.getByRole('button', { name: /^Take/ }).first().click();
  await told('now after');
  await page.getByText('As you decided.').waitFor();
  await page.locator('.told').getByRole('button', { name: 'Undo' }).click();
  await page.getByText('As you decided.').waitFor({ state: 'detached' });
  await page
    .getByRole('button', { name: /^Work it out/ })
    .first()
    .click();
  await page.getByRole('dialog').getByRole('img').waitFor();
  await page.keyboard.press('Escape');
  quiet();
});

test('settings are kept; a wrong one is refused at its field', async () => {
  await open('settings');
  await page.getByLabel('Days of quiet after a visit').fill('4');
  await page.getByLabel('How many of 100 clients').fill('12');
  await page.getByRole('button', { name: 'Save' }).click();
  await saved();
  await page.reload();
  await settled(page);
  assert.equal(await page.getByLabel('Days of quiet after a visit').inputValue(), '4');
  quiet();
});

test('what is tried is chosen; what the service refuses of it stands at its field', async () => {
  await open('settings');
  const save = page.getByRole('button', { name: 'Save' });
  await page.getByLabel('Try different discounts').check();
  for (const name of ['10%', '20%']) {
    await page.getByRole('group', { name: 'Which discounts' }).getByLabel(name).uncheck();
  }
  await save.click();
  await page.getByText('Choose at least one discount beside “no discount”').waitFor();
  quiet([/422/]);
  await page.getByRole('group', { name: 'Which discounts' }).getByLabel('20%').check();
  await page.getByLabel('Try different tones').check();
  await save.click();
  await saved();
  await page.reload();
  await settled(page);
  assert.ok(
    await page.getByRole('group', { name: 'Which discounts' }).getByLabel('20%').isChecked()
  );
  assert.ok(await page.getByLabel('Try different tones').isChecked());
  await page.getByLabel('Try different tones').uncheck();
  await page.getByLabel('Try how many free times').check();
  for (const n of ['no times', '3 times']) {
    await page.getByRole('group', { name: 'How many times' }).getByLabel(n).uncheck();
  }
  await page.getByRole('group', { name: 'How many times' }).getByLabel('2 times').check();
  await save.click();
  await page.getByText('Choose at least two of them.').waitFor();
  quiet([/422/]);
  await page.getByLabel('Try how many free times').uncheck();
  await save.click();
  await saved();
  await open('results');
  await page.getByRole('heading', { name: 'What you are trying' }).waitFor();
  await page.getByText('No message of this kind has left in this time.').waitFor();
  await picture(page, 'service-tried');
  quiet();
});

test('sending is turned on; the first message leaves; then it is stopped', async () => {
  await open('account');
  await page.locator('#arm').click();
  await confirm('Turn sending on');
  await page.getByText('Sending works').waitFor();
  const [program, ...words] = process.env.PAGE_SEND.split(' ');
  execFileSync(program, [...words, process.env.PAGE_OUTBOX]);
  assert.ok(fs.readdirSync(process.env.PAGE_OUTBOX).length > 0);
  await open('today');
  await page.getByRole('heading', { name: 'Sent today' }).waitFor();
  await page.getByText(/\d+ (has|have) left already/).waitFor();
  // `run` goes through the whole day at once; the first of its messages is the last of the list.
  const sent = page.locator('section').filter({ hasText: 'Sent today' });
  await sent.locator('.row-link').last().click();
  await page.locator('.thread .bubble').last().getByText('Harbour Barbers').waitFor();
  await page.getByRole('heading', { name: 'What was promised' }).waitFor();
  await picture(page, 'service-sent');
  await open('account');
  await page.locator('#stop-now').click();
  await confirm('Stop');
  await page.getByText('Sending is off', { exact: true }).waitFor();
  quiet();
});

test('all salons are stopped by an admin, and each goes on after somebody has looked', async () => {
  page = await signIn(process.env.PAGE_ADMIN);
  await open('account');
  await page.locator('#arm').click();
  await confirm('Turn sending on');
  await page.locator('#stop-all').click();
  await confirm('Stop all');
  await page.getByText('Sending has stopped', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Checked, go on' }).click();
  await page.getByLabel('I have checked').check();
  await confirm('Go on');
  await page.getByText('Sending has stopped', { exact: true }).waitFor({ state: 'detached' });
  quiet();
});

test('an operator is offered less; a revoked key is a signing in', async () => {
  page = await signIn(operator);
  await open('settings');
  await page.getByText('The owner can change the settings.').waitFor();
  await open('account');
  assert.equal(await page.locator('#arm, #stop-now').count(), 0);
  quiet();
  await page.evaluate(() => sessionStorage.setItem('reactivation-token', 'rs_no_such_key'));
  await open('today').catch(() => {});
  await page.getByText('Your key is no longer valid').waitFor();
  quiet([/401/]);
});
