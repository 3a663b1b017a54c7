// What the right answers are: read from the authored files, as the authors wrote them. A page names what can be chosen by its
// position only, so a question is recognised by its words, as a person would.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const here = path.dirname(fileURLToPath(import.meta.url));
const read = (folder) => parse(fs.readFileSync(path.join(here, folder, 'questions.yaml'), 'utf8')).items;

export const banks = {
  'code-of-conduct': read('../../content/civil-service/code-of-conduct'),
  'rumours-and-evidence': read('../../content/schools/rumours-and-evidence'),
  'every-type': read('../content/civil-service/every-type'),
};

// plain is authored text as a page shows it.
export const plain = (text) => String(text).replace(/\[\[(?:[^\]|]*\|)?([^\]]*)\]\]/g, '$1').replace(/[*_]+/g, '').replace(/\s+/g, ' ').trim();
const labels = async (page, selector) => (await page.locator(selector).allTextContents()).map(plain);
const same = (a, b) => a.length === b.length && [...a].sort().join('\n') === [...b].sort().join('\n');

// lines are the words of what can be chosen in an item, or of its rows.
const lines = (item) => ({
  'true-false': ['True', 'False'],
  matching: item.pairs?.map((p) => plain(p.left)),
  ordering: item.steps?.map((s) => plain(s.text)),
  scenario: item.steps?.find((s) => s.id === item.start)?.choices?.map((c) => plain(c.text)),
}[item.type] ?? item.options.map((o) => plain(o.text)));

// shown is the item of the course that the page asks, by its stem and by what can be chosen.
export async function shown(page) {
  const items = banks[new URL(page.url()).pathname.split('/')[2]];
  const text = plain(await page.locator('#answer').innerText());
  const choices = await labels(page, '#answer label');
  const found = items.find((i) => !i.practice && (!i.stem || text.includes(plain(i.stem).slice(0, 60))) && same(lines(i), choices));
  if (!found) throw new Error(`no item of the bank has ${choices}`);
  return found;
}

// bestPath walks a branching item to its best ending and gives the words of the choices on the way.
const bestPath = (item) => {
  const walk = (id) => {
    const step = item.steps.find((s) => s.id === id);
    if (!step.choices) return { score: step.score ?? 0, path: [] };
    return step.choices
      .map((c) => { const rest = walk(c.to); return { score: rest.score, path: [plain(c.text), ...rest.path] }; })
      .reduce((a, b) => (b.score > a.score ? b : a));
  };
  return walk(item.start).path;
};

// key says what is right: words to tick, the reason, the right side or the place of each row, or the way through a story.
export function key(item, right = true) {
  const ticks = (list) => (list ?? []).filter((o) => Boolean(o.right) === right).map((o) => plain(o.text));
  switch (item.type) {
    case 'true-false': return { ticks: [item.answer === right ? 'True' : 'False'], reason: ticks(item.reasons)[0] };
    case 'matching': return { rows: item.pairs.map((p, i) => [plain(p.left), plain(item.pairs[right ? i : (i + 1) % item.pairs.length].right)]) };
    case 'ordering': return { rows: item.steps.map((s, i) => [plain(s.text), String(right ? i + 1 : item.steps.length - i)]) };
    case 'scenario': return { path: right ? bestPath(item) : bestPath(item).slice(0, 1) };
    case 'single': return { ticks: ticks(item.options).slice(0, 1) };
    default: return { ticks: ticks(item.options) };
  }
}

const labelled = (page, fieldset, text) => page.locator(`${fieldset} .choice`).filter({ has: page.locator('label', { hasText: new RegExp(`^\\s*${escaped(text)}\\s*$`) }) });
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/ /g, '\\s+');

// input is the radio or checkbox of some words; row the select of a row.
export const input = (page, text, fieldset = '#answer') => labelled(page, fieldset, text).locator('input');
export const row = (page, text) => page.locator('#answer .pick').filter({ has: page.locator('label', { hasText: new RegExp(`^\\s*${escaped(text)}\\s*$`) }) }).locator('select');

// answer fills in the question that the page shows, rightly, or wrongly as far as a wrong answer exists. A story is walked choice by
// choice, each a page of its own; the caller's "next" then leaves the ending.
export async function answer(page, right) {
  const { ticks, reason, rows, path: way } = key(await shown(page), right);
  for (const text of ticks ?? []) await input(page, text).check();
  if (reason) await input(page, reason, '#reason').check();
  for (const [text, value] of rows ?? []) {
    await row(page, text).selectOption(/^\d+$/.test(value) ? value : { label: value });
  }
  for (const text of way ?? []) {
    await input(page, text).check();
    await page.locator('button[value="on"]').click();
    if (!right) return;
  }
}

// fillIn answers every question of the test that is asked, by the key that the package holds.
export const fillIn = (frame) => frame.evaluate(() => {
  for (const box of document.querySelectorAll('#test .check:not([hidden])')) {
    const rows = box.querySelectorAll('.why > ul:first-of-type > li, .why > ol > li');
    if (box.dataset.type === 'scenario') {
      const best = (step) => {
        if (step.dataset.ending) return { score: Number(step.dataset.score), path: [] };
        return [...step.querySelectorAll('.choices a')]
          .map((a) => { const next = best(document.getElementById(a.getAttribute('href').slice(1))); return { score: next.score, path: [a, ...next.path] }; })
          .reduce((a, b) => (b.score > a.score ? b : a));
      };
      for (const a of best(box.querySelector('.step.shown')).path) a.click();
    } else if (box.dataset.type === 'ordering') {
      rows.forEach((row, i) => { box.querySelector(`select[name="${row.dataset.id}"]`).value = String(i + 1); });
    } else if (box.dataset.type === 'matching') {
      for (const row of rows) if (row.dataset.right) box.querySelector(`select[name="${row.dataset.id}"]`).value = row.dataset.right;
    } else {
      for (const row of box.querySelectorAll('.why li[data-right]')) box.querySelector(`input[value="${row.dataset.id}"]`).checked = true;
    }
  }
});
