// What holds on every screen: axe-core, both languages, both widths, light and dark, hostile text,
// the keyboard alone, a salon of 10,000 clients.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { closeBrowser, overflow, picture, serious, settled, sizes, visit } from './browser.mjs';
import { Salon } from './salon.mjs';

after(closeBrowser);

const screens = [
  'today',
  'talks',
  'left',
  'client/3',
  'services',
  'results',
  'account',
  'settings',
  'more',
];

/** Faults of one screen as it stands, at both widths. */
async function faultsOf(page, name) {
  const found = [];
  for (const [size, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport);
    const wide = await overflow(page);
    if (wide > 0) found.push(`${name}, ${size}: ${wide} px too wide`);
    if (size === 'desk') {
      const hidden = await page
        .locator('.scroll')
        .evaluateAll((all) =>
          all
            .filter((one) => one.scrollWidth > one.clientWidth)
            .map((one) => one.getAttribute('aria-label'))
        );
      for (const one of hidden) found.push(`${name}: a column is out of sight in ${one}`);
    }
    if (size === 'phone' || name === 'today') {
      for (const one of await serious(page)) found.push(`${name}, ${size}: ${JSON.stringify(one)}`);
    }
  }
  return found;
}

test('what looks for faults finds one that is put in', () =>
  visit({}, async ({ page }) => {
    await settled(page);
    await page.evaluate(() => {
      const wide = document.createElement('input');
      document.querySelector('main').append(wide);
      wide.type = 'number';
      wide.style.width = '2000px';
      wide.style.maxWidth = 'none';
    });
    const found = await faultsOf(page, 'today');
    assert.ok(
      found.some((one) => one.includes('label')),
      found.join()
    );
    assert.ok(
      found.some((one) => one.includes('px too wide')),
      found.join()
    );
  }));

for (const locale of ['ru', 'en']) {
  for (const scheme of ['light', 'dark']) {
    test(`no screen has a serious finding of axe-core or is too wide: ${locale}, ${scheme}`, () =>
      visit({ locale, scheme, tries: true }, async ({ page, open }) => {
        const found = [];
        for (const name of screens) {
          await open(name);
          await settled(page);
          await page.evaluate(() => {
            for (const one of document.querySelectorAll('details')) one.open = true;
          });
          found.push(...(await faultsOf(page, name)));
          await picture(page, `${name.replace('/', '-')}-${locale}-${scheme}-desk`);
        }
        assert.deepEqual(found, []);
      }));
  }
}

test('as many screens on a phone, in pictures', () =>
  Promise.all(
    ['ru', 'en'].map((locale) =>
      visit({ locale, size: 'phone', tries: true }, async ({ page, open }) => {
        for (const name of screens) {
          await open(name);
          await settled(page);
          await picture(page, `${name.replace('/', '-')}-${locale}-phone`);
        }
      })
    )
  ));

test('nor have signing in, dialogs, a stopped number, a proposal, low results', async () => {
  const found = [];
  const look = async (page, name) => found.push(...(await faultsOf(page, name)));
  await visit({ token: null, locale: 'ru' }, async ({ page }) => {
    await page.getByRole('button', { name: 'Войти' }).click();
    await page.getByText('Вставьте ключ').waitFor();
    await look(page, 'sign-in');
    await picture(page, 'sign-in-ru');
  });
  await visit(
    { banned: true, scheme: 'dark', approval: true, limit: 3 },
    async ({ page, open }) => {
      await settled(page);
      await look(page, 'held');
      await picture(page, 'held-en-dark');
      await page
        .getByRole('button', { name: /^Edit the text/ })
        .first()
        .click();
      await page.getByLabel('Text of the message').fill('a'.repeat(600));
      await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
      await look(page, 'edit');
      await picture(page, 'edit-en-dark');
      await page.keyboard.press('Escape');
      await open('account');
      await settled(page);
      await page.getByRole('button', { name: 'Checked, go on' }).click();
      await look(page, 'confirm');
      await picture(page, 'confirm-en-dark');
      await page.keyboard.press('Escape');
      await open('services');
      await settled(page);
      await page.getByRole('button', { name: /^Edit/ }).first().click();
      await look(page, 'rule');
      await picture(page, 'rule-en-dark');
    }
  );
  await visit(
    { stored: false, armed: false, stats: 'low', locale: 'ru' },
    async ({ page, open }) => {
      await settled(page);
      await look(page, 'proposal');
      await picture(page, 'proposal-ru');
      await open('results/quarter');
      await settled(page);
      await look(page, 'low');
      await picture(page, 'low-ru');
    }
  );
  assert.deepEqual(found, []);
});

const hostile =
  '<img src=x onerror="window.hit=1"><script>window.hit=1</script>' +
  '\u202eabc {name} ${n} &lt; "\'\u0000' +
  'W'.repeat(300);

test('markup, wrong-way letters and endless words of others are text, on every screen', () =>
  visit({ hostile }, async ({ page, salon, open }) => {
    salon.company.name = `<b>${hostile.slice(0, 120)}`;
    for (const id of salon.titles.keys()) salon.titles.set(id, hostile);
    for (const id of salon.staff.keys()) salon.staff.set(id, hostile);
    for (const period of Object.values(salon.stats)) {
      for (const one of period.results?.insights ?? []) one.sentence = hostile;
    }
    await page.reload();
    const found = [];
    for (const name of screens) {
      await open(name);
      await settled(page);
      assert.equal(await page.evaluate(() => window.hit), undefined, name);
      assert.equal(
        await page.locator('main img:not([role]), main b, main script').count(),
        0,
        name
      );
      for (const viewport of Object.values(sizes)) {
        await page.setViewportSize(viewport);
        const wide = await overflow(page);
        if (wide > 0) found.push(`${name}: ${wide} px too wide at ${viewport.width}`);
      }
    }
    assert.deepEqual(found, []);
    await open('today');
    await settled(page);
    const link = page.locator('.message h3 bdi').first();
    assert.ok((await link.textContent()).startsWith('<img src=x onerror='));
    // A dialog and a notice bear the same name.
    await page
      .getByRole('button', { name: /^Hold the message/ })
      .first()
      .click();
    await page.locator('.told').getByText('On hold').waitFor();
    await page
      .getByRole('button', { name: /^Do not send/ })
      .first()
      .click();
    await page.getByRole('dialog').getByRole('heading').waitFor();
    await picture(page, 'hostile');
    assert.equal(await overflow(page), 0);
    assert.equal(await page.evaluate(() => window.hit), undefined);
  }));

/** Tab until the focus is on that element; every stop on the way must be seen. */
async function tabTo(page, selector, most = 60) {
  for (let i = 0; i < most; ++i) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate((wanted) => {
      const one = document.activeElement;
      const box = one.getBoundingClientRect();
      return {
        is: one.matches(wanted),
        name: one.outerHTML.slice(0, 80),
        seen: box.width > 0 && getComputedStyle(one).outlineStyle !== 'none',
      };
    }, selector);
    assert.ok(at.seen, `the focus cannot be seen: ${at.name}`);
    if (at.is) return;
  }
  assert.fail(`the keyboard does not come to ${selector}`);
}

test('with the keyboard alone: sign in, hold, edit, skip, and move between screens', () =>
  visit({ token: null, limit: 3 }, async ({ page, salon }) => {
    const [one, two] = salon.plan.planned;
    await page.getByLabel('Access key').waitFor();
    await page.keyboard.type('owner-key');
    await page.keyboard.press('Enter');
    await settled(page);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'title');
    await tabTo(page, `#hold-${one.attempt_id}`);
    await page.keyboard.press('Enter');
    await page.locator(`#approve-${one.attempt_id}`).waitFor();
    assert.equal(salon.attempts.get(one.attempt_id).state, 'held');
    await page.locator('#title').focus();
    await tabTo(page, `#edit-${two.attempt_id}`);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    assert.equal(
      await page.evaluate(() => Boolean(document.activeElement.closest('dialog'))),
      true
    );
    await page.keyboard.press('Escape');
    await page.waitForFunction((id) => document.activeElement.id === id, `edit-${two.attempt_id}`);
    await tabTo(page, `#skip-${two.attempt_id}`);
    await page.keyboard.press('Enter');
    await tabTo(page, 'dialog .danger', 5);
    await page.keyboard.press('Enter');
    await page.locator('.told').getByText('Will not be sent').waitFor();
    assert.equal(salon.attempts.get(two.attempt_id).state, 'cancelled');
    // From the top: past the sections by the first link, or to one of them.
    await page.locator('.skip').focus();
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
    await page.locator('.skip').focus();
    await tabTo(page, '.nav-link[href$="/settings"]');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    await settled(page);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'title');
    await tabTo(page, '#enabled');
    await page.keyboard.press('Space');
    await tabTo(page, '#save', 80);
    await page.keyboard.press('Enter');
    await page.locator('.told').getByText('Settings saved.').waitFor();
    assert.equal(salon.settings.enabled, false);
  }));

test('one heading of the first level, landmarks with names, and notices that are said aloud', () =>
  visit({}, async ({ page, open }) => {
    for (const name of screens) {
      await open(name);
      await settled(page);
      assert.equal(await page.locator('h1').count(), 1, name);
      assert.equal(await page.locator('main').count(), 1, name);
      const nameless = await page.evaluate(
        () =>
          [
            ...document.querySelectorAll('nav, section, [role="img"], [role="region"], dialog'),
          ].filter(
            (one) =>
              !one.getAttribute('aria-label') &&
              !document.getElementById(one.getAttribute('aria-labelledby'))?.textContent
          ).length
      );
      assert.equal(nameless, 0, name);
    }
    assert.equal(await page.getAttribute('#told', 'role'), 'status');
  }));

test('with 10,000 clients and a full day: little is transferred, and little is drawn', () =>
  visit(
    { token: null, salons: [new Salon('en', { clients: 10000 })] },
    async ({ page, context }) => {
      const session = await context.newCDPSession(page);
      await session.send('Network.enable');
      let bytes = 0;
      session.on('Network.loadingFinished', ({ encodedDataLength }) => {
        bytes += encodedDataLength;
      });
      await page.reload();
      await page.getByLabel('Access key').fill('owner-key');
      await page.keyboard.press('Enter');
      await page.getByText(/^\d+ clients get a message/).waitFor();
      const planned = Number((await page.locator('.lead').innerText()).split(' ')[0]);
      assert.ok(planned >= 70, `${planned} messages`);
      await settled(page);
      assert.equal(await page.locator('.message').count(), 15);
      console.log(`10,000 clients: ${bytes} bytes until today's messages stand`);
      assert.ok(bytes > 10000 && bytes <= 200 * 1024, `${bytes} bytes`);
    }
  ));
