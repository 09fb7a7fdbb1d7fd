// Today's messages: from the first start to the first message, and what the owner may change.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { closeBrowser, overflow, picture, serious, settled, visit } from './browser.mjs';

after(closeBrowser);

const first = (page) => page.locator('.message').first();
const told = (page, text) => page.locator('.told').getByText(text);

test('from the first start to the first message', () =>
  visit({ stored: false, armed: false, limit: 4 }, async ({ page, service, salon }) => {
    await page.getByText('This is what we propose for today').waitFor();
    await page.getByText('Sending is off').waitFor();
    // Nothing can be held that is not stored, and nothing was written by looking.
    assert.equal(await page.getByRole('button', { name: /^Hold/ }).count(), 0);
    assert.equal(service.writes.length, 0);
    await page.getByRole('button', { name: 'Prepare 4 messages' }).click();
    const dialog = page.getByRole('dialog', { name: 'Prepare 4 messages?' });
    await dialog.getByText('Sending is off, so nothing leaves.').waitFor();
    await dialog.getByRole('button', { name: 'Prepare' }).click();
    await told(page, 'Done: 4 messages wait for their time.').waitFor();
    // Sending is off: ready, and not about to leave.
    assert.equal(await page.locator('.message').getByText('Ready', { exact: true }).count(), 4);
    assert.equal(await page.getByRole('button', { name: /^Hold/ }).count(), 4);
    salon.dispatch(1);
    assert.ok([...salon.attempts.values()].every((one) => one.state !== 'accepted'));
    await page.getByRole('link', { name: 'Turn sending on' }).click();
    await page.getByRole('button', { name: 'Turn sending on' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Turn sending on' }).click();
    await page.getByText('Sending works').waitFor();
    salon.dispatch(1);
    await page.getByRole('link', { name: 'Today' }).click();
    await page.getByRole('heading', { name: 'Sent today' }).waitFor();
    await page.getByText('3 clients get a message. 1 has left already.').waitFor();
    assert.equal(await page.locator('.message').count(), 3);
    const sent = page.locator('section').filter({ hasText: 'Sent today' });
    await sent.getByText('Sent at').waitFor();
  }));

test('each message says who, why, which times, and what they read', () =>
  visit({ limit: 1 }, async ({ page, salon }) => {
    await settled(page);
    const [row] = salon.plan.planned;
    const card = first(page);
    await card.getByRole('heading', { name: salon.people.get(row.client_id).name }).waitFor();
    const text = await card.innerText();
    assert.ok(text.includes(`Last visit: ${row.days_since_visit} days ago`));
    assert.ok(text.includes(`We remind after ${row.interval_days} days (usual for this service).`));
    assert.ok(text.includes('10% off'));
    assert.ok(text.includes('Thu 5 Mar, 14:00 · Priya'), text);
    assert.equal(await card.locator('.slots li').count(), row.slots.length);
    assert.equal(await card.locator('.bubble').innerText(), salon.texts[row.attempt_id]);
  }));

test('held, and let go again; the way back is offered', () =>
  visit({ limit: 3 }, async ({ page, salon }) => {
    await settled(page);
    const id = salon.plan.planned[0].attempt_id;
    const state = () => salon.attempts.get(id).state;
    await page.locator(`#hold-${id}`).click();
    await first(page).getByText('Waits for you').waitFor();
    assert.equal(state(), 'held');
    salon.dispatch(9);
    assert.equal(state(), 'held');
    await told(page, 'It will not leave without you.').waitFor();
    await page.locator('.told').getByRole('button', { name: 'Undo' }).click();
    await page.locator(`#hold-${id}`).waitFor();
    assert.equal(state(), 'ready');
    await page.locator(`#hold-${id}`).click();
    await page.locator(`#approve-${id}`).click();
    await page.locator(`#hold-${id}`).waitFor();
    assert.equal(state(), 'ready');
  }));

test('with approval, nothing leaves before the owner lets it go: one by one, or all', () =>
  visit({ approval: true, limit: 3 }, async ({ page, salon }) => {
    await page.getByText('3 messages wait for you').waitFor();
    salon.dispatch(3);
    assert.ok([...salon.attempts.values()].every((one) => one.state !== 'accepted'));
    await first(page)
      .getByRole('button', { name: /^Let the message go/ })
      .click();
    await page.getByText('2 messages wait for you').waitFor();
    await page.getByRole('button', { name: 'Let all 2 go' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Let it go' }).click();
    await page.getByText('All is ready').waitFor();
    salon.dispatch(3);
    const sent = [...salon.attempts.values()].filter((one) => one.state === 'accepted');
    assert.equal(sent.length, 3);
  }));

test('the text is edited; what the check refuses stays in the dialog with the reason', () =>
  visit({ limit: 1, expected: [/status of 422/] }, async ({ page, salon }) => {
    await settled(page);
    const id = salon.plan.planned[0].attempt_id;
    const before = salon.texts[id];
    await page.locator(`#edit-${id}`).click();
    const dialog = page.getByRole('dialog');
    const box = dialog.getByLabel('Text of the message');
    assert.equal(await box.inputValue(), before);
    const save = dialog.getByRole('button', { name: 'Save' });
    await box.fill('   ');
    await save.click();
    await dialog.getByText('Write a text.').waitFor();
    await box.fill('a'.repeat(501));
    await dialog.getByText('501 of 500 characters').waitFor();
    await save.click();
    await dialog.getByText('Too long: 500 characters at most.').waitFor();
    await box.fill('Come back! 50% off. When does it suit you?');
    await save.click();
    await dialog.getByText('a percentage that was not offered').waitFor();
    await dialog.getByText("the client's name is missing").waitFor();
    assert.equal(await dialog.getByRole('listitem').count(), 2);
    assert.equal(salon.attempts.get(id).text, before);
    await box.fill('Shall we book you in?');
    await save.click();
    await told(page, 'Text changed').waitFor();
    await first(page).locator('.bubble').getByText('Shall we book you in?').waitFor();
    await page.locator('.told').getByRole('button', { name: 'Undo' }).click();
    await page.waitForFunction(
      (text) => document.querySelector('.bubble').innerText === text,
      before
    );
    assert.equal(salon.attempts.get(id).text, before);
  }));

test('a message that is skipped is asked about first, and is gone', () =>
  visit({ limit: 2 }, async ({ page, salon }) => {
    await settled(page);
    const id = salon.plan.planned[0].attempt_id;
    await page.locator(`#skip-${id}`).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    assert.equal(salon.attempts.get(id).state, 'ready');
    await page.locator(`#skip-${id}`).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Do not send' }).click();
    await told(page, 'Will not be sent').waitFor();
    assert.equal(await page.locator('.message').count(), 1);
    assert.equal(salon.attempts.get(id).state, 'cancelled');
  }));

test('a message that left meanwhile is not held: the page says so and shows how it stands', () =>
  visit({ limit: 2, expected: [/status of 409/] }, async ({ page, salon }) => {
    await settled(page);
    const id = salon.plan.planned[0].attempt_id;
    salon.dispatch(1);
    await page.locator(`#hold-${id}`).click();
    await told(page, 'something has changed meanwhile').waitFor();
    await page.getByRole('heading', { name: 'Sent today' }).waitFor();
    assert.equal(await page.locator('.message').count(), 1);
  }));

test('an operator sees the proposal and cannot begin the day', () =>
  visit({ token: 'operator-key', stored: false, limit: 2 }, async ({ page }) => {
    await page.getByText('The owner can begin the day.').waitFor();
    assert.equal(await page.getByRole('button', { name: /^Prepare/ }).count(), 0);
  }));

test('a salon without clients, a day without messages, a salon without a number', async () => {
  await visit({ empty: true }, async ({ page }) => {
    await page.getByText('No clients yet').waitFor();
  });
  await visit({ stored: false }, async ({ page, salon, open }) => {
    salon.plan.planned = [];
    await open('settings');
    await open('today');
    await page.getByText('Nobody to write to today').waitFor();
    await page.getByRole('link', { name: 'Who is next, and when' }).click();
    await page.getByRole('heading', { name: 'Not written to today' }).waitFor();
  });
  await visit({ limit: 1, expected: [/status of 404/] }, async ({ page, service, salon, open }) => {
    salon.health = null;
    await open('settings');
    await open('today');
    await page.getByRole('heading', { name: 'Messages for today' }).waitFor();
    await open('account');
    await page.getByText('No number yet').waitFor();
    assert.equal(service.writes.length, 0);
  });
});

test('a banned number is said first, and leads to what happened', () =>
  visit({ banned: true, limit: 2 }, async ({ page }) => {
    await page.getByText('Sending has stopped').waitFor();
    await page.getByRole('link', { name: 'What happened' }).click();
    await page.getByRole('heading', { name: 'Your number' }).waitFor();
  }));

test('what others change meanwhile appears without losing the place', () =>
  visit({ limit: 3 }, async ({ page, salon }) => {
    await settled(page);
    const id = salon.plan.planned[2].attempt_id;
    await page.locator(`#edit-${id}`).focus();
    salon.attempts.get(salon.plan.planned[0].attempt_id).state = 'held';
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await page.getByText('1 message waits for you').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.id), `edit-${id}`);
  }));

test('a plan that no longer names what is stored: those messages are shown and can be held', () =>
  visit({ limit: 3, dropsStored: true }, async ({ page, salon }) => {
    await page.getByText('3 clients get a message.').waitFor();
    const { clients } = salon.plan.counts;
    await page.getByText(`${clients - 3} more clients are not written to today.`).waitFor();
    assert.equal(await page.locator('.message').count(), 3);
    const id = salon.plan.planned[1].attempt_id;
    await page.locator(`#hold-${id}`).click();
    await first(page).getByText('Waits for you').waitFor();
    assert.equal(salon.attempts.get(id).state, 'held');
    await first(page).getByRole('link', { name: 'Why now?' }).click();
    await page.getByRole('heading', { name: 'When we write' }).waitFor();
  }));

test('a way back is offered on the screen where it was done, and not on the next', () =>
  visit({ limit: 2, size: 'phone' }, async ({ page, open }) => {
    await settled(page);
    await page
      .getByRole('button', { name: /^Hold the message/ })
      .first()
      .click();
    await page.locator('.told').getByRole('button', { name: 'Undo' }).waitFor();
    await open('settings');
    await settled(page);
    assert.equal(await page.locator('.told-one').count(), 0);
  }));

test('a message that something stands against says what comes of it, and not that it leaves', () =>
  visit({ limit: 3 }, async ({ page, salon, open }) => {
    await page.getByText('All is ready').waitFor();
    const [row] = salon.plan.planned;
    salon.hear(row.client_id, 'unclear', '???');
    await open('settings');
    await open('today');
    const card = first(page);
    const waits = 'The client has answered and waits for you. If nobody has looked';
    const drops = 'A message that this stops is cancelled. The client comes up again another day';
    await card.getByText(waits).waitFor();
    await card.getByText(drops).waitFor();
    await card.getByText('In question', { exact: true }).waitFor();
    assert.equal(await card.getByText(/Leaves at|About to leave/).count(), 0);
    assert.equal(await page.locator('.kept').count(), 1);
    assert.equal(await page.getByText('All is ready').count(), 0);
    await page.getByText('2 clients get a message. In question: 1.').waitFor();
    await card.getByRole('heading').getByRole('link').click();
    await page.getByRole('heading', { name: 'When we write' }).waitFor();
    await page.getByText(waits).waitFor();
    await page.getByText(drops).waitFor();
    await page.getByText(/^Turn of the message: today at \d\d:\d\d\.$/).waitFor();
    assert.equal(await page.getByText(/^Gets a message/).count(), 0);
    salon.binding = () => 'a_reason_of_later';
    await open('settings');
    await open('today');
    await card.getByText('Something stands against it that this page does not know yet.').waitFor();
  }));

test('of a message that has come too early it is told what comes of it', () =>
  visit({ limit: 1 }, async ({ page, salon, open }) => {
    salon.binding = () => 'not_due';
    await open('settings');
    await open('today');
    await first(page)
      .getByText('It is too early for this reminder. If that is still so at its turn, this message')
      .waitFor();
    await page.getByText('In question: 1.', { exact: true }).waitFor();
  }));

test('why a message waits, in Russian and on a phone', () =>
  visit({ limit: 2, locale: 'ru', size: 'phone' }, async ({ page, salon, open }) => {
    await settled(page);
    salon.settings.enabled = false;
    await open('settings');
    await open('today');
    const card = first(page);
    await card.getByText('Отправка салона выключена в настройках.').waitFor();
    await card.getByText('Сообщение не уйдёт, если к его времени её не включить.').waitFor();
    await card.getByText('Клиент вернётся в очередь в другой день').waitFor();
    await card.getByText('Под вопросом', { exact: true }).waitFor();
    await page.getByText('Под вопросом: 2.', { exact: true }).waitFor();
    assert.equal(await page.getByText(/Сообщение получ/).count(), 0);
    assert.equal(await overflow(page), 0);
    assert.deepEqual(await serious(page), []);
    await picture(page, 'kept-ru-phone');
  }));

test('a message more, when the day has begun, is not told as if nothing had', () =>
  visit({ limit: 3 }, async ({ page, salon, open }) => {
    await settled(page);
    const last = salon.plan.planned[2];
    salon.attempts.delete(last.attempt_id);
    await open('settings');
    await open('today');
    await page.getByText('There is room for 1 more message today').waitFor();
    await page.getByText('The button puts in line what is not prepared yet').waitFor();
    assert.equal(await page.getByText('This is what we propose for today').count(), 0);
    assert.equal(await page.getByText('Nothing has been sent').count(), 0);
    await page.getByRole('button', { name: 'Prepare 1 message' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Prepare' }).click();
    await told(page, 'Done: 1 message waits for its time.').waitFor();
    assert.equal(salon.attempts.get(last.attempt_id).state, 'ready');
  }));

test('a message by hand before the day has begun: nobody is said to have left the list', () =>
  visit({ limit: 4, stored: false }, async ({ page, salon, open }) => {
    await page.getByText('This is what we propose for today').waitFor();
    const { attempt_id: byHand } = salon.plan.planned[2];
    salon.runDay();
    for (const id of [...salon.attempts.keys()]) if (id !== byHand) salon.attempts.delete(id);
    await open('settings');
    await open('today');
    await page.getByText('There is room for 3 more messages today').waitFor();
    await page.getByText('What is prepared already stays as it is.').waitFor();
    assert.equal(await page.getByText(/left today's list|moved up/).count(), 0);
    await page.getByRole('button', { name: 'Prepare 3 messages' }).waitFor();
  }));

test('an operator is told who can prepare what is new, and of no button', () =>
  visit({ limit: 3, token: 'operator-key', locale: 'ru' }, async ({ page, salon, open }) => {
    salon.attempts.delete(salon.plan.planned[2].attempt_id);
    await open('settings');
    await open('today');
    await page.getByText('Сегодня есть место ещё для 1 сообщения').waitFor();
    await page.getByText('Подготовить новое может владелец.').waitFor();
    assert.equal(await page.getByText(/По кнопке|Кто-то выбыл/).count(), 0);
    assert.equal(await page.locator('#start-day').count(), 0);
  }));
