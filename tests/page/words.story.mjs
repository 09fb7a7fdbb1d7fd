// The words of the page: the same in both languages, none missing, none left over; and its files.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';

const page = new URL('../../examples/service/page/', import.meta.url);
const read = (name) => fs.readFileSync(new URL(name, page), 'utf8');
const ru = JSON.parse(read('ru.json'));
const en = JSON.parse(read('en.json'));
const scripts = fs.readdirSync(page).filter((name) => name.endsWith('.js'));
const code = scripts.map(read).join('\n');
const formsOf = (value) => (typeof value === 'string' ? [value] : Object.values(value));
const places = (value) => [
  ...new Set(formsOf(value).flatMap((one) => one.match(/\{\w+\}/g) ?? [])),
];

test('both languages have the same words, with the same places in them', () => {
  assert.deepEqual(Object.keys(ru), Object.keys(en));
  for (const key of Object.keys(en)) {
    assert.deepEqual(places(ru[key]).sort(), places(en[key]).sort(), key);
    for (const one of [...formsOf(ru[key]), ...formsOf(en[key])])
      assert.equal(one, one.trim(), key);
  }
});

test('what counts has a form for each number', () => {
  const forms = (words, code) => {
    const needed = new Intl.PluralRules(code).resolvedOptions().pluralCategories;
    for (const [key, value] of Object.entries(words)) {
      if (typeof value !== 'object') continue;
      for (const one of needed)
        assert.ok(value[one] ?? value.other ?? value.many, `${key}: ${one}`);
      for (const one of Object.keys(value)) assert.ok(needed.includes(one), `${key}: ${one}`);
    }
  };
  forms(en, 'en');
  forms(ru, 'ru');
});

test('every word that a script asks for is there, and no other', () => {
  const asked = [...code.matchAll(/\bt\('([\w.-]+)'/g)].map((one) => one[1]);
  assert.ok(asked.length > 200);
  for (const key of asked) assert.ok(key in en, key);
  const whole = new Set([...code.matchAll(/'([\w.-]+)'/g)].map((one) => one[1]));
  // `known('reason', …)`, `nav.${name}`: the beginning of many.
  const begun = [...code.matchAll(/known\(\s*'([\w.]+)'|`([\w.]+)\.\$\{/g)].map(
    (one) => one[1] ?? one[2]
  );
  const unused = Object.keys(en).filter(
    (key) => !whole.has(key) && !begun.some((one) => key.startsWith(`${one}.`))
  );
  assert.deepEqual(unused, []);
});

test('every code that a document can bear has its words', () => {
  const schemas = new URL('../../schemas/', import.meta.url);
  const enums = new Map();
  const walk = (node, name) => {
    if (!node || typeof node !== 'object') return;
    if (Array.isArray(node.enum)) enums.set(name, [...(enums.get(name) ?? []), ...node.enum]);
    for (const [key, value] of Object.entries(node)) {
      walk(
        value,
        ['properties', '$defs', 'items', 'anyOf', 'oneOf'].includes(key) || /^\d+$/.test(key)
          ? name
          : key
      );
    }
  };
  for (const name of fs.readdirSync(schemas)) {
    walk(JSON.parse(fs.readFileSync(new URL(name, schemas), 'utf8')), name);
  }
  let checked = 0;
  for (const [field, prefix] of [
    ['reason', 'reason'],
    ['reply_type', 'reply'],
    ['match', 'match'],
    ['interval_source', 'source'],
    ['day_part', 'part'],
    ['verdict', 'effect.verdict'],
    ['finding', 'tried'],
    ['warmup_level', 'level'],
  ]) {
    for (const word of (enums.get(field) ?? []).filter((one) => one && one !== 'none')) {
      checked += 1;
      if (['no_response', 'brings_visits', 'not_enough_data'].includes(word)) continue;
      assert.ok(`${prefix}.${word}` in en, `${prefix}.${word}`);
    }
  }
  assert.ok(checked > 30, `${checked} words were looked at`);
});

/** Every reason that the plan knows for not writing to somebody, as the documents name them. */
const reasons = (() => {
  const api = JSON.parse(
    fs.readFileSync(
      new URL('../../schemas/reactivation.plan-1.schema.json', import.meta.url),
      'utf8'
    )
  );
  const found = [];
  const walk = (node) => {
    if (!node || typeof node !== 'object') return;
    if (node.enum?.includes('upcoming_booking')) found.push(...node.enum);
    Object.values(node).forEach(walk);
  };
  walk(api);
  return [...new Set(found)].filter(Boolean);
})();

test('each reason has a sentence for one message, which says when it will not leave', () => {
  assert.ok(reasons.length >= 18, reasons.join());
  const all = [...reasons, 'other'];
  for (const prefix of ['fact.', 'kept.']) {
    const found = Object.keys(en).filter((key) => key.startsWith(prefix));
    assert.deepEqual(found.sort(), all.map((one) => prefix + one).sort());
  }
  for (const [words, condition, many] of [
    [
      en,
      /\bif\b[^.]*does not leave\.$/i,
      /They|These/,
    ],
    [ru, /не уйдёт, если [^.]+\.$/, /клиенты|Они|Эти люди/i],
  ]) {
    const said = all.map((one) => `${words[`fact.${one}`]} ${words[`kept.${one}`]}`);
    assert.equal(new Set(said).size, all.length);
    for (const one of said) {
      // The reason in a sentence, and after it what comes of it.
      assert.match(one, /^[A-ZА-Я][^.]+\. [A-ZА-Я]/, one);
      assert.match(one, condition, one);
      assert.doesNotMatch(one, many, one);
    }
  }
});

test('every fault that the check of a text can find has its words', () => {
  const header = new URL('../../include/reactivation/core/message_check.hpp', import.meta.url);
  const body = /enum class MessageFault[^{]*\{([^}]*)\}/.exec(fs.readFileSync(header, 'utf8'))[1];
  const faults = body.replace(/\/\/.*/g, '').match(/[a-z_0-9]+/g);
  assert.ok(faults.length >= 30);
  for (const word of faults) {
    if (!['not_utf8', 'empty'].includes(word)) assert.ok(`flaw.${word}` in en, word);
  }
});

test('the files keep to the policy: no script, style or address in them', () => {
  const html = read('index.html');
  assert.doesNotMatch(html, /<style|style=|\son\w+=|<script(?![^>]*\bsrc="assets\/)/);
  for (const [, address] of html.matchAll(/(?:href|src)="([^"]*)"/g)) {
    assert.match(address, /^(assets\/[\w.]+|data:image\/svg\+xml,)/);
  }
  assert.doesNotMatch(code, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b/);
  assert.doesNotMatch(code, /https?:\/\/(?!www\.w3\.org\/2000\/svg)/);
  assert.doesNotMatch(read('app.css'), /url\(|@import/);
  for (const name of fs.readdirSync(page)) assert.ok(read(name).endsWith('\n'), name);
  for (const name of scripts) {
    const lines = read(name).split('\n');
    assert.ok(lines.length <= 600, name);
    for (const one of lines) assert.ok(one.length <= 100, `${name}: ${one}`);
    for (const [, one, two] of read(name).matchAll(
      /^import [^;]*? from '([^']+)'|import\('([^']+)'\)/gm
    )) {
      const asked = one ?? two;
      assert.ok(scripts.includes(asked.replace('./', '')), `${name} asks for ${asked}`);
    }
  }
});
