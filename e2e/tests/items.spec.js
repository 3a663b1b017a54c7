// Every type of question, answered in every way that people have: by keyboard alone, by form alone where there are no scripts, and by
// dragging with a mouse or a finger. The course for it stands in e2e/content: each attempt asks one question of each type.
import { test, expect } from '@playwright/test';
import { answer, banks, input, key, plain, row, shown } from '../support/bank.js';
import { signIn, sound } from '../support/session.js';

const course = '/courses/every-type';
// Each project has a person of its own, since a test that is passed is not asked again.
const people = { phone: '99000001', desktop: '99000003', 'phone-no-scripts': '99000004', 'desktop-no-scripts': '99000005' };
const scripts = () => test.info().project.use.javaScriptEnabled !== false;
const touch = () => Boolean(test.info().project.use.hasTouch);

// begin signs in, reads the lessons as far as the course asks, and opens an attempt.
async function begin(page) {
  await signIn(page, people[test.info().project.name]);
  await page.goto(course);
  await page.getByRole('button', { name: 'Begin this course' }).click();
  for (const type of ['single', 'multiple', 'true-false', 'matching', 'ordering', 'scenario']) {
    await page.goto(`${course}/lessons/lesson-${type}`);
    await page.locator('article .pager button').click();
  }
  await page.goto(`${course}/assessment`);
  await page.getByText('How answers are marked').click();
  await expect(page.getByText('Kendall’s tau')).toBeVisible(); // how an order is marked, by its name
  await sound(page, test);
  await page.getByRole('button', { name: 'Start the test' }).click();
  await expect(page.locator('#place')).toContainText('Question 1 of 6');
}

// secret: an author's ids are words, and words tell; none of them may be in what a browser gets.
async function secret(page, item) {
  const ids = [item.id, ...(item.options ?? []), ...(item.reasons ?? []), ...(item.pairs ?? []), ...(item.extras ?? []), ...(item.steps ?? []),
    ...(item.steps ?? []).flatMap((s) => s.choices ?? [])].map((o) => o.id ?? o);
  const source = await page.locator('main form').evaluateAll((forms) => forms.flatMap((form) => [form, ...form.querySelectorAll('*')])
    .flatMap((el) => [...el.attributes].flatMap((a) => a.value.split(/[\s/]+/))));
  const told = source.filter((value) => ids.some((id) => value === id || value.endsWith(`-${id}`)) || /^r[0-9a-f]{8}$/.test(value));
  expect(told, page.url()).toEqual([]);
}

// named: everything that can be operated has a name, and its group has one too.
async function named(page, item) {
  const group = page.locator('main').getByRole('group').first();
  await expect(group).toHaveAccessibleName(item.type === 'scenario' ? 'What do you do?' : /Case \d/);
  for (const control of await page.locator('#answer input, #answer select').all()) await expect(control).toHaveAccessibleName(/\S/);
  if (['multiple', 'matching', 'ordering'].includes(item.type)) await expect(group).toHaveAccessibleDescription(/Choose|Give/);
  if (item.reasons) await expect(page.locator('#reason')).toHaveAccessibleName('And why?');
}

// reach goes to a control by Tab alone.
async function reach(page, target) {
  for (let presses = 0; presses < 80; presses++) {
    if (await target.evaluate((el) => el === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${target} is not reached by Tab`);
}

// pick chooses a radio: Tab leads to the group, arrows within it.
async function pick(page, radio) {
  const name = await radio.getAttribute('name');
  for (let presses = 0; presses < 80; presses++) {
    if (await page.evaluate((n) => document.activeElement.name === n, name)) break;
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Space');
  for (let presses = 0; presses < 12 && !(await radio.isChecked()); presses++) await page.keyboard.press('ArrowDown');
  await expect(radio).toBeChecked();
}

// turn goes through a list to choose from with the arrows.
async function turn(page, select, want) {
  await reach(page, select);
  await page.keyboard.press('Home');
  for (let presses = 0; presses < 12; presses++) {
    const [value, label] = await select.evaluate((s) => [s.value, s.selectedOptions[0].label]);
    if (value === want || label === want) return;
    await page.keyboard.press('ArrowDown');
  }
  throw new Error(`${want} is not reached by arrows`);
}

const on = (page) => page.locator('button[value="on"]');
async function enter(page) {
  await reach(page, on(page));
  await page.keyboard.press('Enter');
}

// byKeyboard answers the question shown without a pointer.
async function byKeyboard(page, item) {
  const { ticks, reason, rows, path } = key(item);
  for (const text of ticks ?? []) {
    if (item.type === 'multiple') {
      await reach(page, input(page, text));
      await page.keyboard.press('Space');
    } else await pick(page, input(page, text));
  }
  if (reason) await pick(page, input(page, reason, '#reason'));
  for (const [text, value] of rows ?? []) await turn(page, row(page, text), value);
  for (const text of path ?? []) {
    await pick(page, input(page, text));
    await enter(page);
    await expect(page.locator('.said').filter({ hasText: text })).toBeVisible();
  }
}

test('every type is asked, answered and marked', async ({ page }) => {
  await begin(page);
  await (scripts() ? allByKeyboard(page) : allByForm(page));
});

// allByKeyboard goes through the test without a pointer.
async function allByKeyboard(page) {
  const seen = new Set();
  for (let number = 1; number <= 6; number++) {
    await expect(page.locator('#place')).toContainText(`Question ${number} of 6`);
    const item = await shown(page);
    seen.add(item.type);
    await named(page, item);
    await secret(page, item);
    await sound(page, test);
    if (item.type === 'scenario') { // back and forward in a story lose nothing
      const address = page.url();
      await input(page, 'Ask who it is').check();
      await on(page).click();
      await expect(page.getByText('The stranger becomes angry')).toBeVisible();
      await page.goBack();
      await page.goForward();
      await page.goto(address);
      await expect(page.getByText('The stranger becomes angry')).toBeVisible();
      await page.getByRole('button', { name: 'Take one step back' }).click();
      await expect(page.getByText('The stranger becomes angry')).toHaveCount(0);
    }
    await byKeyboard(page, item);
    await enter(page);
  }
  expect([...seen].sort()).toEqual(['matching', 'multiple', 'ordering', 'scenario', 'single', 'true-false']);
  await expect(page.getByText('Every question has an answer')).toBeVisible();
  await reach(page, page.getByRole('button', { name: 'Hand in' }));
  await page.keyboard.press('Enter');
  await expect(page.getByText('100 %')).toBeVisible();
}

// allByForm goes through the test in a browser without scripts.
async function allByForm(page) {
  for (let number = 1; number <= 6; number++) {
    await expect(page.locator('#place')).toContainText(`Question ${number} of 6`);
    const item = await shown(page);
    await secret(page, item);
    if (item.type === 'ordering') { // two steps in one place: said at the row, and nothing is lost
      const [first, second] = item.steps.map((s) => row(page, plain(s.text)));
      for (const [text, place] of item.steps.map((s, i) => [plain(s.text), i === 0 ? 2 : i + 1])) await row(page, text).selectOption(String(place));
      await on(page).click();
      await expect(page.locator('#problems a').first()).toContainText('both have place 2');
      const wrong = page.locator('.pick.wrong select[aria-invalid=true]').first();
      await expect(wrong).toHaveAccessibleDescription(/both have place 2/);
      await expect(first).toHaveValue('2');
      await expect(second).toHaveValue('2');
    }
    await answer(page, true);
    await on(page).click();
  }
  await expect(page.getByText('Every question has an answer')).toBeVisible();
  await page.getByRole('button', { name: 'Hand in' }).click();
  await expect(page.getByText('100 %')).toBeVisible();
}

// pull drags from one place to another, by mouse or by finger.
async function pull(page, from, to, { drop = true } = {}) {
  await to.evaluate((el) => el.scrollIntoView({ block: 'center', behavior: 'instant' }));
  const middle = async (l) => { const b = await l.boundingBox(); return { x: b.x + b.width / 2, y: b.y + b.height / 2 }; };
  const [start, end] = [await middle(from), await middle(to)];
  const points = [1, 2, 3, 4, 5, 6].map((i) => ({ x: start.x + (end.x - start.x) * i / 6, y: start.y + (end.y - start.y) * i / 6 }));
  if (!touch()) {
    await page.mouse.move(start.x, start.y);
    await page.mouse.down();
    for (const p of points) await page.mouse.move(p.x, p.y);
    if (drop) await page.mouse.up();
    return;
  }
  const finger = await page.context().newCDPSession(page);
  await finger.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [start] });
  for (const p of points) await finger.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [p] });
  if (drop) await finger.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}

const order = (check) => check.locator('.pick label').allTextContents();

test('steps and right sides can be dragged', async ({ page }) => {
  await signIn(page, people[test.info().project.name]);
  if (!scripts()) { // an addition: without it there is nothing to be seen of it, and the lists are there
    await page.goto(`${course}/practice`);
    await expect(page.locator('.grip')).toHaveCount(0);
    await expect(page.locator('section.check select')).toHaveCount(3);
    return;
  }

  await test.step('an ordering: the list on the screen is the order', async () => {
    await page.goto(`${course}/practice`);
    const check = page.locator('section.check');
    const steps = banks['every-type'].find((i) => i.practice).steps.map((s) => plain(s.text));
    const step = (text) => check.locator('.pick').filter({ hasText: text });
    await sound(page, test);
    const before = await order(check);
    if (!touch()) { // Escape puts everything back
      await pull(page, step(before[0]).locator('.grip'), step(before[2]).locator('.grip'), { drop: false });
      expect(await order(check)).not.toEqual(before);
      await page.keyboard.press('Escape');
      await page.mouse.up();
      expect(await order(check)).toEqual(before);
      await expect(check.locator('select').first()).toHaveValue('');
    }
    for (const [place, text] of steps.entries()) {
      if ((await order(check))[place] === text) continue;
      await pull(page, step(text).locator('.grip'), check.locator('.pick').nth(place).locator('.grip'));
      await expect(check.locator('[data-order] + [role=status]')).toHaveText(`${text}: place ${place + 1} of 3.`);
    }
    expect(await order(check)).toEqual(steps);
    for (const [place, text] of steps.entries()) await expect(step(text).locator('select')).toHaveValue(String(place + 1));
    const last = step(steps[2]).locator('select'); // the list of places says the same, and who takes a place gives up its own
    await last.focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Tab');
    await expect(step(steps[0]).locator('select')).toHaveValue('3');
    expect(await order(check)).toEqual([steps[2], steps[1], steps[0]]);
    await step(steps[0]).locator('select').selectOption('1');
    await check.getByRole('button', { name: 'Check my answer' }).click();
    await expect(check.locator('p.notice.good')).toHaveText('Right.');
    await sound(page, test);
  });

  await test.step('a matching: what is dropped on a row is chosen there', async () => {
    await page.goto(`${course}/lessons/lesson-matching`);
    const check = page.locator('section.check');
    await sound(page, test);
    for (const [left, right] of [['The agency\'s page', 'The Social Media Lead'], ['Your own page', 'You yourself']]) {
      await pull(page, check.locator('.chip').filter({ hasText: right }).locator('.grip'), check.locator('.pick').filter({ hasText: left }).locator('label'));
      await expect(check.locator('[data-match] + [role=status]')).toHaveText(`${left}: ${right}.`);
      await expect(check.getByLabel(left).locator('option:checked')).toHaveText(right);
    }
    await expect(check.locator('.ghost')).toHaveCount(0);
    await check.getByRole('button', { name: 'Check my answer' }).click();
    await expect(check.locator('p.notice.good')).toHaveText('Right.');
    await sound(page, test);
  });
});
