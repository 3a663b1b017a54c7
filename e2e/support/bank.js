// What the right answers are: read from the authored files, as the authors wrote them. A question on a page is recognised by
// the ids of its inputs, which are unique in the bank.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../content/civil-service/code-of-conduct');
const items = parse(fs.readFileSync(path.join(root, 'questions.yaml'), 'utf8')).items;

const has = (item, id) => (item.options ?? item.reasons ?? []).some((o) => o.id === id)
  || (item.steps ?? []).some((s) => s.id === id || (s.choices ?? []).some((c) => c.id === id))
  || (item.pairs ?? []).some((p) => p.id === id);

// find gives the item that has an option, step, pair or choice of the id.
const find = (id) => {
  const item = items.find((i) => has(i, id) || (i.reasons ?? []).some((r) => r.id === id));
  if (!item) throw new Error(`no item of the bank has ${id}`);
  return item;
};

// bestPath walks a branching item to its best ending and gives the choices on the way.
const bestPath = (item) => {
  const walk = (id) => {
    const step = item.steps.find((s) => s.id === id);
    if (!step.choices) return { score: step.score ?? 0, path: [] };
    return step.choices
      .map((c) => { const rest = walk(c.to); return { score: rest.score, path: [c.id, ...rest.path] }; })
      .reduce((a, b) => (b.score > a.score ? b : a));
  };
  return walk(item.start).path;
};

// answer fills in the question that the page shows, rightly, or wrongly as far as a wrong answer exists.
export async function answer(page, right) {
  const value = async (selector) => page.locator(selector).first().getAttribute('value');
  const story = page.locator('input[name="choice"]');
  if (await story.count() > 0) return story.first().page() && tell(page, right);
  const select = page.locator('main select');
  if (await select.count() > 0) return choose(page, right);
  const item = await (async () => {
    const reason = page.locator('input[name="reason"]');
    return find(await value(await reason.count() > 0 ? 'input[name="reason"]' : 'input[name="answer"]'));
  })();
  if (item.type === 'true-false') {
    await page.locator(`input[name="answer"][value="${item.answer === right}"]`).check();
    const reason = (item.reasons ?? []).find((r) => Boolean(r.right) === right);
    if (reason) await page.locator(`input[name="reason"][value="${reason.id}"]`).check();
    return;
  }
  for (const option of item.options.filter((o) => Boolean(o.right) === right).slice(0, item.type === 'single' ? 1 : undefined)) {
    await page.locator(`input[name="answer"][value="${option.id}"]`).check();
  }
}

// choose fills in the selects of a matching or an ordering.
async function choose(page, right) {
  const names = await page.locator('main select').evaluateAll((list) => list.map((s) => s.name));
  const ids = names.map((n) => n.replace(/^(match|place)-/, ''));
  const item = find(ids[0]);
  for (const [i, name] of names.entries()) {
    const select = page.locator(`select[name="${name}"]`);
    if (item.type === 'ordering') {
      const place = item.steps.findIndex((s) => s.id === ids[i]) + 1;
      await select.selectOption(String(right ? place : item.steps.length + 1 - place));
    } else {
      const pair = item.pairs[right ? item.pairs.findIndex((p) => p.id === ids[i]) : (item.pairs.findIndex((p) => p.id === ids[i]) + 1) % item.pairs.length];
      await select.selectOption({ label: plain(pair.right) });
    }
  }
}

const plain = (text) => text.replace(/\*\*?/g, '').trim();

// tell walks a branching question choice by choice; each is a page of its own. The caller's "next" then leaves the ending.
async function tell(page, right) {
  const item = find(await page.locator('input[name="choice"]').first().getAttribute('value'));
  const path = right ? bestPath(item) : bestPath(item).slice(0, 1);
  for (const id of path) {
    await page.locator(`input[name="choice"][value="${id}"]`).check();
    await page.locator('button[value="on"]').click();
    if (!right) return;
  }
}
