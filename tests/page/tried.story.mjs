// What is tried by lot: its results in words, and the settings that turn it on.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { closeBrowser, overflow, picture, serious, settled, visit } from './browser.mjs';
import { armComparison, armRow } from './salon.mjs';

after(closeBrowser);

const tried = (page, name) =>
  page.locator('section.card').filter({ has: page.getByRole('heading', { name, exact: true }) });
const save = (page) => page.getByRole('button', { name: 'Save' }).click();
const told = (page, text) => page.locator('.told').getByText(text);

test('what was tried: a table of each kind, and a sentence of what it says', () =>
  visit({ screen: 'results', tries: true }, async ({ page }) => {
    await settled(page);
    await page.getByRole('heading', { name: 'What you are trying' }).waitFor();
    const discount = tried(page, 'Discount of the first message');
    await discount
      .getByText('More clients book with “10%” than with “no discount”: that is hardly chance.')
      .waitFor();
    await discount.getByText('About “20%” nothing is clear yet.').waitFor();
    const rows = await discount.locator('tbody tr').allInnerTexts();
    assert.deepEqual(
      rows.map((one) => one.split(/\s*\n\s*|\t/).filter(Boolean)),
      [
        ['no discount', '480', '38', '8%', '6–11%'],
        ['10%', '510', '97', '19%', '16–23%'],
        ['20%', '160', '24', '15%', '10–21%'],
      ]
    );
    const tone = tried(page, 'How the message sounds');
    await tone.getByText('Not enough yet. With about 100 messages of each').waitFor();
    assert.match(await tone.locator('tbody').innerText(), /Friendly[\s\S]*Casual/);
    const slots = tried(page, 'How many free times it names');
    await slots.getByText('No message of this kind has left in this time.').waitFor();
    assert.equal(await slots.locator('table').count(), 0);
  }));

test('what the service finds is told in a sentence, and what it does not say is not', async () => {
  const said = async (locale, rows, comparisons) => {
    let words;
    await visit({ screen: 'today', locale }, async ({ page, salon, open }) => {
      Object.assign(salon.stats.quarter.results, { by_arm: rows, arm_comparisons: comparisons });
      await open('results');
      await settled(page);
      await page.locator('table.whole').first().waitFor();
      words = await page.locator('.spoken').allInnerTexts();
    });
    return words;
  };
  const slots = [armRow('slots', 0, 400, 20, 0.05), armRow('slots', 3, 400, 80, 0.2)];
  const better = armComparison('slots', 'better', { best: 3, worse: [0] });
  assert.deepEqual(await said('en', slots, [better]), [
    'More clients book with “3 times” than with “no times”: that is hardly chance.',
  ]);
  // The page decides nothing itself: rows that look apart are what the service says they are.
  const [same] = await said('en', slots, [armComparison('slots', 'same')]);
  assert.match(same, /^No clear difference so far[^.]*\.$/);
  const [few] = await said('en', slots, [armComparison('slots', 'too_few', { undecided: [0, 3] })]);
  assert.match(few, /^Not enough yet\. With about 100 messages of each/);
  assert.deepEqual(await said('en', slots, undefined), []);
  assert.deepEqual(await said('en', slots, [armComparison('tone', 'same')]), []);

  const discounts = [0, 10, 20, 30].map((value) => armRow('discount', value, 480, 38, 0.08));
  const most = { best: 10, worse: [0, 20], undecided: [30] };
  assert.deepEqual(await said('en', discounts, [armComparison('discount', 'better', most)]), [
    'More clients book with “10%” than with “no discount” and “20%”: that is hardly chance. ' +
      'About “30%” nothing is clear yet.',
  ]);
  const [russian] = await said('ru', discounts, [
    armComparison('discount', 'better', { best: 10, worse: [0], undecided: [30] }),
  ]);
  assert.match(
    russian,
    /^Вариант «10\s%» приводит к записи чаще, чем «без скидки»[^.]*\. Про «30\s%» пока ничего не ясно\.$/
  );
});

test('where nothing is tried nothing is shown, texts are no trial; kinds of a later service are no error', () =>
  visit({ screen: 'results' }, async ({ page, salon, open }) => {
    await settled(page);
    assert.equal(await page.getByText('What you are trying').count(), 0);
    salon.stats.quarter.results.by_arm = [armRow('template', 'en-friendly-03', 10, 1, null)];
    await open('today');
    await open('results');
    await settled(page);
    assert.equal(await page.getByText('What you are trying').count(), 0);
    salon.stats.quarter.results.by_arm = [
      armRow('template', 'en-friendly-03', 10, 1, null),
      armRow('weather', 7, 10, 1, null),
      armRow('tone', 'whispering', 10, 1, null),
    ];
    await open('today');
    await open('results');
    await tried(page, 'Something else').getByText('7', { exact: true }).waitFor();
    assert.equal(await page.getByText('en-friendly-03').count(), 0);
    delete salon.stats.quarter.results.by_arm;
    delete salon.settings.arms;
    await open('settings');
    await settled(page);
    assert.equal(await page.getByText('Trying things out').count(), 0);
    await open('results');
    await settled(page);
    assert.equal(await page.getByText('What you are trying').count(), 0);
  }));

test('tried without one message sent: said even where no message has left', () =>
  visit({ screen: 'results', stats: 'empty' }, async ({ page, salon, open }) => {
    await settled(page);
    salon.settings.arms.slots = [0, 3];
    await open('today');
    await open('results');
    await page.getByText('No messages in this time').waitFor();
    await tried(page, 'How many free times it names').waitFor();
    await page.getByRole('link', { name: 'Change what is tried' }).click();
    await page.getByRole('heading', { name: 'Trying things out' }).waitFor();
  }));

test('discounts are tried with one press; what is refused stands beside its kind', () =>
  visit(
    { screen: 'settings', expected: [/status of 422/] },
    async ({ page, salon, service, open }) => {
      await settled(page);
      const discounts = page.getByLabel('Try different discounts');
      assert.equal(await page.getByRole('group', { name: 'Which discounts' }).count(), 0);
      await discounts.check();
      const which = page.getByRole('group', { name: 'Which discounts' });
      assert.ok(await which.getByLabel('no discount').isDisabled());
      assert.ok(await which.getByLabel('no discount').isChecked());
      await which.getByLabel('10%').uncheck();
      await which.getByLabel('20%').uncheck();
      await save(page);
      await page.getByText('Choose at least one discount beside “no discount”').waitFor();
      assert.equal(await page.evaluate(() => document.activeElement.id), 'arms-discounts');
      assert.equal(await discounts.getAttribute('aria-invalid'), 'true');
      assert.deepEqual(salon.settings.arms.discounts, []);
      await which.getByLabel('15%', { exact: true }).check();
      assert.equal(await page.getByText('Choose at least one discount beside').isVisible(), false);
      await save(page);
      await told(page, 'Settings saved.').waitFor();
      assert.deepEqual(service.writes.at(-1).body, {
        arms: { name: 'default', discounts: [0, 15], tones: [], slots: [] },
      });
      // The notice does not lie over the button: the next change is saved at once.
      await page.getByLabel('Try different tones').check();
      for (const name of ['Friendly', 'Professional']) {
        await page.getByRole('group', { name: 'Which tones' }).getByLabel(name).uncheck();
      }
      await page.getByRole('button', { name: 'Save' }).click({ timeout: 1500 });
      await page.getByText('Choose at least two tones.').waitFor();
      await page.getByLabel('Try different tones').uncheck();
      await discounts.uncheck();
      await page.getByLabel('Try how many free times').check();
      await save(page);
      await page.waitForFunction(() => document.querySelector('.save').hidden);
      assert.deepEqual(salon.settings.arms, {
        name: 'default',
        discounts: [],
        tones: [],
        slots: [0, 3],
      });
      await open('today');
    }
  ));

test('looking changes nothing: odd steps, another order and members of later stay', () =>
  visit({ screen: 'today' }, async ({ page, salon, service, open }) => {
    const before = {
      name: 'spring',
      discounts: [0, 7, 33],
      tones: ['casual', 'friendly'],
      slots: [],
      texts: ['one', 'two'],
    };
    salon.settings.arms = structuredClone(before);
    salon.settings.conversion_threshold = 0.155;
    salon.settings.manual_daily_limit = 4000;
    await open('settings');
    await settled(page);
    const which = page.getByRole('group', { name: 'Which discounts' });
    assert.ok(await which.getByLabel('7%', { exact: true }).isChecked());
    await page.getByLabel('Days of quiet after a visit').fill('5');
    await save(page);
    await told(page, 'Settings saved.').waitFor();
    assert.deepEqual(service.writes[0].body, { recent_visit_days: 5 });
    await which.getByLabel('33%').uncheck();
    await save(page);
    await page.waitForFunction(() => document.querySelector('.save').hidden);
    assert.deepEqual(salon.settings.arms, { ...before, discounts: [0, 7] });
  }));

test('a setting that would keep it from working is named where it is turned on', () =>
  visit({ screen: 'settings' }, async ({ page }) => {
    await settled(page);
    await page.getByLabel('Discount from message number').fill('2');
    assert.equal(await page.getByText('Nothing is tried yet').count(), 0);
    await page.getByLabel('Try different discounts').check();
    await page.getByText('“Discount from message number” above must be 1.').waitFor();
    await page.getByLabel('Discount from message number').fill('1');
    await page.getByText('Nothing is tried yet').waitFor({ state: 'detached' });
    await page.getByLabel('Try how many free times').check();
    await page.getByLabel('Offer free times').uncheck();
    await page.getByText('turn “Offer free times” above on').waitFor();
  }));

test('the tables stay inside their cards, with large numbers, in both languages on a phone', async () => {
  for (const locale of ['ru', 'en']) {
    await visit({ screen: 'today', locale, size: 'phone' }, async ({ page, salon, open }) => {
      salon.stats.quarter.results.by_arm = [
        armRow('discount', 0, 104800, 10380, 0.081),
        armRow('discount', 100, 105100, 100970, 0.188),
        armRow('tone', 'professional', 104800, 10380, 0.081),
        armRow('later', 'ru-professional-informal-with-a-long-name-17', 10480, 1038, 0.081),
      ];
      await open('results');
      await settled(page);
      const over = await page.locator('table.whole').evaluateAll((all) =>
        all.map((one) => {
          const card = one.closest('.card');
          return one.getBoundingClientRect().right - card.getBoundingClientRect().right;
        })
      );
      assert.equal(over.length, 3);
      assert.ok(
        over.every((one) => one <= -16),
        `${locale}: ${over}`
      );
    });
  }
});

test('an operator reads what is tried; by keyboard and in Russian on a phone', async () => {
  await visit({ screen: 'results', tries: true, token: 'operator-key' }, async ({ page }) => {
    await page.getByRole('link', { name: 'See what is tried' }).click();
    await page.getByText('The owner can change the settings.').waitFor();
    assert.ok(await page.getByLabel('Try different discounts').isDisabled());
  });
  await visit({ screen: 'settings', locale: 'ru', size: 'phone' }, async ({ page, salon }) => {
    await settled(page);
    await page.getByLabel('Пробовать разные скидки').focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    // The box that is always chosen is no stop.
    assert.equal(await page.evaluate(() => document.activeElement.id), 'arms-discounts-5');
    await page.keyboard.press('Space');
    assert.equal(await overflow(page), 0);
    assert.deepEqual(await serious(page), []);
    await picture(page, 'try-ru-phone');
    await page.keyboard.press('Enter');
    await page.locator('.told').getByText('Настройки сохранены').waitFor();
    assert.deepEqual(salon.settings.arms.discounts, [0, 5, 10, 20]);
  });
});
