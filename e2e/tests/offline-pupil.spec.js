// Pupils without a link: the module that they opened once stays on the device, they go on with it, and what they did is sent once, as
// theirs, though the device has gone from hand to hand meanwhile. The relay of support/link.js is what drops.
import { test, expect } from '@playwright/test';
import { openLink } from '../support/link.js';
import { signIn, sound } from '../support/session.js';

const module = 'rumours-and-evidence';
const own = `/pupil/${module}`;
const bar = (page) => page.locator('#device');

// device opens a browser of its own behind a link of its own.
async function device(browser, info) {
  const { viewport, hasTouch, isMobile, deviceScaleFactor, baseURL } = info.project.use;
  const link = await openLink(baseURL);
  const context = await browser.newContext({ viewport, hasTouch, isMobile, deviceScaleFactor, baseURL: link.url });
  return { link, context, page: await context.newPage(), done: async () => { await context.close(); await link.close(); } };
}
const cut = async (d) => { await d.context.setOffline(true); await d.link.down(); };
const restore = async (d) => { await d.link.up(); await d.context.setOffline(false); };

// newClass opens a class, gives it the module, and reads the cards.
async function newClass(browser, info, section, mode) {
  const context = await browser.newContext({ baseURL: info.project.use.baseURL });
  const page = await context.newPage();
  await signIn(page, '99000005');
  await page.goto('/classes/new');
  await page.locator('#grade').selectOption('VII');
  await page.locator('#section').selectOption(section);
  await page.locator('#size').fill('12');
  await page.getByRole('button', { name: 'Open the class' }).click();
  const cards = await page.locator('ul.cards > li').evaluateAll((list) => list.map((li) => ({
    code: li.querySelector('span.figures').textContent.trim(), pictures: [...li.querySelectorAll('p:nth-of-type(2) svg')].map((s) => s.getAttribute('aria-label')),
  })));
  expect(cards[11].pictures).toHaveLength(3);
  const id = new URL(page.url()).pathname.split('/')[2];
  await page.goto(`/classes/${id}/assign`);
  await page.locator('[name=course]').selectOption(module);
  await page.locator(`[name=mode][value=${mode}]`).check();
  await page.locator('main form button.main').click();
  await expect(page.locator('h1')).not.toHaveText('Assign a module');
  return { id, cards, page, done: () => context.close() };
}

async function tap(page, card, number) {
  await page.goto(`/card/${card.code}/${number}`);
  for (const name of card.pictures) await page.getByRole('button', { name, exact: true }).click();
  await expect(page).toHaveURL(/\/pupil/);
}

// open signs a pupil in and opens the module once, with a link.
async function open(d, group, number) {
  await tap(d.page, group.cards[number - 1], number);
  await d.page.goto(own);
  await expect(d.page.locator('#keep')).toContainText('It opens without a link', { timeout: 30_000 });
  await d.page.evaluate(() => navigator.serviceWorker.ready.then(() => new Promise((ok) => {
    if (navigator.serviceWorker.controller) ok(); else navigator.serviceWorker.addEventListener('controllerchange', ok);
  })));
}

// fill gives the n-th answer to the question on the page, whatever its kind.
const fill = (page, n = 0) => page.evaluate((at) => {
  const groups = {};
  document.querySelectorAll('main input[type=radio], main input[type=checkbox]').forEach((i) => { (groups[i.name] ||= []).push(i); });
  Object.values(groups).forEach((list) => { list[at % list.length].checked = true; });
  document.querySelectorAll('main select').forEach((s, i) => { const real = [...s.options].filter((o) => o.value); s.value = real[s.name.startsWith('match') ? 0 : i % real.length].value; });
}, n);

// step does the one thing that the page asks for.
async function step(page) {
  if (await page.locator('article .pager button').count()) return page.locator('article .pager button').click();
  await fill(page);
  return page.getByRole('button', { name: 'This is my answer' }).click();
}

const holds = (page) => page.evaluate(async () => {
  const name = 'lamtoen-pupils-copies';
  const copies = await caches.has(name) ? (await (await caches.open(name)).keys()).map((r) => new URL(r.url).pathname) : [];
  const [queue, left] = await Promise.all([device.pupils.all('queue'), device.pupils.all('left')]);
  return { pages: copies.filter((p) => p.startsWith('/pupil')), queue, left, owner: await device.pupils.get('notes', 'owner') };
});

// seat is what the teacher sees of a number.
async function seat(group, number) {
  await group.page.goto(`/classes/${group.id}/${module}`);
  return (await group.page.locator(`#n${number} td`).first().innerText()).trim();
}

test.describe('a pupil without a link', () => {
  test.beforeEach(({}, info) => {
    test.skip(info.project.name !== 'phone', 'scripts keep the pages; once is enough');
  });

  test('a whole module on a phone: kept, cut, done, back, and all is there once', async ({ browser }, info) => {
    const group = await newClass(browser, info, 'A', 'own');
    const d = await device(browser, info);
    let { page } = d;
    await open(d, group, 5);
    await sound(page, test);
    const kept = await holds(page);
    expect(kept.pages.length).toBeGreaterThan(8);
    expect(await seat(group, 5), 'a copy is nothing done').toContain('Not begun');

    await cut(d);
    let steps = 0;
    await test.step('from the first question to the end of the quiz', async () => {
      await page.goto(own);
      await expect(bar(page)).toContainText('was kept on this device');
      await page.locator('a[data-go]').click();
      while (new URL(page.url()).pathname !== own) {
        const quiz = page.url().includes('/quiz/');
        if (quiz) await expect(page.locator('[data-copy-only]')).toContainText('will be marked when the link is back');
        if (steps === 0 || quiz) await sound(page, test);
        await step(page);
        await expect(bar(page)).toContainText(`Not sent yet: ${++steps}.`);
      }
      expect(steps).toBe(kept.pages.length - 2);
      await expect(page.locator('.task')).toContainText('all that can be done without a link');
      await sound(page, test);
    });
    await test.step('no reason and no key of the quiz lies on the device', async () => {
      const texts = await page.evaluate(async () => {
        const cache = await caches.open('lamtoen-pupils-copies');
        return Promise.all((await cache.keys()).filter((r) => r.url.includes('/quiz/')).map(async (r) => (await cache.match(r)).text()));
      });
      expect(texts.length).toBeGreaterThan(2);
      for (const text of texts) expect(text).not.toMatch(/class="told|class="notice (good|warning)" role/);
    });
    await test.step('the tab is closed and opened; an answer stands in its form', async () => {
      await page.close();
      page = d.page = await d.context.newPage();
      await page.goto(`${own}/before/1`);
      await expect(page.locator('#answer :checked').first()).toBeAttached();
      await expect(page.locator('[data-queued]')).toContainText('sent when the link is back');
    });
    const queue = (await holds(page)).queue;
    await test.step('the link is back, and the first answer of the server is lost on the way', async () => {
      let lost = 0;
      d.link.lose((req) => req.headers['lamtoen-age'] && lost++ === 0);
      await restore(d);
      await page.goto(own);
      await expect(bar(page)).toContainText('Everything was sent', { timeout: 60_000 });
      d.link.lose(null);
      expect(lost).toBeGreaterThan(1);
      await page.goto(own);
      await expect(page.locator('main')).toContainText('You are done');
      await expect(page.locator('main')).toContainText('Your quiz: see why');
      await sound(page, test);
    });
    const before = await seat(group, 5);
    expect(before).toContain('Done');
    await test.step('all of it sent again, backwards, changes nothing', async () => {
      await page.evaluate(async (list) => {
        for (const e of list.reverse()) { await device.put('queue', e); await device.flush(); }
      }, queue);
      expect((await holds(page)).queue).toEqual([]);
      expect(await seat(group, 5)).toBe(before);
      await page.goto(`${own}/quiz/1`);
      await expect(page.locator('main')).not.toContainText('This is my answer');
    });
    await d.done();
    await group.done();
  });

  test('two pupils on one device, the link cut in the middle: nothing is lost, shown or mixed up', async ({ browser }, info) => {
    const group = await newClass(browser, info, 'E', 'shared');
    const d = await device(browser, info);
    const { page } = d;
    await open(d, group, 1);
    await page.locator('a[data-go]').click();
    await step(page); // question 1, with a link
    await expect(page).toHaveURL(/before\/2/);
    await cut(d);
    await step(page);
    await expect(page).toHaveURL(/before\/3/);
    await step(page);
    await expect(bar(page)).toContainText('Not sent yet: 2.');
    await test.step('passing on says what it means, and keeps what is not sent', async () => {
      await page.getByRole('button', { name: 'Pass the device on' }).click();
      await expect(bar(page)).toContainText('the next pupil cannot sign in without one');
      await sound(page, test);
      await page.getByRole('button', { name: 'Sign out all the same' }).click();
      await expect(page.locator('h1')).toHaveText('There is no link');
      await expect(page.locator('main')).toContainText('nobody can sign in here with a card');
      await sound(page, test);
      const held = await holds(page);
      expect([held.pages, held.queue, held.owner, held.left.length]).toEqual([[], [], undefined, 2]);
    });
    await test.step('nothing of the first pupil opens', async () => {
      for (const address of [own, `${own}/before/2`, '/pupil', `/card/${group.cards[1].code}`]) {
        await page.goto(address);
        await expect(page.locator('h1')).toHaveText('There is no link');
        await expect(page.locator('main')).not.toContainText('Number 1');
        await expect(page.locator('main')).not.toContainText('Question');
      }
    });
    await test.step('the link is back: the server hears of the signing out first, and the answers are the first pupil\'s', async () => {
      await restore(d);
      await page.goto(own);
      await expect(page).toHaveURL(/\/card/);
      await expect.poll(async () => (await holds(page)).left.length, { timeout: 40_000 }).toBe(0);
      expect(await seat(group, 1)).toContain('Lesson 1 of');
    });
    await test.step('a device that lies about opens nothing without a link, and what is on the screen can still be sent', async () => {
      await open(d, group, 6);
      await page.goto(`${own}/before/1`);
      await cut(d);
      await page.evaluate(() => device.put('notes', Date.now() - 21 * 60e3, 'seen'));
      const other = await d.context.newPage();
      await other.goto(own);
      await expect(other.locator('h1')).toHaveText('There is no link');
      await other.close();
      await step(page);
      await expect(bar(page)).toContainText('Not sent yet: 1.');
      await restore(d);
      await page.goto(own);
      await expect(bar(page)).toContainText('Everything was sent', { timeout: 40_000 });
      expect(await seat(group, 6)).toContain('Question 2');
      await page.getByRole('button', { name: 'Pass the device on' }).click();
      await expect(page).toHaveURL(/\/card\//);
      expect((await holds(page)).pages).toEqual([]);
    });
    await test.step('the second pupil, and the link drops again', async () => {
      await open(d, group, 2);
      await expect(page.locator('main')).toContainText('Number 2');
      await cut(d);
      await page.locator('a[data-go]').click();
      await expect(page).toHaveURL(/before\/1/);
      await step(page);
      await expect(bar(page)).toContainText('Not sent yet: 1.');
      await restore(d);
      await tap(page, group.cards[2], 3); // who takes the device without it being passed on
      await expect(page.locator('main')).toContainText('Number 3');
      await page.goto(own);
      await expect.poll(async () => { const h = await holds(page); return h.left.length + h.queue.length; }, { timeout: 40_000 }).toBe(0);
      expect(await seat(group, 2)).toContain('Question 2');
      expect(await seat(group, 3)).toContain('Not begun');
    });
    await test.step('a page of the second pupil that is still open gives the third one nothing', async () => {
      await page.goto(`${own}/before/1`);
      await page.evaluate((reader) => { document.querySelector('main form [name=reader]').value = reader; }, `pupil-${group.id}-2`);
      await step(page);
      await expect(page.locator('main')).toContainText('another pupil');
      expect(await seat(group, 3)).toContain('Not begun');
    });
    await test.step('other pictures end the pass: what waits is for that pupil to sign in to', async () => {
      await open(d, group, 3);
      await page.goto(`${own}/before/1`);
      await cut(d);
      await step(page);
      await page.getByRole('button', { name: 'Pass the device on' }).click();
      await page.getByRole('button', { name: 'Sign out all the same' }).click();
      await group.page.goto(`/classes/${group.id}/pupils`);
      await group.page.getByRole('button', { name: 'New pictures 3', exact: true }).click();
      group.cards[2].pictures = await group.page.locator('ul.cards > li p:nth-of-type(2) svg').evaluateAll((l) => l.map((s) => s.getAttribute('aria-label')));
      await restore(d);
      await page.goto('/card');
      await expect(bar(page)).toContainText('until this pupil signs in on this device again: Number 3', { timeout: 40_000 });
      await sound(page, test);
      await open(d, group, 3);
      await expect.poll(async () => { const h = await holds(page); return h.left.length + h.queue.length; }, { timeout: 40_000 }).toBe(0);
      expect(await seat(group, 3)).toContain('Question 2');
    });
    await d.done();
    await group.done();
  });

  test('two devices of one pupil, and a teacher who keeps a course in the same browser', async ({ browser }, info) => {
    const group = await newClass(browser, info, 'F', 'own');
    const one = await device(browser, info), two = await device(browser, info);
    await signIn(one.page, '99000005');
    await one.page.goto('/courses/code-of-conduct');
    const begin = one.page.getByRole('button', { name: 'Begin this course' });
    if (await begin.count()) await begin.click();
    await one.page.goto('/courses/code-of-conduct');
    await one.page.getByRole('button', { name: 'Keep on this device' }).click();
    await expect(one.page.locator('#keep')).toContainText('Kept on this device:');
    for (const d of [one, two]) await open(d, group, 4);
    expect((await one.page.evaluate(() => device.people.all('courses'))).length, "the teacher's copies stay the teacher's").toBe(1);
    for (const d of [two, one]) { // the second answers first, and comes back last
      await cut(d);
      await d.page.goto(`${own}/before/1`);
      await fill(d.page, d === two ? 1 : 0);
      await d.page.getByRole('button', { name: 'This is my answer' }).click();
      await expect(bar(d.page)).toContainText('Not sent yet: 1.');
    }
    for (const d of [one, two]) {
      await restore(d);
      await d.page.goto('/pupil');
      await expect.poll(async () => (await holds(d.page)).queue.length, { timeout: 40_000 }).toBe(0);
    }
    expect(await seat(group, 4)).toContain('Question 2');
    await one.done();
    await two.done();
    await group.done();
  });
});
