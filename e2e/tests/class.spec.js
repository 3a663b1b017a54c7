// A whole class of 35, from the first card to the day on which nothing is left of it: ten on phones, one of which loses its link, and
// one with a file from a pen drive; 13 on two devices that go from hand to hand; ten on paper.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { test, expect } from '@playwright/test';
import { answer, fillIn } from '../support/bank.js';
import { openLink } from '../support/link.js';
import { ownServer } from '../support/own.js';
import { chosen, enter, signIn, signOut } from '../support/session.js';

const module = { id: 'rumours-and-evidence', title: 'Rumours and evidence', questions: 6 };
const size = 35;
const [cutOff, penDrive] = [11, 12];
const devices = [[13, 14, 15, 16, 17, 18], [19, 20, 21, 22, 23, 24, 25]];
const onPaper = [26, 27, 28, 29, 30, 31, 32, 33, 34, 35];

// How many questions of the quiz a number answers well, and what is typed on the teacher's list of names.
const right = (number) => (number === penDrive ? module.questions : (number * 5) % (module.questions + 1));
const name = (number) => `Zxqv Invented ${number}`;

let server;
test.beforeEach(async ({}, info) => {
  test.skip(info.project.name !== 'phone', 'one class, on phones');
  test.setTimeout(900_000);
  server = await ownServer(fs.mkdtempSync(path.join(os.tmpdir(), 'lamtoen-')));
  await server.start();
});
test.afterEach(() => server?.stop());

test('a class of 35', async ({ browser }, info) => {
  const device = async (more = {}) => (await browser.newContext({ ...info.project.use, baseURL: server.url, ...more })).newPage();
  const teacher = await device();
  const sent = [];
  teacher.context().on('request', (r) => sent.push(decodeURIComponent(`${r.url()} ${r.postData() ?? ''}`.replace(/%(?![0-9a-f]{2})/gi, '%25'))));
  await signIn(teacher, '99000005');
  const own = await open(teacher);
  await test.step('names, which stay in the browser', async () => {
    await teacher.goto(`/classes/${own.id}/names`);
    for (let number = 1; number <= size; number++) await teacher.getByLabel(`Name of number ${number}`, { exact: true }).fill(name(number));
    await expect(teacher.locator('#names-said')).toHaveText('Kept in this browser.');
  });
  await assign(teacher, own.id);

  await test.step('phones', async () => {
    for (let number = 1; number <= 10; number++) {
      const phone = await device();
      await tap(phone, own, number);
      await work(phone, number);
      await phone.context().close();
    }
  });
  await test.step('a phone that loses its link', () => withoutLink(device, own));
  await test.step('two devices that go round', async () => {
    for (const numbers of devices) {
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
  });
  await test.step('a file from a pen drive, whose slip is typed twice', () => fromDisk(teacher, device, own, info));
  const scores = new Map([...Array(25).keys()].map((i) => [i + 1, right(i + 1)]));
  await test.step('sheets of paper, one of them corrected', () => paper(teacher, own, scores));

  await test.step('the class is seen as it worked, number by number', async () => {
    await teacher.goto(`/classes/${own.id}/${module.id}`);
    await expect(teacher.locator('main')).toContainText(`${size} of ${size} are done`);
    for (const [number, good] of scores) {
      await expect.soft(teacher.locator(`#n${number}`)).toContainText('Done');
      await expect.soft(teacher.locator(`#n${number}`)).toContainText(`${good} right of ${module.questions}`);
    }
  });

  // One leaves, one joins with the next number, and the class goes to a colleague.
  await teacher.goto(`/classes/${own.id}/pupils`);
  await teacher.getByRole('button', { name: 'Has left 13', exact: true }).click();
  await teacher.goto(`/classes/${own.id}/pupils`);
  await teacher.getByRole('button', { name: `Add a pupil: number ${size + 1}` }).click();
  await teacher.goto(`/classes/${own.id}/teachers`);
  await teacher.getByRole('button', { name: 'Make a code' }).click();
  const handover = (await teacher.locator('.joincode').innerText()).trim();
  const colleague = await appointed(await device());
  expect((await colleague.goto(`/classes/${own.id}`)).status()).toBe(404);
  await colleague.goto('/classes/take-over');
  await colleague.locator('main form input:not([type=hidden])').first().fill(handover);
  await colleague.getByRole('button', { name: 'Take it over' }).click();
  await colleague.goto(`/classes/${own.id}/${module.id}`);
  await expect(colleague.locator('#n14')).toContainText(`${right(14)} right of`);
  await expect(colleague.locator('#n13')).toHaveCount(0);
  await expect(colleague.locator(`#n${size + 1}`)).toContainText('Not begun');
  expect((await teacher.goto(`/classes/${own.id}`)).status()).toBe(404);

  await test.step('nothing that was typed on the list of names has left the browser', async () => {
    expect(sent.length).toBeGreaterThan(50);
    expect(sent.filter((text) => text.includes('Zxqv'))).toEqual([]);
    await server.stop();
    expect(pupilsIn(own.id)).toContain('14');
    expect(server.bytes().includes('Zxqv')).toBe(false);
  });
  await test.step('when the school’s year is over, nothing is left of the pupils but figures', async () => {
    await server.start(300);
    await expect.poll(async () => (await fetch(`${server.url}/card/${own.code}`)).status).toBe(404);
    await server.stop();
    expect(pupilsIn(own.id)).toEqual([]);
    expect(server.bytes().includes(`${own.id}/${module.id}`)).toBe(true);
    expect(server.bytes().includes('Zxqv')).toBe(false);
  });
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

// step does the one thing that a page asks for: reads a lesson, or answers a question as the number does.
async function step(page, number, asked) {
  const read = page.locator('article .pager button');
  if (await read.count()) return read.click();
  const good = page.url().includes('/quiz/') ? asked.quiz++ < right(number) : page.url().includes('/after/') || number % 2 === 0;
  await answer(page, good);
  return page.getByRole('button', { name: 'This is my answer' }).click();
}

// work goes through the module to its end.
async function work(page, number) {
  await page.goto(`/pupil/${module.id}`);
  const asked = { quiz: 0 };
  const on = page.locator('main a.btn.main').first();
  for (let i = 0; i < 60 && (await page.getByText('You are done').count()) === 0; i++) {
    const go = (await on.count()) ? on.click() : step(page, number, asked);
    await Promise.all([page.waitForEvent('domcontentloaded'), go]); // the next page, and not what is still to be seen of this one
  }
  await expect(page.locator('main')).toContainText(`In the quiz, ${right(number)} of ${module.questions} were right`);
}

// withoutLink begins with a link, loses it, goes through everything, and gets the link back: nothing is sent before, and all of it then.
async function withoutLink(device, own) {
  const link = await openLink(server.url);
  const page = await device({ baseURL: link.url });
  await tap(page, own, cutOff);
  await page.goto(`/pupil/${module.id}`);
  await expect(page.locator('#keep')).toContainText('It opens without a link', { timeout: 30_000 });
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => new Promise((ok) => {
    if (navigator.serviceWorker.controller) ok(); else navigator.serviceWorker.addEventListener('controllerchange', ok);
  })));
  await page.context().setOffline(true);
  await link.down();
  await page.goto(`/pupil/${module.id}`);
  await page.locator('a[data-go]').click();
  const asked = { quiz: 0 };
  let steps = 0;
  while (!page.url().endsWith(`/pupil/${module.id}`)) {
    await step(page, cutOff, asked);
    await expect(page.locator('#device')).toContainText(`Not sent yet: ${++steps}.`);
  }
  expect(asked.quiz).toBe(module.questions);
  await link.up();
  await page.context().setOffline(false);
  await page.goto(`/pupil/${module.id}`);
  await expect(page.locator('#device')).toContainText('Everything was sent', { timeout: 60_000 });
  await page.goto(`/pupil/${module.id}`);
  await expect(page.locator('main')).toContainText(`In the quiz, ${right(cutOff)} of ${module.questions} were right`);
  await page.context().close();
  await link.close();
}

// fromDisk finishes the module in a file without a network, and hands the slip to the teacher.
async function fromDisk(teacher, device, own, info) {
  const file = info.outputPath('module.html');
  fs.writeFileSync(file, await (await teacher.request.get(`/classes/${own.id}/${module.id}/pen.html`)).body());
  const reader = await device({ offline: true });
  await reader.goto(pathToFileURL(file).href);
  await reader.locator('#number').fill(String(penDrive));
  await reader.locator('#who button').click();
  const part = (id) => reader.locator(`#${id}:not([hidden])`);
  const three = async (id) => {
    for (const box of await part(id).locator('[data-choices]').all()) await box.locator('input').first().check();
    await part(id).locator('.btn').click();
  };
  await three('before');
  while (!reader.url().endsWith('#after')) await reader.locator('.part.lesson:not([hidden]) .finish').click();
  await three('after');
  await expect(part('test')).toBeVisible();
  await fillIn(reader);
  await reader.locator('#quiz-done').click();
  await expect(reader.locator('#quiz-said')).toContainText(`${module.questions} of ${module.questions} were right`);
  await reader.goto(`${pathToFileURL(file).href}#slip`);
  const slip = await reader.locator('#slip-text').innerText();
  await reader.context().close();
  for (let i = 0; i < 2; i++) {
    await teacher.goto(`/classes/${own.id}/slips`);
    await teacher.locator('#slip').fill(slip);
    await teacher.locator('main form button.main').click();
    await expect(teacher.locator('main tbody tr')).toHaveCount(1);
  }
}

// paper types what ten pupils wrote, and corrects one letter. What is right is read off the page that has read the letters: that a letter of a
// form means its option is tested where forms are made.
async function paper(page, own, scores) {
  await page.setViewportSize({ width: 1280, height: 800 }); // at the school's computer; a phone shows one pupil at a time
  await page.goto(`/classes/${own.id}/${module.id}/results`);
  await expect(page.locator('#grid [data-row]')).toHaveCount(onPaper.length);
  for (const number of onPaper) {
    const row = page.locator(`#grid [data-row][data-number="${number}"]`);
    const kinds = (await row.getAttribute('data-kinds')).split(' ');
    for (const [q, input] of (await row.locator('input[type=text]').all()).entries()) await input.fill(letters(kinds[q], number + q));
  }
  await page.locator('#check').click();
  await expect(page.locator('#ready')).toContainText('10 sheets');
  for (const number of onPaper) {
    const said = await page.locator(`#grid [data-row][data-number="${number}"] .badge`).innerText();
    scores.set(number, Number(said.match(/\d+/)[0]));
  }
  expect(new Set(onPaper.map((number) => scores.get(number))).size).toBeGreaterThan(1);
  await page.locator('#ready button').click();
  await expect(page.locator('#entered + table tbody tr')).toHaveCount(onPaper.length);

  const number = onPaper[3];
  await page.goto(`/classes/${own.id}/${module.id}/results/${number}?ask=quiz`);
  await page.locator('main form input[type=text]').first().fill('-');
  await page.locator('#cause input').first().check();
  await page.locator('main form button.main').click();
  await expect(page.locator('#trace + ol > li')).toHaveCount(1);
  scores.set(number, Number((await page.locator('main p > b', { hasText: /\d/ }).first().innerText()).match(/\d+/)[0]));
}

// letters are some that a question takes: its first ones, its others, and how many are whole.
function letters(kind, turn) {
  const [first, rest, whole] = kind.split(':');
  let out = first[turn % first.length];
  for (let i = 0; out.length < Number(whole); i++) {
    const next = rest[(turn + i) % rest.length];
    if (!out.includes(next)) out += next;
  }
  return out;
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
