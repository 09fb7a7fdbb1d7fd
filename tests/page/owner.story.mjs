// Services and their intervals, results, the number, settings.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, test } from 'node:test';
import { closeBrowser, settled, visit } from './browser.mjs';

after(closeBrowser);

const told = (page, text) => page.locator('.told').getByText(text);
const confirm = (page, name) =>
  page.getByRole('dialog').getByRole('button', { name, exact: true }).click();

test('each service with its interval, its curve and the figures behind it', () =>
  visit({ screen: 'services' }, async ({ page, salon }) => {
    await settled(page);
    assert.equal(await page.locator('.rule').count(), salon.rules.length);
    const card = page.locator('.rule').filter({ hasText: 'Haircut' });
    await card.getByText('We remind after 21 days').waitFor();
    await card.getByText('The usual time for such a service.').waitFor();
    await card.getByText('Up to 3 messages, 14 days apart. Discount: 10%, 15% and 20%.').waitFor();
    await card.getByRole('img').waitFor();
    await card.getByText('Figures').click();
    const rows = card.locator('tbody tr');
    assert.ok((await rows.count()) >= 5);
    assert.match(await rows.last().innerText(), /\d+%\s+\d+% to \d+%/);
  }));

test('a curve that goes on for years is drawn as far as it matters, and whole in the figures', () =>
  visit({ screen: 'today' }, async ({ page, salon, service, open }) => {
    const interval = salon.intervals[0];
    service.curve = Array.from({ length: 90 }, (_, i) => ({
      day: 3 + i * 9,
      returned_share: 0.9 * Math.min(1, (i + 1) / 9),
      low: 0,
      high: 1,
    }));
    await open('services');
    await settled(page);
    const card = page.locator('.rule').filter({ hasText: salon.titles.get(interval.service_id) });
    const days = (await card.locator('svg.chart text.axis').allInnerTexts())
      .filter((one) => /^\d+$/.test(one))
      .map(Number);
    assert.ok(Math.max(...days) <= 3 * Math.max(21, interval.due_days), days.join());
    const path = await card.locator('path.curve').getAttribute('d');
    assert.ok(path.startsWith('M42.0 194.0L'), 'it begins with nobody on day 0');
    await card.getByText('Figures').click();
    assert.match(await card.locator('tbody tr').last().innerText(), /^7\d\d/);
  }));

test('the advice is taken with one press, and given back', () =>
  visit({ screen: 'services' }, async ({ page, salon }) => {
    await settled(page);
    const rule = salon.rules.find((one) => salon.titles.get(one.service_id) === 'Haircut');
    const advice = salon.intervals.find((one) => one.service_id === rule.service_id).due_days;
    assert.notEqual(advice, 21);
    const card = page.locator('.rule').filter({ hasText: 'Haircut' });
    await card.getByText(`Advice from your own history: ${advice} days`).waitFor();
    await card.getByRole('button', { name: `Take ${advice} days` }).click();
    await card.getByText(`We remind after ${advice} days`).waitFor();
    // The button is gone; one is still at this service.
    assert.equal(await page.evaluate(() => document.activeElement.id), `edit-${rule.service_id}`);
    assert.equal(rule.active_interval_source, 'manual');
    await page.locator('.told').getByRole('button', { name: 'Undo' }).click();
    await card.getByText('We remind after 21 days').waitFor();
    assert.equal(rule.manual_interval, null);
  }));

test('a rule is edited; what is out of range is said at its field', () =>
  visit({ screen: 'services' }, async ({ page, salon, service }) => {
    await settled(page);
    const card = page.locator('.rule').filter({ hasText: 'Haircut' });
    await card.getByRole('button', { name: 'Edit: ' }).click();
    const dialog = page.getByRole('dialog');
    const after_ = dialog.getByLabel('Remind after so many days');
    for (const wrong of ['', '0', '12.5', '3651', '-4']) {
      await after_.fill(wrong);
      await confirm(page, 'Save');
      await dialog.getByText('A whole number from 1 to 3,650.').waitFor();
    }
    await after_.fill('30');
    const retry = dialog.getByLabel('Days between messages');
    await retry.fill('6');
    await confirm(page, 'Save');
    await dialog.getByText('A whole number from 7 to 3,650.').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.id), 'retry');
    await retry.fill('10');
    await dialog.getByLabel('How many times to remind').fill('2');
    assert.equal(await dialog.getByLabel(/^No\. /).count(), 2);
    await dialog.getByLabel('No. 2').fill('101');
    await confirm(page, 'Save');
    await dialog.getByText('A whole number from 0 to 100.').waitFor();
    assert.equal(service.writes.length, 0);
    await dialog.getByLabel('No. 1').fill('0');
    await dialog.getByLabel('No. 2').fill('25');
    await confirm(page, 'Save');
    await told(page, 'Saved:').waitFor();
    const rule = salon.rules.find((one) => salon.titles.get(one.service_id) === 'Haircut');
    assert.deepEqual(
      [
        rule.manual_interval,
        rule.max_attempts,
        rule.retry_interval_days,
        rule.discount_progression,
      ],
      [30, 2, 10, [0, 25]]
    );
    await card.getByText('Up to 2 messages, 10 days apart. Discount: 0% and 25%.').waitFor();
  }));

test('reminders of a service are turned off and on; working it out again stores nothing', () =>
  visit({ screen: 'services' }, async ({ page, salon }) => {
    await settled(page);
    const card = page.locator('.rule').filter({ hasText: 'Haircut' });
    const rule = salon.rules.find((one) => salon.titles.get(one.service_id) === 'Haircut');
    const before = JSON.stringify(rule);
    await card.getByRole('button', { name: 'Work it out again' }).click();
    await page.getByRole('dialog').getByRole('img').waitFor();
    await page.keyboard.press('Escape');
    assert.equal(JSON.stringify(rule), before);
    await card.getByRole('switch', { name: 'Remind' }).click();
    await told(page, 'No more reminders').waitFor();
    assert.equal(rule.is_active, false);
    // A service that nobody is reminded of stands last.
    const last = page.locator('.rule').last();
    await last.getByRole('switch', { name: 'Remind', checked: false }).click();
    await told(page, 'We remind of').waitFor();
    assert.equal(rule.is_active, true);
  }));

test('results: what the messages bring comes first, each share with how sure it is', () =>
  visit({ screen: 'results' }, async ({ page, salon }) => {
    await settled(page);
    const { all } = salon.stats.quarter;
    await page.getByText('Not enough data yet').waitFor();
    const tiles = await page.locator('.tiles').innerText();
    for (const value of [all.sent, all.responses, all.bookings, all.opt_outs]) {
      assert.ok(tiles.includes(String(value)), `${value} in ${tiles}`);
    }
    assert.ok(tiles.includes('£'));
    const effect = page.locator('section').filter({ hasText: 'What the messages bring' });
    await effect.getByText('Figures').click();
    const { treated, held_out: held } = salon.stats.quarter.results.experiment;
    assert.ok((await effect.locator('table').innerText()).includes(String(treated.clients)));
    assert.ok((await effect.locator('table').innerText()).includes(String(held.clients)));
  }));

test('an effect that is sure is told with its interval and the money', () =>
  visit({ screen: 'results' }, async ({ page, salon, open }) => {
    Object.assign(salon.stats.quarter.results.experiment, {
      verdict: 'brings_visits',
      incremental_visits: 31.6,
      incremental_revenue_minor: 884800,
      daily_interval: { low: 0.021, high: 0.084 },
    });
    await open('settings');
    await open('results');
    await page.getByText('32 visits that would not have been').waitFor();
    await page.getByText('between 2.1% and 8.4% more').waitFor();
    await page.getByText('about £8,848 more').waitFor();
  }));

test('low conversion is a warning with what to do; no results are no zeros', async () => {
  await visit({ screen: 'results', stats: 'low' }, async ({ page }) => {
    await page.getByText('Fewer bookings than you wanted').waitFor();
    await page.getByRole('link', { name: 'Look at times and discounts' }).click();
    await page.getByRole('heading', { level: 1, name: 'Services and times' }).waitFor();
  });
  await visit({ screen: 'results', stats: 'empty' }, async ({ page }) => {
    await page.getByText('No messages in this time').waitFor();
    assert.equal(await page.locator('.tile').count(), 0);
    assert.equal(await page.getByText('NaN').count(), 0);
  });
});

test('the report is downloaded in the language that is read', () =>
  visit({ screen: 'results' }, async ({ page }) => {
    await settled(page);
    const coming = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download a report to print' }).click();
    const file = await coming;
    assert.equal(file.suggestedFilename(), 'report-2-quarter.html');
    assert.match(fs.readFileSync(await file.path(), 'utf8'), /^<!doctype html>/);
  }));

test('the number: how many are safe today, and one press to stop', () =>
  visit({ screen: 'account' }, async ({ page, salon, service }) => {
    await settled(page);
    await page.getByText('Sending works').waitFor();
    assert.equal(await page.locator('.big').innerText(), '47');
    await page.getByText('3 of 50').waitFor();
    await page.getByRole('button', { name: 'Stop sending' }).click();
    await page.getByLabel('Why (if you like)').fill('Asked by a client');
    await confirm(page, 'Stop');
    await page.getByText('Sending is off', { exact: true }).waitFor();
    assert.equal(salon.health.armed, false);
    assert.deepEqual(service.writes.at(-1).body, { why: 'Asked by a client' });
    assert.equal(await page.getByRole('button', { name: 'Stop all salons' }).count(), 0);
  }));

test('what has just been turned on can be stopped at once: no notice is in the way', async () => {
  for (const size of ['desk', 'phone']) {
    await visit({ screen: 'account', armed: false, size }, async ({ page }) => {
      await page.locator('#arm').click();
      await confirm(page, 'Turn sending on');
      await told(page, 'Sending is on.').waitFor();
      await page.locator('#stop-now').click({ timeout: 2000 });
      await page.getByRole('dialog').waitFor();
    });
  }
});

test('sending is turned on with the acknowledgement that the law asks for, and not without', () =>
  visit(
    { screen: 'account', armed: false, expected: [/status of 409/] },
    async ({ page, salon, service }) => {
      service.needsAcknowledgement = true;
      await page.getByRole('button', { name: 'Turn sending on' }).click();
      await confirm(page, 'Turn sending on');
      const known = page.getByLabel('I know this and turn it on anyway');
      await known.waitFor();
      await confirm(page, 'Turn sending on');
      assert.equal(salon.health.armed, false);
      await known.check();
      await confirm(page, 'Turn sending on');
      await page.getByText('Sending works').waitFor();
      assert.ok(salon.health.armed);
    }
  ));

test('a banned number: what happened, and going on only after somebody has looked', () =>
  visit({ screen: 'account', banned: true }, async ({ page, salon }) => {
    await page.getByText('Sending has stopped', { exact: true }).waitFor();
    await page.getByText('The messenger has blocked the number for a time.').first().waitFor();
    assert.equal(await page.locator('.big').innerText(), '0');
    await page.getByRole('heading', { name: 'What has happened' }).waitFor();
    await page.getByRole('button', { name: 'Checked, go on' }).click();
    await page.getByText('5 messages a day at most').waitFor();
    await confirm(page, 'Go on');
    await page.getByText('Please tick this first.').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.id), 'looked');
    assert.ok(salon.health.stopped);
    await page.getByLabel('I have checked: the number works').check();
    await confirm(page, 'Go on');
    await page.getByText('Sending works').waitFor();
    assert.equal(await page.locator('.big').innerText(), '2');
  }));

test('words of the account that this page does not know are no error', () =>
  visit({ screen: 'account' }, async ({ page, salon, open }) => {
    await settled(page);
    Object.assign(salon.health, {
      stopped: 'something_new',
      level: 'boiling',
      first_contacts_max: null,
      next_permit_at: null,
      incidents: [{ at: '2026-03-01T09:00:00Z', kind: 'something_else', until: null }],
    });
    await open('today');
    await open('account');
    await page.getByText('The messenger has restricted the number.').first().waitFor();
    await page.getByText('Not known yet.').waitFor();
  }));

test('an operator turns nothing on; an admin ends a rest and stops all salons', async () => {
  await visit({ screen: 'account', armed: false, token: 'operator-key' }, async ({ page }) => {
    await page.getByText('The owner can do this.').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Turn sending on' }).count(), 0);
    assert.equal(await page.getByRole('button', { name: 'Stop sending' }).count(), 0);
  });
  await visit({ screen: 'account', token: 'admin-key' }, async ({ page, salon, open }) => {
    await settled(page);
    salon.health.paused_until = '2026-03-03T08:00:00Z';
    await open('today');
    await open('account');
    await page.getByText('Resting until tomorrow at 08:00').waitFor();
    await page.getByRole('button', { name: 'End the rest' }).click();
    await confirm(page, 'End the rest');
    await page.getByText('Sending works').waitFor();
    await page.getByRole('button', { name: 'Stop all salons' }).click();
    await confirm(page, 'Stop all');
    await page.getByText('Sending has stopped', { exact: true }).waitFor();
  });
});

test('settings: only what was changed is sent; wrong values stay at their fields', () =>
  visit({ screen: 'settings', expected: [/status of 422/] }, async ({ page, salon, service }) => {
    await settled(page);
    const save = page.getByRole('button', { name: 'Save' });
    assert.equal(await save.isVisible(), false);
    await page.getByLabel('Every message waits for my approval').check();
    await page.getByLabel('From', { exact: true }).fill('20');
    await save.click();
    await page.getByText('The end must be later than the start.').waitFor();
    await page.getByLabel('From', { exact: true }).fill('11');
    await page.getByLabel('Days without messages').fill('2026-02-30');
    await save.click();
    await page.getByText('Not a date: 2026-02-30.').waitFor();
    await page.getByLabel('Days without messages').fill('2026-05-09\n2026-03-08, 2026-03-08');
    await page.getByLabel('How many times to offer', { exact: true }).fill('6');
    await save.click();
    await page.getByText('A whole number from 1 to 5.').waitFor();
    assert.equal(service.writes.length, 0);
    await page.getByLabel('How many times to offer', { exact: true }).fill('3');
    await page.getByLabel('How many of 100 clients').fill('20');
    await page.getByLabel('Warn me when fewer book than').fill('12');
    await save.click();
    await told(page, 'Settings saved.').waitFor();
    assert.deepEqual(service.writes[0].body, {
      require_approval: true,
      sending_hours: { start: 11, end: 19 },
      holidays: ['2026-03-08', '2026-05-09'],
      holdout: { percent: 20, name: salon.settings.holdout.name },
      conversion_threshold: 0.12,
    });
    assert.equal(await save.isVisible(), false);
    // The keyboard is not lost with the button that is gone: it is where the last change was.
    assert.equal(await page.evaluate(() => document.activeElement.id), 'conversion_threshold');
  }));

test('settings that only a later service has are shown; money is typed in the currency', () =>
  visit({}, async ({ page, salon, service, open }) => {
    await open('settings');
    await settled(page);
    assert.equal(await page.getByLabel('Discounts in a month').count(), 0);
    Object.assign(salon.settings, { margin_percent: 60, discount_budget_minor: null });
    await open('today');
    await open('settings');
    const budget = page.getByLabel('Discounts in a month');
    assert.equal(await budget.inputValue(), '');
    await budget.fill('-1');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('A sum from 0 to').waitFor();
    await budget.fill('250.5');
    await page.getByRole('button', { name: 'Save' }).click();
    await told(page, 'Settings saved.').waitFor();
    assert.deepEqual(service.writes[0].body, { discount_budget_minor: 25050 });
    await budget.fill('');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForFunction(() => document.querySelector('.save').hidden);
    assert.equal(salon.settings.discount_budget_minor, null);
  }));

test('a notice never lies over the button that saves', async () => {
  for (const size of ['desk', 'phone']) {
    await visit({ screen: 'settings', size }, async ({ page }) => {
      await settled(page);
      await page.getByLabel('Days of quiet after a visit').fill('5');
      await page.getByRole('button', { name: 'Save' }).click();
      await told(page, 'Settings saved.').waitFor();
      await page.getByLabel('Days of quiet after a visit').fill('6');
      const over = await page.evaluate(() => {
        const [one, two] = ['.save', '.told-one'].map((name) =>
          document.querySelector(name).getBoundingClientRect()
        );
        return one.top < two.bottom && two.top < one.bottom && one.left < two.right;
      });
      assert.equal(over, false, size);
      // Nor does the bar lie over the field that is changed.
      const [field, bar] = await page.evaluate(() =>
        [document.activeElement, document.querySelector('.save')].map((one) =>
          one.getBoundingClientRect().toJSON()
        )
      );
      assert.ok(field.bottom <= bar.top, `${size}: ${field.bottom} and ${bar.top}`);
      // The same is not said twice.
      await page.getByRole('button', { name: 'Save' }).click();
      await page.waitForFunction(() => document.querySelector('.save').hidden);
      assert.equal(await told(page, 'Settings saved.').count(), 1);
    });
  }
});

test('who leaves with unsaved settings is told; who has saved or put back is not', () =>
  visit({ screen: 'settings' }, async ({ page, salon, open }) => {
    await settled(page);
    const quiet = page.getByLabel('Days of quiet after a visit');
    await quiet.fill('9');
    await open('today');
    await told(page, 'You left the settings without saving').waitFor();
    assert.equal(salon.settings.recent_visit_days, 3);
    await open('settings');
    await quiet.fill('9');
    await page.getByRole('button', { name: 'Put it back' }).click();
    await quiet.fill('8');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForFunction(() => document.querySelector('.save').hidden);
    await page.locator('.told-one.bad').waitFor({ state: 'detached', timeout: 12000 });
    await open('today');
    await settled(page);
    assert.equal(await told(page, 'You left the settings').count(), 0);
  }));

test('who leaves while saving is not told that nothing was saved, unless it was refused', () =>
  visit({ screen: 'settings', expected: [/status of 422/] }, async ({ page, salon, service }) => {
    let go;
    await page.route('**/settings/*', async (route) => {
      if (route.request().method() === 'PUT')
        await new Promise((resolve) => {
          go = resolve;
        });
      await route.continue();
    });
    const leave = async (days) => {
      await page.getByRole('link', { name: 'Settings' }).first().click();
      await settled(page);
      await page.getByLabel('Days of quiet after a visit').fill(days);
      go = null;
      await page.getByRole('button', { name: 'Save' }).click();
      while (!go) await new Promise((resolve) => setTimeout(resolve, 20));
      await page.getByRole('link', { name: 'Today' }).click();
      await settled(page);
      assert.equal(await told(page, 'You left the settings').count(), 0);
      go();
    };
    await settled(page);
    await leave('9');
    await told(page, 'Settings saved.').waitFor();
    assert.equal(salon.settings.recent_visit_days, 9);
    service.refuses = { place: '/recent_visit_days', code: 'out_of_range' };
    await leave('8');
    await told(page, 'You left the settings without saving').waitFor();
  }));

test('an answer that is lost is not told as nothing changed', async () => {
  const unsure = {
    en: 'no answer came: it is not known whether your changes were saved. Please look',
    ru: 'Вы ушли из настроек, а ответа не было: неизвестно, сохранились ли изменения.',
  };
  const name = { en: 'Save', ru: 'Сохранить' };
  const lost = /without saving|не сохранив/;
  const expected = [/ERR_FAILED|status of 503/];
  for (const locale of ['en', 'ru']) {
    await visit({ screen: 'settings', locale, expected }, async ({ page, salon, open }) => {
      let answers = 0;
      let go;
      const left = new Promise((resolve) => {
        go = resolve;
      });
      await page.route('**/settings/*', async (route) => {
        if (route.request().method() !== 'PUT') return route.continue();
        await route.fetch(); // It is stored, and nobody hears of it.
        answers += 1;
        await left;
        return locale === 'en'
          ? route.abort()
          : route.fulfill({ status: 503, json: { success: false, error: { code: 'busy' } } });
      });
      await settled(page);
      await page.locator('#recent_visit_days').fill('9');
      await page.getByRole('button', { name: name[locale], exact: true }).click();
      while (!answers) await new Promise((resolve) => setTimeout(resolve, 20));
      await open('today');
      await settled(page);
      assert.equal(await page.locator('.told-one').count(), 0);
      go();
      await told(page, unsure[locale]).waitFor();
      assert.equal(await told(page, lost).count(), 0);
      assert.equal(salon.settings.recent_visit_days, 9);
      assert.equal(answers, 2);
    });
  }
});

test('who stays, hears nothing and leaves is told the same; who looks again is not', () =>
  visit({ screen: 'settings', expected: [/ERR_FAILED/] }, async ({ page, salon, open }) => {
    let isLost = true;
    await page.route('**/settings/*', async (route) => {
      if (!isLost || route.request().method() !== 'PUT') return route.continue();
      await route.fetch();
      return route.abort();
    });
    await settled(page);
    const quiet = page.getByLabel('Days of quiet after a visit');
    await quiet.fill('9');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').getByText('The service does not answer right now').waitFor();
    await open('today');
    await told(page, 'it is not known whether your changes were saved').waitFor();
    assert.equal(await told(page, 'without saving').count(), 0);
    await open('settings');
    await settled(page);
    assert.equal(await quiet.inputValue(), '9');
    await quiet.fill('8');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').getByText('The service does not answer right now').waitFor();
    // What is put back is what is stored, and that is looked at again.
    await page.getByRole('button', { name: 'Put it back' }).click();
    await page.waitForFunction(() => document.getElementById('recent_visit_days').value === '8');
    isLost = false;
    await page.locator('.told-one').waitFor({ state: 'detached', timeout: 12000 });
    await open('today');
    await settled(page);
    assert.equal(await page.locator('.told-one').count(), 0);
    assert.equal(salon.settings.recent_visit_days, 8);
  }));

test('settings are put back; what only the service refuses is shown at its field', () =>
  visit({ screen: 'settings', expected: [/status of 422/] }, async ({ page, service }) => {
    await settled(page);
    const quiet = page.getByLabel('Days of quiet after a visit');
    await quiet.fill('9');
    await page.getByRole('button', { name: 'Put it back' }).click();
    assert.equal(await quiet.inputValue(), '3');
    service.refuses = { place: '/sending_hours/end', code: 'out_of_range' };
    await page.getByLabel('To', { exact: true }).fill('23');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('This value does not fit. Please check it.').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.id), 'sending_hours-end');
  }));

test('an operator reads the settings and cannot change them', () =>
  visit({ screen: 'settings', token: 'operator-key' }, async ({ page }) => {
    await settled(page);
    await page.getByText('The owner can change the settings.').waitFor();
    assert.ok(await page.getByLabel('Write to this salon').isDisabled());
    await page.getByLabel('Light or dark').selectOption('dark');
    assert.equal(await page.getAttribute('html', 'data-theme'), 'dark');
  }));
