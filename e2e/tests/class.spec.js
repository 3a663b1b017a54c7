// A whole class of 35, from the first card to the day on which nothing is left of it: 12 pupils on phones of their own, one of them
// without a link in between; 13 on two devices that go from hand to hand; 10 on paper.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test, expect } from '@playwright/test';
import { answer } from '../support/bank.js';
import { ownServer } from '../support/own.js';
import { chosen, enter, signIn, signOut } from '../support/session.js';

const module = { id: 'rumours-and-evidence', title: 'Rumours and evidence', lessons: 4, questions: 6 };
const size = 35;

// How many questions of the quiz a number answers well, and what is typed on the teacher's list of names.
const right = (number) => (number * 5) % (module.questions + 1);
const name = (number) => `Zxqv Invented ${number}`;

let server;
test.beforeEach(async ({}, info) => {
  test.skip(info.project.name !== 'phone', 'one class, on phones');
  server = await ownServer(fs.mkdtempSync(path.join(os.tmpdir(), 'lamtoen-')));
  await server.start();
});
test.afterEach(() => server?.stop());

test('a class of 35', async ({ browser }, info) => {
  test.setTimeout(900_000);
  const device = async () => (await browser.newContext({ ...info.project.use, baseURL: server.url })).newPage();
  const teacher = await device();
  const sent = [];
  teacher.context().on('request', (r) => sent.push(decodeURIComponent(`${r.url()} ${r.postData() ?? ''}`.replace(/%(?![0-9a-f]{2})/gi, '%25'))));
  await signIn(teacher, '99000005');
  const own = await open(teacher);

  await teacher.goto(`/classes/${own.id}/names`);
  for (let number = 1; number <= size; number++) await teacher.getByLabel(`Name of number ${number}`, { exact: true }).fill(name(number));
  await expect(teacher.locator('#names-said')).toHaveText('Kept in this browser.');
  await assign(teacher, own.id);

  // Thirteen on two devices, which go from hand to hand.
  for (const numbers of [[13, 14, 15, 16, 17, 18], [19, 20, 21, 22, 23, 24, 25]]) {
    const shared = await device();
    for (const number of numbers) {
      if (number === numbers[0]) await tap(shared, own, number);
      else {
        await shared.getByRole('button', { name: 'Pass the device on' }).first().click();
        await choose(shared, own, number);
      }
      await work(shared, number);
    }
    await shared.context().close();
  }

  // The class is seen as it worked, number by number.
  await teacher.goto(`/classes/${own.id}/${module.id}`);
  for (let number = 13; number <= 25; number++) await expect(teacher.locator(`#n${number}`)).toContainText(`${right(number)} right of ${module.questions}`);

  // One leaves, one joins with the next number, and the class goes to a colleague.
  await teacher.goto(`/classes/${own.id}/pupils`);
  await teacher.getByRole('button', { name: 'Has left 13', exact: true }).click();
  await teacher.goto(`/classes/${own.id}/pupils`);
  await teacher.getByRole('button', { name: `Add a pupil: number ${size + 1}` }).click();
  await teacher.goto(`/classes/${own.id}/teachers`);
  await teacher.getByRole('button', { name: 'Make a code' }).click();
  const handover = (await teacher.locator('.joincode').innerText()).trim();
  const colleague = await appointed(await device());
  await colleague.goto(`/classes/${own.id}`);
  await expect(colleague.locator('h1')).not.toContainText('VIII A');
  await colleague.goto('/classes/take-over');
  await colleague.locator('main form input:not([type=hidden])').first().fill(handover);
  await colleague.getByRole('button', { name: 'Take it over' }).click();
  await colleague.goto(`/classes/${own.id}/${module.id}`);
  await expect(colleague.locator('#n14')).toContainText(`${right(14)} right of`);
  await teacher.context().close();
  await colleague.context().close();

  // Nothing that was typed on the list of names has left the browser.
  expect(sent.length).toBeGreaterThan(20);
  expect(sent.filter((text) => text.includes('Zxqv'))).toEqual([]);
  await server.stop();
  expect(pupilsIn(own.id)).toContain('14');
  expect(server.bytes().includes('Zxqv')).toBe(false);

  // And when the school's year is over, nothing is left of the pupils but figures.
  await server.start(300);
  await expect.poll(async () => (await fetch(`${server.url}/card/${own.code}`)).status).toBe(404);
  await server.stop();
  expect(pupilsIn(own.id)).toEqual([]);
  expect(server.bytes().includes(`${own.id}/${module.id}`)).toBe(true);
});

// open opens the class: its id, its code, and the pictures on the cards.
async function open(page) {
  await page.goto('/classes/new');
  await page.locator('#grade').selectOption('VIII');
  await page.locator('#section').selectOption('A');
  await page.locator('#size').fill(String(size));
  await page.getByRole('button', { name: 'Open the class' }).click();
  await expect(page.locator('ul.cards > li')).toHaveCount(size);
  const cards = await page.locator('ul.cards > li').evaluateAll((list) => list.map((li) => [...li.querySelectorAll('p:nth-of-type(2) svg')].map((s) => s.getAttribute('aria-label'))));
  const code = (await page.locator('ul.cards > li span.figures').first().textContent()).trim();
  const print = await page.request.get(await page.getByRole('link', { name: 'Print the cards' }).getAttribute('href'));
  expect((await print.body()).subarray(0, 5).toString()).toBe('%PDF-');
  return { id: page.url().match(/classes\/([^/?]+)/)[1], code, cards };
}

async function assign(page, id) {
  await page.goto(`/classes/${id}/assign`);
  await page.getByLabel('Module').selectOption({ label: module.title });
  await page.getByLabel(/Devices that go round/).check();
  await page.getByRole('button', { name: 'Assign it' }).click();
  await expect(page.locator('#now')).toContainText('Nobody has begun');
}

// tap signs a pupil in with their card.
async function tap(page, own, number) {
  await page.goto('/card');
  await page.locator('#code').fill(own.code);
  await page.getByRole('button', { name: 'Next' }).click();
  await choose(page, own, number);
}

// choose taps a number and its pictures, where a pupil stands before the numbers of the class.
async function choose(page, own, number) {
  await page.getByRole('link', { name: String(number), exact: true }).click();
  for (const picture of own.cards[number - 1]) await page.getByRole('button', { name: picture, exact: true }).click();
  await expect(page.getByText(`Number ${number}`, { exact: true }).first()).toBeVisible();
}

// work goes through the module to its end, or as far as `until` lets it: it is asked before each page.
async function work(page, number, until = () => true) {
  await page.goto(`/pupil/${module.id}`);
  let asked = 0;
  for (let i = 0; i < 60 && (await page.getByText('You are done').count()) === 0 && until(page); i++) {
    const on = page.locator('.task a.main, main a.btn.main').first();
    const read = page.getByRole('button', { name: /^I have read it/ });
    if (await read.count()) await read.click();
    else if (await on.count()) await on.click();
    else {
      const good = page.url().includes('/quiz/') ? asked++ < right(number) : page.url().includes('/after/') || number % 2 === 0;
      await answer(page, good);
      await page.getByRole('button', { name: 'This is my answer' }).click();
    }
  }
}

// appointed is a new teacher of the school, signed in.
async function appointed(page) {
  const person = await enter(page, 'class');
  await signOut(page);
  await signIn(page, '99000009');
  await page.goto('/schools/demo-paro-1/staff');
  await page.locator('[name=eid]').fill(person.eid);
  await page.locator('[name=role][value=teacher]').check();
  await page.locator('[name=why]').fill('Appointment order of a test');
  await page.locator('main form button.main').click();
  await expect(page.locator('main')).toContainText(person.eid);
  await signOut(page);
  await signIn(page, person.eid, { password: chosen });
  return page;
}

// pupilsIn gives the numbers of the pupils of whom a row, a session, an answer or a sheet lies in the store's file.
const pupilsIn = (id) => [...new Set([...server.bytes().toString('latin1').matchAll(new RegExp(`${id}/([1-9]\\d?)(?!\\d)`, 'g'))].map((m) => m[1]))];
