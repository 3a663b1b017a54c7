// Courses that have left: one file opened from a disk with the network off, and a package that another platform plays.
import { test, expect } from '@playwright/test';
import http from 'node:http';
import { pathToFileURL } from 'node:url';
import { fillIn } from '../support/bank.js';
import { exported, unpacked } from '../support/files.js';
import { sound } from '../support/session.js';

const scripts = () => test.info().project.use.javaScriptEnabled !== false;

// open shows a file from disk with the network off, and fails the test on any complaint of the browser.
async function open(page, file) {
  const complaints = [];
  page.on('console', (m) => complaints.push(m.text()));
  page.on('pageerror', (e) => complaints.push(String(e)));
  page.on('request', (r) => { if (!/^(file|data):/.test(r.url())) complaints.push(`asks for ${r.url()}`); });
  await page.context().setOffline(true);
  await page.goto(pathToFileURL(file).href);
  return complaints;
}

// answer ticks or selects the first that there is, and checks it.
async function answer(check) {
  for (const select of await check.locator('select').all()) await select.selectOption({ index: 1 });
  const names = new Set(await check.locator('input').evaluateAll((list) => list.map((i) => i.name)));
  for (const name of names) await check.locator(`input[name="${name}"]`).first().check();
  await check.getByRole('button', { name: 'Check' }).click();
  await expect(check.locator('.verdict')).not.toBeEmpty();
  await expect(check.locator('.told:visible').first()).not.toBeEmpty();
}

// play follows the first choice of a story to its end.
async function play(check) {
  for (let hops = 0; await check.locator('.step.shown[data-ending]').count() === 0 && hops < 20; hops++) {
    await check.locator('.step.shown').last().locator('.choices a').first().click();
  }
  await expect(check.locator('.step.shown[data-ending] .told')).not.toBeEmpty();
  await check.getByRole('button', { name: 'Begin the story again' }).click();
  await expect(check.locator('.step.shown')).toHaveCount(1);
}

for (const [course, bank] of [['code-of-conduct', false], ['everyday-citizen', true], ['whose-picture-is-it', true]]) {
  test(`${course} opens from a disk with the network off`, async ({ page }) => {
    const complaints = await open(page, exported(course, 'html'));
    const lessons = await page.locator('.contents a').count();
    expect(lessons).toBeGreaterThan(2);
    await sound(page, test);
    await expect(page.locator('#test')).toHaveCount(bank ? 1 : 0);
    if (!scripts()) {
      for (const lesson of await page.locator('.lesson').all()) await expect(lesson.locator('h1')).toBeVisible();
      await page.locator('.why summary').first().click();
      await expect(page.locator('.why .told').first()).toBeVisible();
      await expect(page.getByRole('button')).toHaveCount(0);
      return;
    }
    for (let i = 0; i < lessons; i++) {
      await page.goto(page.url().split('#')[0] + '#start');
      await page.locator('.contents a').nth(i).click();
      await expect(page.locator('.part:visible')).toHaveCount(1);
      await expect(page.locator('.lesson:visible h1')).toBeFocused();
      for (const check of await page.locator('.lesson:visible .check').all()) {
        await (await check.getAttribute('data-type') === 'scenario' ? play(check) : answer(check));
      }
      expect(await page.locator('img:visible').evaluateAll((list) => list.every((i) => i.complete && i.naturalWidth > 0))).toBe(true);
    }
    await sound(page, test);
    await page.locator('.lesson:visible a.btn.main').click();
    if (bank) await answer(page.locator('#test .check:has(form)').first());
    const term = page.locator('a.term');
    if (await term.count() > 0) {
      await page.goto(page.url().split('#')[0] + '#' + await term.first().evaluate((a) => a.closest('.part').id));
      await term.first().click();
      await expect(page.locator('.definition:visible')).not.toBeEmpty();
    }
    expect(complaints).toEqual([]);
  });
}

test('slides open from a disk, and print one a page', async ({ page }) => {
  const complaints = await open(page, exported('whose-picture-is-it', 'slides'));
  await sound(page, test);
  const slides = await page.locator('.page').count();
  expect(slides).toBeGreaterThan(3);
  await expect(page.locator('.notes').first()).toBeHidden();
  await page.getByRole('link', { name: 'Next' }).first().click();
  await expect(page).toHaveURL(/#slide-2$/);
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('.notes').first()).toBeVisible();
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  expect(pdf.match(/\/Type\s*\/Page\b(?!s)/g).length).toBe(slides);
  expect(complaints).toEqual([]);
});

// platform serves a package within a page that plays the learning platform: an API object as SCORM 1.2 wants it.
const platform = `<!doctype html><title>Platform</title><script>
var calls = [], data = {}, state = 'closed', forgetful = false;
var API = {
  LMSInitialize: function (s) { calls.push('LMSInitialize'); state = 'open'; if (forgetful) delete data['cmi.suspend_data']; return s === '' ? 'true' : 'false'; },
  LMSFinish: function () { calls.push('LMSFinish'); state = 'closed'; return 'true'; },
  LMSGetValue: function (n) { return state === 'open' ? data[n] || '' : ''; },
  LMSSetValue: function (n, v) {
    if (state !== 'open' || typeof v !== 'string') { calls.push('wrong ' + n); return 'false'; }
    data[n] = v; return 'true';
  },
  LMSCommit: function (s) { calls.push('LMSCommit'); return 'true'; },
  LMSGetLastError: function () { return '0'; }, LMSGetErrorString: function () { return ''; }, LMSGetDiagnostic: function () { return ''; }
};
</script><frameset rows="*"><frame name="sco" src="/index.html"></frameset>`;

async function serve(files) {
  const server = http.createServer((request, response) => {
    const name = request.url.slice(1);
    const body = name === '' ? platform : files[name];
    response.writeHead(body ? 200 : 404, { 'Content-Type': 'text/html; charset=utf-8' }).end(body ?? '');
  });
  await new Promise((done) => { server.listen(0, '127.0.0.1', done); });
  return server;
}

test('a platform is told place, score and completion', async ({ page }) => {
  const files = unpacked(exported('code-of-conduct', 'scorm12'));
  const server = await serve(files);
  const told = () => page.evaluate(() => ({ ...data }));
  const frame = () => page.frame({ name: 'sco' });
  const send = () => frame().getByRole('button', { name: 'Send the answers' }).click();
  try {
    await page.goto(`http://127.0.0.1:${server.address().port}/${scripts() ? '' : 'index.html'}`);
    if (!scripts()) { // nothing is reported, and everything can be read
      for (const lesson of await page.locator('.lesson').all()) await expect(lesson.locator('h1')).toBeVisible();
      return;
    }
    await frame().waitForFunction(() => document.documentElement.classList.contains('js'));
    expect((await told())['cmi.core.lesson_status']).toBe('incomplete');
    await frame().evaluate(() => { location.hash = '#test'; });
    await expect(frame().getByText('Read every lesson first')).toBeVisible();
    await frame().evaluate(() => { location.hash = '#start'; });
    await frame().getByRole('link', { name: 'Begin', exact: true }).click();
    for (const id of await frame().locator('.lesson').evaluateAll((lessons) => lessons.map((l) => l.id))) {
      const lesson = frame().locator(`.lesson:visible[id="${id}"]`); // the one before it is to be seen until the address has changed
      await expect(lesson).toHaveCount(1);
      expect((await told())['cmi.core.lesson_location']).toBe(id);
      await lesson.locator('a.btn.main').click();
    }
    await expect(frame().locator('#test')).toBeVisible();
    await send();
    await expect(frame().locator('.result')).toContainText('no answer');
    await send();
    await expect(frame().locator('.result')).toContainText('Not passed yet');
    expect(await told()).toMatchObject({ 'cmi.core.score.raw': '0', 'cmi.core.lesson_status': 'failed' });

    await frame().getByRole('button', { name: 'Take the test again' }).click();
    await fillIn(frame());
    await send();
    await expect(frame().locator('.result')).toContainText('Passed.');
    expect(await told()).toMatchObject({ 'cmi.core.score.raw': '100', 'cmi.core.score.min': '0', 'cmi.core.score.max': '100', 'cmi.core.lesson_status': 'passed' });
    expect((await told())['cmi.suspend_data'].length).toBeLessThan(4096);

    await frame().evaluate(() => { location.reload(); }); // the next sitting, of which the platform forgets a part
    await page.waitForFunction(() => calls.filter((c) => c === 'LMSInitialize').length === 2);
    expect((await told())['cmi.suspend_data']).toMatch(/\|100$/);
    await page.evaluate(() => { forgetful = true; });
    await frame().evaluate(() => { location.reload(); });
    await page.waitForFunction(() => calls.filter((c) => c === 'LMSInitialize').length === 3);
    expect((await told())['cmi.core.session_time']).toMatch(/^\d{4}:\d\d:\d\d\.\d\d$/);
    await expect(frame().locator('#test')).toBeVisible();
    await expect.poll(async () => (await told())['cmi.core.lesson_status']).toBe('passed');
    const calls = await page.evaluate(() => calls);
    expect(calls.filter((c) => c === 'LMSFinish' || c.startsWith('wrong'))).toEqual(['LMSFinish', 'LMSFinish']);
  } finally {
    server.close();
  }
});
