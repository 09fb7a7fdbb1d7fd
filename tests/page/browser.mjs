// What the stories share: a service of their own, a page in Chromium, what must hold everywhere.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Salon } from './salon.mjs';
import { Service, start } from './server.mjs';

// Where the packages were installed and pictures are kept; see test_page.py.
export const work = process.env.PAGE_WORK;
const require = createRequire(path.join(work, 'package.json'));
const { chromium } = require('playwright-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export const launch = () =>
  chromium.launch({
    executablePath: process.env.PAGE_CHROMIUM,
    args: ['--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
let browser = null;
export const closeBrowser = () => browser?.close();

/** The morning of the recorded plans: ten o'clock in both salons' zones or a little earlier. */
export const now = '2026-03-02T10:30:00Z';
export const sizes = { phone: { width: 360, height: 740 }, desk: { width: 1280, height: 860 } };

export const watch = (page, home, errors) => {
  page.on('console', (said) => {
    if (['error', 'warning'].includes(said.type())) errors.push(`console: ${said.text()}`);
  });
  page.on('pageerror', (error) => errors.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => errors.push(`dialog: ${dialog.message()}`) || dialog.dismiss());
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(home) && !/^(data|blob):/.test(url)) errors.push(`asked for ${url}`);
  });
};

/**
 * A page before a service of its own; `expected` are faults that the story causes on purpose.
 * Without `token` nobody is signed in.
 */
export async function visit(options = {}, story) {
  const {
    locale = 'en',
    salons = [new Salon(locale, options)],
    token = 'owner-key',
    screen = 'today',
    size = 'desk',
    scheme = 'light',
    language = locale,
    expected = [],
  } = options;
  const service = new Service(salons);
  const server = await start(service);
  browser ??= await launch();
  const context = await browser.newContext({
    viewport: sizes[size],
    colorScheme: scheme,
    locale: language === 'ru' ? 'ru-RU' : 'en-GB',
    reducedMotion: 'reduce',
    hasTouch: size === 'phone',
    acceptDownloads: true,
  });
  const errors = [];
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(8000);
    await page.clock.setFixedTime(new Date(now));
    watch(page, server.url, errors);
    if (token) {
      await page.addInitScript((key) => sessionStorage.setItem('reactivation-token', key), token);
    }
    const company = salons[0].company.id;
    const open = (name) => page.goto(`${server.url}#/${company}/${name}`);
    await open(screen);
    await story({ page, service, salon: salons[0], server, open, url: server.url, context });
    const left = errors.filter((one) => !expected.some((known) => known.test(one)));
    assert.deepEqual(left, []);
  } finally {
    await context.close();
    await server.close();
  }
}

/** Everything that the screen asks for has come. */
export async function settled(page) {
  await page.locator('#title').waitFor();
  await page.waitForFunction(() => !document.querySelector('.skeleton, main [aria-busy="true"]'));
}

/** How many pixels the page is wider than the window. */
export const overflow = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Serious findings of axe-core. */
export async function serious(page) {
  await page.evaluate(`${axe}; 0`);
  const found = await page.evaluate(() =>
    axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
      violations.map(({ id, impact, nodes }) => ({
        id,
        impact,
        first: nodes[0].html.slice(0, 160),
        why: nodes[0].failureSummary.slice(0, 200),
      }))
    )
  );
  return found.filter((one) => ['serious', 'critical'].includes(one.impact));
}

/** A whole page may be long, and the machine busy: a picture is no measure of time. */
export const picture = (page, name) =>
  page.screenshot({ path: path.join(work, `${name}.png`), fullPage: true, timeout: 60000 });
