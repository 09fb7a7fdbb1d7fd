// Signing in and out, and a service that refuses, fails, or takes its time.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { closeBrowser, settled, visit } from './browser.mjs';
import { Salon } from './salon.mjs';

after(closeBrowser);

const refused = [/status of (401|503|500|404)/];

test('a key opens the page; another one, none, or a cyrillic one is refused at its field', () =>
  visit({ token: null, expected: refused }, async ({ page }) => {
    const key = page.getByLabel('Access key');
    const enter = page.getByRole('button', { name: 'Sign in' });
    await enter.click();
    await page.getByText('Paste your access key.').waitFor();
    assert.equal(await key.getAttribute('aria-invalid'), 'true');
    for (const wrong of ['not-a-key', 'ключ']) {
      await key.fill(wrong);
      await enter.click();
      await page.getByText('There is no such key').waitFor();
    }
    await key.fill(' owner-key ');
    await enter.click();
    await page.getByRole('heading', { name: 'Today, Monday 2 March' }).waitFor();
    assert.equal(await page.evaluate(() => document.title), 'Today · Harbour Barbers');
    assert.equal(await page.evaluate(() => localStorage.getItem('reactivation-token')), null);
  }));

test('the key is shown only when asked for', () =>
  visit({ token: null }, async ({ page }) => {
    const key = page.getByLabel('Access key');
    assert.equal(await key.getAttribute('type'), 'password');
    await page.getByRole('button', { name: 'Show the key' }).click();
    assert.equal(await key.getAttribute('type'), 'text');
    await page.getByRole('button', { name: 'Hide the key' }).click();
    assert.equal(await key.getAttribute('type'), 'password');
  }));

test('Russian or English: as the browser, then as was chosen', () =>
  visit({ token: null, language: 'ru' }, async ({ page, url }) => {
    await page.getByRole('button', { name: 'Войти' }).waitFor();
    assert.equal(await page.getAttribute('html', 'lang'), 'ru');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    assert.equal(await page.getAttribute('html', 'lang'), 'en');
    await page.goto(url);
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
  }));

test('signing out forgets the key', () =>
  visit({}, async ({ page, url }) => {
    await settled(page);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Access key').waitFor();
    assert.equal(await page.evaluate(() => sessionStorage.length), 0);
    assert.equal(page.url(), url);
  }));

test('a key that is taken back ends the visit and says so', () =>
  visit({ expected: refused }, async ({ page, service }) => {
    await settled(page);
    service.revoked = true;
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByText('Your key is no longer valid').waitFor();
    assert.equal(await page.getByLabel('Access key').inputValue(), '');
  }));

test('a service that is down is named in plain words, and trying again works', () =>
  visit({ screen: 'account', expected: refused }, async ({ page, service, open }) => {
    await settled(page);
    service.down = true;
    await open('settings');
    await page.getByText('The service does not answer right now').waitFor();
    service.down = false;
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'Basics' }).waitFor();
  }));

test('a service that was down at the start is tried again', () =>
  visit({ expected: refused }, async ({ page, service, url }) => {
    await settled(page);
    service.down = true;
    await page.goto(`${url}?again#/2/today`);
    await page.getByText('The service does not answer right now').waitFor();
    service.down = false;
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'Messages for today' }).waitFor();
  }));

test('a slow service: something shows that it works, and a later screen wins', () =>
  visit({}, async ({ page, open }) => {
    await settled(page);
    let release;
    const held = new Promise((resolve) => {
      release = resolve;
    });
    await page.route('**/stats/**', async (route) => {
      await held;
      await route.continue().catch(() => {});
    });
    await open('results');
    await page.locator('.skeleton').first().waitFor({ state: 'attached' });
    await open('settings');
    await page.getByRole('heading', { name: 'Basics' }).waitFor();
    release();
    await page.waitForTimeout(150);
    assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'Settings');
    assert.equal(await page.getByText('What the messages bring').count(), 0);
  }));

test('the answer about an earlier choice of time does not replace the later one', () =>
  visit({ screen: 'results' }, async ({ page }) => {
    await settled(page);
    let release;
    const held = new Promise((resolve) => {
      release = resolve;
    });
    await page.route('**/stats/**period=year', async (route) => {
      await held;
      await route.continue();
    });
    await page.getByRole('button', { name: 'Year' }).click();
    await page.getByRole('button', { name: 'Week' }).click();
    await page.getByText('Messages from 24 February to 2 March').waitFor();
    const late = page.waitForResponse(/period=year/);
    release();
    await (await late).finished();
    await page.waitForTimeout(100);
    await page.getByText('Messages from 24 February to 2 March').waitFor();
  }));

test('a write that got lost on the way is sent again with the same key, once', () =>
  visit({ expected: [/ERR_/] }, async ({ page, service }) => {
    await settled(page);
    const keys = [];
    await page.route('**/hold', async (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      // The service takes it, and the answer is lost.
      if (keys.length === 1) {
        await route.fetch();
        await route.abort('connectionreset');
      } else {
        await route.continue();
      }
    });
    await page
      .getByRole('button', { name: /^Hold the message/ })
      .first()
      .click();
    await page.getByText('Waits for you').first().waitFor();
    assert.equal(keys.length, 2);
    assert.match(keys[0], /^[0-9a-f]{32}$/);
    assert.equal(keys[0], keys[1]);
    assert.equal(service.writes.length, 1);
  }));

test('pressing twice is one write', () =>
  visit({}, async ({ page, service }) => {
    await settled(page);
    await page.route('**/hold', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      await route.continue();
    });
    await page
      .getByRole('button', { name: /^Hold the message/ })
      .first()
      .dblclick();
    await page.getByText('Waits for you').first().waitFor();
    assert.equal(service.writes.length, 1);
  }));

test('who looks after several salons chooses one; what is not there leads to today', () =>
  visit(
    { salons: [new Salon('en'), new Salon('ru')], token: 'admin-key', screen: 'nonsense' },
    async ({ page }) => {
      await page.getByRole('heading', { name: 'Today, Monday 2 March' }).waitFor();
      await page.getByLabel('Salon').selectOption({ index: 1 });
      await page.waitForFunction(() => document.title.includes('Студия «Лилия»'));
      assert.match(page.url(), /#\/1\/today$/);
    }
  ));

test('a key without a salon is told so', () =>
  visit({}, async ({ page, service, url }) => {
    await settled(page);
    service.salons.clear();
    await page.goto(`${url}?none`);
    await page.getByRole('heading', { name: 'No salon yet' }).waitFor();
  }));
