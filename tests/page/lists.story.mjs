// Lists with a filter above them: today's messages, who is not written to, conversations; and where
// one is after something was done in a list.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { closeBrowser, overflow, picture, serious, settled, visit } from './browser.mjs';
import { Salon } from './salon.mjs';

after(closeBrowser);

const focused = (page) => page.evaluate(() => document.activeElement.id);
const pressed = (page) =>
  page.locator('.group[aria-pressed="true"]').evaluateAll((all) => all.map((one) => one.value));

test('few messages have no filter; many are found by name and by how they stand', async () => {
  await visit({ limit: 15 }, async ({ page }) => {
    await settled(page);
    assert.equal(await page.getByLabel('Find a client by name').isVisible(), false);
    assert.equal(await page.locator('.group:visible').count(), 0);
  });
  await visit({ salons: [new Salon('en', { clients: 400 })] }, async ({ page, salon, open }) => {
    await settled(page);
    const { planned } = salon.plan;
    const search = page.getByLabel('Find a client by name');
    // All stand alike: nothing to choose from.
    assert.equal(await page.locator('.group:visible').count(), 0);
    const wanted = salon.people.get(planned[70].client_id);
    wanted.name = 'Zoë Ångström';
    salon.attempts.get(planned[3].attempt_id).state = 'held';
    salon.hear(planned[5].client_id, 'unclear', '???');
    await open('settings');
    await open('today');
    await page.getByRole('button', { name: 'Wait for you 1' }).click();
    assert.equal(await page.locator('.message').count(), 1);
    await page.getByRole('button', { name: 'In question 1' }).click();
    await page.locator('.kept').waitFor();
    assert.equal(await page.locator('.message').count(), 1);
    await page.getByRole('button', { name: /^All \d+$/ }).click();
    await search.fill('zoe angs');
    await page.locator('.message').getByRole('link', { name: 'Zoë Ångström' }).waitFor();
    assert.equal(await page.locator('.message').count(), 1);
    assert.match(await page.locator('section [role="status"]').first().innerText(), /1 found/);
    // What others change meanwhile is drawn; what is typed and chosen, and the place, stay.
    salon.attempts.get(planned[8].attempt_id).state = 'held';
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await page.getByText('2 messages wait for you').waitFor();
    assert.equal(await focused(page), 'today-query');
    assert.equal(await search.inputValue(), 'zoe angs');
    assert.equal(await page.locator('.message').count(), 1);
    await search.fill('nobody of that name');
    await page.getByText('Nobody found').waitFor();
    await search.fill('');
    await page.locator('.message').nth(14).waitFor();
    await page.getByRole('button', { name: 'Wait for you 2' }).click();
    for (const one of salon.attempts.values()) if (one.state === 'held') one.state = 'ready';
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    // Nothing waits any more: all are shown again.
    await page.locator('.message').nth(14).waitFor();
    assert.deepEqual(await pressed(page), ['']);
  });
});

test('the filters of the other lists: chosen by an address, by a press, by what is typed', async () => {
  await visit({ screen: 'left/opted_out' }, async ({ page }) => {
    await settled(page);
    assert.deepEqual(await pressed(page), ['opted_out']);
    await page.getByText('These people asked us to stop.').waitFor();
    await page.getByRole('button', { name: /^too early/ }).click();
    assert.deepEqual(await pressed(page), ['not_due']);
    assert.equal(await focused(page), 'choose-not_due');
    await page.getByLabel('Find a client by name').fill('zzz');
    await page.getByText('Nobody found').waitFor();
    assert.equal(await page.getByRole('group', { name: 'Reasons' }).count(), 1);
  });
  await visit({ screen: 'talks' }, async ({ page }) => {
    await settled(page);
    assert.deepEqual(await pressed(page), ['waits']);
    await page.getByRole('button', { name: 'All', exact: true }).click();
    await page.getByText('Let me think').waitFor();
    await page.getByLabel('Find a client').fill('smith');
    await page
      .getByText(/last visit/)
      .first()
      .waitFor();
    assert.equal(await page.locator('.group:visible').count(), 0);
    await page.getByLabel('Find a client').fill('');
    await page.getByText('Let me think').waitFor();
    assert.deepEqual(await pressed(page), ['all']);
  });
});

test('after a press one is still at that message, or at the next one when it is gone', () =>
  visit({ salons: [new Salon('en', { clients: 400 })] }, async ({ page, salon }) => {
    await settled(page);
    await page.getByRole('button', { name: /^Show \d+ more/ }).click();
    assert.equal(await page.locator('.message').count(), 30);
    const [id, next] = await page
      .locator('.message')
      .evaluateAll((all) => [24, 25].map((n) => all[n].dataset.key));
    await page.locator(`#skip-${id}`).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    assert.equal(await focused(page), `skip-${id}`);
    await page.locator(`#skip-${id}`).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Do not send' }).click();
    await page.locator('.told').getByText('Will not be sent').waitFor();
    assert.equal(await page.locator('.message').count(), 30);
    const key = () =>
      page.evaluate(() => document.activeElement.closest('[data-key]')?.dataset.key);
    assert.equal(await key(), next);
    await page.locator(`#hold-${next}`).click();
    await page.locator(`#approve-${next}`).waitFor();
    assert.equal(await focused(page), `approve-${next}`);
    assert.equal(salon.attempts.get(next).state, 'held');
    // The way back, and not to the very top.
    await page.locator('.told').getByRole('button', { name: 'Undo' }).click();
    await page.locator(`#hold-${next}`).waitFor();
    await page
      .locator('.told')
      .getByRole('button', { name: 'Undo' })
      .waitFor({ state: 'detached' });
    assert.notEqual(await page.evaluate(() => document.activeElement.tagName), 'BODY');
    assert.equal(await page.locator('.message').count(), 30);
  }));

test('a long day on a phone, in Russian', () =>
  visit(
    { salons: [new Salon('ru', { clients: 400 })], locale: 'ru', size: 'phone' },
    async ({ page, salon, open }) => {
      await settled(page);
      salon.attempts.get(salon.plan.planned[3].attempt_id).state = 'held';
      await open('settings');
      await open('today');
      await page.getByRole('button', { name: 'Ждут вас 1' }).waitFor();
      assert.equal(await overflow(page), 0);
      assert.deepEqual(await serious(page), []);
      await picture(page, 'long-ru-phone');
    }
  ));
