// Who is not written to, conversations, and one client: what was promised, why, and what to do.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, test } from 'node:test';
import { closeBrowser, now, serious, settled, visit } from './browser.mjs';

after(closeBrowser);

test('what is known cannot be fetched: said, and not silently nothing', () =>
  visit({ screen: 'client/3', expected: [/status of 503/] }, async ({ page, service }) => {
    await settled(page);
    service.down = true;
    await page.getByRole('button', { name: 'Download all we know' }).click();
    await page.locator('.told').getByText('The service does not answer right now').waitFor();
  }));

const told = (page, text) => page.locator('.told').getByText(text);
const reasonOf = (salon, reason) => salon.today().skipped.find((row) => row.reason === reason);
const confirm = (page, name) =>
  page.getByRole('dialog').getByRole('button', { name, exact: true }).click();

test('who was left out: each with the reason and when they come up, soonest first', () =>
  visit({ screen: 'left' }, async ({ page, salon }) => {
    await settled(page);
    const { skipped } = salon.today();
    await page.getByText(`${skipped.length} found`).waitFor({ state: 'attached' });
    const rows = await page.locator('.row').allInnerTexts();
    const names = skipped.map((row) => salon.people.get(row.client_id).name);
    assert.deepEqual(
      rows.map((one) => one.split('\n')[0]),
      names
    );
    const early = skipped.find((row) => row.reason === 'not_due');
    const day = Number(early.eligible_at.slice(8, 10));
    const row = page.locator('.row').filter({ hasText: salon.people.get(early.client_id).name });
    assert.match(
      await row.first().innerText(),
      new RegExp(`too early[^]*in line from ${day} March`)
    );
  }));

test('one reason is chosen and explained; a name is searched for, and may not be found', () =>
  visit({ screen: 'left' }, async ({ page, salon }) => {
    await settled(page);
    const held = salon.today().skipped.filter((row) => row.reason === 'holdout');
    assert.ok(held.length > 0);
    const group = page.getByRole('button', {
      name: `for comparison: not written to ${held.length}`,
    });
    await group.click();
    await page.getByText('drawn by lot').waitFor();
    assert.equal(await group.getAttribute('aria-pressed'), 'true');
    await page.getByText(`${held.length} found`).waitFor({ state: 'attached' });
    await page.getByRole('button', { name: /^All/ }).click();
    const name = salon.people.get(held[0].client_id).name;
    await page.getByLabel('Find a client by name').fill(name.toUpperCase());
    await page.getByRole('link', { name }).first().waitFor();
    await page.getByLabel('Find a client by name').fill('nobody of this name');
    await page.getByText('Nobody found').waitFor();
  }));

test('a long list comes page by page, and the keyboard goes on where the new rows begin', () =>
  visit({ screen: 'left', clients: 400 }, async ({ page, salon }) => {
    await settled(page);
    assert.equal(await page.locator('.row').count(), 50);
    const rest = salon.today().skipped.length - 50;
    await page.getByRole('button', { name: `Show ${rest} more` }).click();
    await page.locator('.row').nth(99).waitFor();
    const at = await page.evaluate(() =>
      [...document.querySelectorAll('.row')].indexOf(document.activeElement.closest('.row'))
    );
    assert.equal(at, 50);
  }));

test('answers that need a person come first; all conversations, and any client by name', () =>
  visit({ screen: 'talks' }, async ({ page, salon }) => {
    await settled(page);
    const waits = salon.conversations().filter((one) => one.needs_person);
    assert.ok(waits.length > 0);
    assert.equal(await page.locator('.row').count(), waits.length);
    await page.getByText('unclear answer').waitFor();
    await page.getByRole('button', { name: 'All' }).click();
    await page.locator('.row').nth(waits.length).waitFor();
    assert.equal(await page.locator('.row').count(), salon.conversations().length);
    await page.getByText('Please stop texting me').waitFor();
    // Somebody who never wrote is found, too.
    const quiet = salon.plan.planned.find((row) => !salon.threads.has(row.client_id));
    const name = salon.people.get(quiet.client_id).name;
    await page.getByLabel('Find a client').fill(name);
    await page.getByRole('link', { name }).first().click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await page.getByText('No messages yet').waitFor();
  }));

test('what was said, how it was understood, and the offer that was promised', async () => {
  const client = (salon) =>
    salon
      .today()
      .skipped.find((row) => salon.threads.get(row.client_id)?.at(-1).reply_type === 'positive')
      .client_id;
  await visit({}, async ({ page, salon, open }) => {
    await open(`client/${client(salon)}`);
    await page.getByText('Yes, Thursday at 2 works').waitFor();
    await page.getByText('Understood as: says yes').waitFor();
    const offer = page.locator('section').filter({ hasText: 'What was promised' });
    await offer.getByText('10% off').waitFor();
    await offer.getByText('holds until 9 March').waitFor();
    await offer.getByText('give them exactly this').waitFor();
    await page.getByText('Phone: ··· ·· 12').waitFor();
    await page.getByRole('heading', { name: 'Visits' }).waitFor();
  });
});

test('an opt-out is shown at once, and what waited is cancelled', () =>
  visit({}, async ({ page, salon, open }) => {
    const row = salon.plan.planned[0];
    await open(`client/${row.client_id}`);
    await page.getByText(/^Gets a message today at/).waitFor();
    await page.getByRole('button', { name: 'No more messages' }).click();
    await confirm(page, 'No more messages');
    await page.getByText('Asked for no messages', { exact: true }).waitFor();
    assert.equal(salon.attempts.get(row.attempt_id).state, 'cancelled');
    assert.equal(await page.getByRole('button', { name: 'Write now' }).count(), 0);
    assert.equal(await page.getByText(/^Gets a message/).count(), 0);
    await open('today');
    await settled(page);
    assert.equal(await page.locator(`#hold-${row.attempt_id}`).count(), 0);
  }));

test('an opt-out that comes in as an answer shows while the page is open', () =>
  visit({}, async ({ page, salon, open }) => {
    const row = salon.plan.planned[0];
    await open(`client/${row.client_id}`);
    await settled(page);
    salon.hear(row.client_id, 'opt_out', 'stop');
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await page.getByText('Asked for no messages', { exact: true }).waitFor();
    await page.getByText('Understood as: asks for no more messages').waitFor();
  }));

test('the way back is that they agree, with what they said', () =>
  visit({}, async ({ page, salon, open }) => {
    const { client_id: client } = reasonOf(salon, 'opted_out');
    await open(`client/${client}`);
    await page.getByRole('button', { name: 'They agree again' }).click();
    await confirm(page, 'Write again');
    await page.getByText('Without this we may not write again.').waitFor();
    assert.ok(salon.people.get(client).opted_out);
    await page.getByLabel('When and how they agreed').fill('At the desk on 2 March');
    await confirm(page, 'Write again');
    await told(page, 'We may write again').waitFor();
    assert.equal(salon.people.get(client).opted_out, false);
  }));

test('an answer is seen to, and a client is paused; not until yesterday', () =>
  visit({}, async ({ page, salon, open }) => {
    const { client_id: client } = reasonOf(salon, 'needs_person');
    await open(`client/${client}`);
    await page.getByRole('button', { name: 'I have looked' }).click();
    await confirm(page, 'Seen to');
    await told(page, 'Marked as seen to').waitFor();
    assert.equal(salon.people.get(client).needs_person, false);
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    const until = page.getByLabel('Do not write before');
    await until.fill('2026-03-02');
    await confirm(page, 'Pause');
    await page.getByText('Choose a day after today.').waitFor();
    await until.fill('2026-05-04');
    await confirm(page, 'Pause');
    await page.getByText('Paused until 4 May', { exact: true }).waitFor();
    assert.equal(salon.people.get(client).paused_until, '2026-05-04');
  }));

test('a pause is ended: the service is asked for its soonest end, and it is over then', () =>
  visit({}, async ({ page, salon, service, open }) => {
    salon.now = now;
    const [quiet] = salon.plan.skipped.filter((row) => row.reason === 'paused');
    await open(`client/${quiet.client_id}`);
    await page.getByText('Paused until 15 April', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'End the pause' }).click();
    await page.getByText('If they asked for quiet until then, better leave it.').waitFor();
    assert.equal(service.writes.length, 0);
    await confirm(page, 'End the pause');
    await told(page, 'The pause ends within a minute').waitFor();
    assert.deepEqual(service.writes[0].body, { until: '2026-03-02T10:31:00Z' });
    await page.getByText('Paused until 10:31', { exact: true }).waitFor();
    assert.deepEqual(await serious(page), []);
    // A minute later nothing of it is left, although its end is still stored.
    await page.clock.setFixedTime(new Date('2026-03-02T10:31:01Z'));
    salon.now = '2026-03-02T10:31:01Z';
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await page.getByText(/^Paused until/).waitFor({ state: 'detached' });
    assert.ok(salon.people.get(quiet.client_id).paused_until);
    await open('talks');
    await page.getByLabel('Find a client').fill(salon.people.get(quiet.client_id).name);
    await page.locator('.row').first().waitFor();
    await settled(page);
    assert.equal(await page.getByText(/paused until/).count(), 0);
  }));

test('a message by hand; what forbids it is said in plain words', () =>
  visit({ expected: [/status of 409/] }, async ({ page, salon, service, open }) => {
    const { client_id: client } = reasonOf(salon, 'not_due');
    await open(`client/${client}`);
    await page.getByRole('button', { name: 'Write now' }).click();
    salon.people.get(client).opted_out = true;
    await confirm(page, 'Put it in line');
    await page.getByText('That is not possible now. The client asked for no messages.').waitFor();
    salon.people.get(client).opted_out = false;
    await confirm(page, 'Put it in line');
    await told(page, 'The message is in line.').waitFor();
    const { body } = service.writes.at(-1);
    assert.equal(body.client_id, client);
    assert.equal(body.company_id, salon.company.id);
  }));

test('all that is known is downloaded; then it is erased', () =>
  visit({}, async ({ page, salon, open }) => {
    const { client_id: client } = reasonOf(salon, 'not_due');
    await open(`client/${client}`);
    const coming = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download all we know' }).click();
    const file = await coming;
    assert.equal(file.suggestedFilename(), `client-${client}.json`);
    assert.equal(JSON.parse(fs.readFileSync(await file.path(), 'utf8')).client_id, client);
    await page.getByRole('button', { name: 'Erase this client' }).click();
    await confirm(page, 'Erase this client');
    await page.getByRole('heading', { level: 1, name: 'Messages' }).waitFor();
    assert.equal(salon.people.get(client).name, null);
  }));

test('an operator cannot erase; a client that is not there is said to be missing', () =>
  visit({ token: 'operator-key', expected: [/status of 404/] }, async ({ page, salon, open }) => {
    await open(`client/${reasonOf(salon, 'not_due').client_id}`);
    await page.getByRole('button', { name: 'No more messages' }).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Erase this client' }).count(), 0);
    await open('client/987654');
    await page.getByText('it may have been deleted').waitFor();
  }));

test('a message whose text is not kept says so, here and in the list', () =>
  visit({}, async ({ page, salon, open }) => {
    const [[client, messages]] = salon.threads;
    messages.length = 1;
    messages[0].text = null;
    await open(`client/${client}`);
    await page.locator('.thread').getByText('The text is not kept.').waitFor();
    await open('talks/all');
    await page.getByText('You: The text is not kept.').waitFor();
  }));
