// Without a link: a course is kept on the device, its lessons open and its questions are answered there, and what was done is sent
// once, whatever happens on the way. The relay of support/link.js is what drops.
import { test, expect } from '@playwright/test';
import { answer } from '../support/bank.js';
import { openLink } from '../support/link.js';
import { chosen, enter, signIn, signOut, sound } from '../support/session.js';

const course = '/courses/code-of-conduct';
const first = `${course}/lessons/before-you-post`;

// device opens a browser of its own behind a link of its own.
async function device(browser, info) {
  const { viewport, hasTouch, isMobile, deviceScaleFactor, baseURL } = info.project.use;
  const link = await openLink(baseURL);
  const context = await browser.newContext({ viewport, hasTouch, isMobile, deviceScaleFactor, baseURL: link.url, javaScriptEnabled: info.project.use.javaScriptEnabled });
  return { link, context, page: await context.newPage(), done: async () => { await context.close(); await link.close(); } };
}

const bar = (page) => page.locator('#device');

// offline and online again: the browser is told, and nothing answers.
const cut = async (d) => { await d.context.setOffline(true); await d.link.down(); };
const restore = async (d) => { await d.link.up(); await d.context.setOffline(false); };

async function keep(page) {
  await page.goto(course);
  await page.getByRole('button', { name: 'Keep on this device' }).click();
  await expect(page.locator('#keep')).toContainText('Kept on this device:');
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => new Promise((ok) => {
    if (navigator.serviceWorker.controller) ok(); else navigator.serviceWorker.addEventListener('controllerchange', ok);
  })));
}

// arrive enters a person who has a device of their own and begins the course; a first sign-in with a code counts as a shared device.
async function arrive(d, info) {
  const who = await enter(d.page, info.project.name);
  await d.context.clearCookies();
  await signIn(d.page, who.eid, { password: chosen });
  await beginCourse(d.page);
  return who;
}

async function beginCourse(page) {
  await page.goto(course);
  await page.getByRole('button', { name: 'Begin this course' }).click();
}

// told is what the server holds of the course: the progress, as its API says it.
async function told(d) {
  const response = await d.context.request.get(`/api/v1${course}`);
  expect(response.status()).toBe(200);
  return (await response.json()).progress;
}

// holds is what the browser holds: caches by name with their addresses, and the stores.
const holds = (page) => page.evaluate(async () => {
  const copies = await caches.has('lamtoen-copies') ? (await (await caches.open('lamtoen-copies')).keys()).map((r) => new URL(r.url).pathname) : [];
  const [queue, courses] = await Promise.all([device.all('queue'), device.all('courses')]);
  return { copies, queue: queue.map((e) => e.url), courses: courses.map((c) => c.course), owner: await device.get('notes', 'owner') };
});

test.describe('without a link', () => {
  test.beforeEach(({}, info) => {
    test.skip(info.project.name !== 'phone', 'scripts keep the pages; once is enough');
  });

  test('lessons are read and done, the tab is closed, and all is there once', async ({ browser }, info) => {
    const d = await device(browser, info);
    let { page } = d;
    await arrive(d, info);
    await page.goto(course);
    await expect(page.locator('#keep')).toContainText('MB');
    await sound(page, test);
    await keep(page);
    expect((await holds(page)).copies.filter((c) => c.includes('/lessons/'))).toHaveLength(10);
    expect((await told(d)).lessons.filter((l) => l.done), 'a copy is not a lesson done').toHaveLength(0);

    await test.step('lessons open with their styles and pictures', async () => {
      await cut(d);
      await page.goto(first);
      await expect(bar(page)).toContainText('was kept on this device');
      await expect(page.locator('article h1')).toBeVisible();
      expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).not.toBe('rgba(0, 0, 0, 0)');
      for (const picture of await page.locator('article img').all()) expect(await picture.evaluate((i) => i.decode().then(() => i.naturalWidth))).toBeGreaterThan(0);
    });
    await test.step('two are done', async () => {
      await page.locator('article .pager button').click();
      await expect(page).toHaveURL(/same-person-online/);
      await expect(bar(page)).toContainText('Not sent yet: 1');
      await page.locator('article .pager button').click();
      await expect(page).toHaveURL(/good-citizen/);
      await expect(bar(page)).toContainText('Not sent yet: 2');
      await expect(page.locator('.badge[data-waits]').first()).toBeAttached();
      await sound(page, test);
    });
    await test.step('the tab is closed and opened again; the list says what waits', async () => {
      await page.close();
      page = await d.context.newPage();
      await page.goto('/kept');
      await expect(page.getByRole('heading', { name: 'There is no link' })).toBeVisible();
      await expect(page.locator('[data-queue] li')).toHaveCount(2);
      await expect(page.getByRole('link', { name: 'Social media and you' })).toBeVisible();
      await sound(page, test);
      await page.goto(first);
      await expect(bar(page)).toContainText('Not sent yet: 2');
    });
    await test.step('the link is back, and an answer is lost on the way', async () => {
      let lost = 0;
      d.link.lose((req) => req.headers['lamtoen-age'] && lost++ === 0);
      await restore(d);
      await page.goto(first);
      await expect(bar(page)).toContainText('Everything was sent', { timeout: 60_000 });
      d.link.lose(null);
      expect(lost).toBeGreaterThan(1);
      expect((await told(d)).lessons.filter((l) => l.done)).toHaveLength(2);
    });
    await test.step('sending it all again changes nothing', async () => {
      const before = await told(d);
      await page.evaluate(async ([a, b]) => {
        for (const url of [b, a]) await device.put('queue', { url, body: '', label: 'again', at: Date.now() - 1000 });
        await device.flush();
      }, [first, `${course}/lessons/same-person-online`]);
      expect((await holds(page)).queue).toEqual([]);
      expect(await told(d)).toEqual(before);
    });
    await d.done();
  });

  test('answers of the open attempt wait, come back into the form, and give way to what was handed in', async ({ browser }, info) => {
    const d = await device(browser, info);
    let { page } = d;
    const who = await arrive(d, info);
    for (const lesson of (await told(d)).lessons) {
      expect((await d.context.request.put(`/api/v1${course}/lessons/${lesson.id}/completion`)).status()).toBe(200);
    }
    await keep(page);
    await page.goto(`${course}/assessment`);
    await page.getByRole('button', { name: 'Start the test' }).click();
    const attempt = new URL(page.url()).pathname.replace(/\/questions.*/, '');
    await expect.poll(async () => (await holds(page)).copies.filter((c) => c.startsWith(attempt)).length, 'its pages are kept').toBe(16);

    // Which questions were drawn is chance; stories of several scenes need a link and cannot wait.
    const able = await page.evaluate(async (prefix) => {
      const cache = await caches.open('lamtoen-copies');
      const found = [];
      for (let n = 1; n <= 15; n++) if ((await (await cache.match(`${prefix}/questions/${n}`)).text()).includes('offline-next')) found.push(n);
      return found;
    }, attempt);
    expect(able.length).toBeGreaterThanOrEqual(4);

    await cut(d);
    for (const [i, n] of able.slice(0, 3).entries()) {
      await page.goto(`${attempt}/questions/${n}`);
      await expect(page.locator('#place')).toContainText(`Question ${n} of 15`);
      await answer(page, true);
      await page.locator('button[value="on"]').click();
      await expect(page).not.toHaveURL(`${attempt}/questions/${n}`);
      await expect(bar(page)).toContainText(`Not sent yet: ${i + 1}`);
    }
    await page.close();
    page = await d.context.newPage();
    await page.goto(`${attempt}/questions/${able[0]}`);
    await expect(page.locator('#answer :checked').first()).toBeAttached();
    await restore(d);
    await page.goto(`${attempt}/review`);
    await expect(bar(page)).toContainText('Everything was sent', { timeout: 60_000 });
    await page.goto(`${attempt}/review`);
    await expect(page.locator('.badge.good')).toHaveCount(3);

    await test.step('handed in on another device meanwhile', async () => {
      await page.goto(`${attempt}/questions/${able[3]}`);
      await cut(d);
      await answer(page, true);
      await page.locator('button[value="on"]').click();
      await expect(bar(page)).toContainText('Not sent yet: 1');
      const other = await browser.newContext({ baseURL: info.project.use.baseURL });
      const elsewhere = await other.newPage();
      await signIn(elsewhere, who.eid, { password: chosen });
      await elsewhere.goto(`${attempt}/review`);
      await elsewhere.getByRole('button', { name: 'Hand in' }).click();
      await other.close();
      await restore(d);
      await page.goto(course);
      await expect(bar(page)).toContainText('handed in; its answers can no longer change', { timeout: 60_000 });
      await sound(page, test);
      await page.getByRole('button', { name: 'I have read this' }).click();
      await expect(bar(page)).toBeHidden();
    });
    await d.done();
  });

  test('signing out, another person and a shared device leave nothing', async ({ browser }, info) => {
    const d = await device(browser, info);
    const { page } = d;
    const who = await arrive(d, info);
    await keep(page);

    await test.step('what is not sent is said before it is lost', async () => {
      await page.goto(first);
      await cut(d);
      await page.locator('article .pager button').click();
      await expect(bar(page)).toContainText('Not sent yet: 1');
      await page.locator('header details.who summary').click();
      await page.locator('header details.who').getByRole('button', { name: 'Sign out' }).click();
      await expect(bar(page)).toContainText('If you sign out now, it is lost');
      await restore(d);
    });
    await test.step('signing out', async () => {
      await signOut(page);
      expect(await holds(page)).toEqual({ copies: [], queue: [], courses: [], owner: undefined });
      await cut(d);
      await page.goto(first);
      await expect(page.getByRole('heading', { name: 'There is no link' })).toBeVisible();
      await expect(page.locator('body')).not.toContainText(who.name);
      await restore(d);
    });
    await test.step('a session that has ended locks, and its owner opens it again', async () => {
      await signIn(page, who.eid, { password: chosen });
      await keep(page);
      const cookies = (await d.context.cookies()).filter((c) => c.name.startsWith('lamtoen'));
      await d.context.clearCookies();
      await page.goto('/sign-in');
      await cut(d);
      await page.goto(first);
      await expect(page.getByRole('heading', { name: 'There is no link' })).toBeVisible();
      await expect(page.locator('[data-locked]')).toBeVisible();
      await restore(d);
      await d.context.addCookies(cookies);
      await page.goto(course);
      await cut(d);
      await page.goto(first);
      await expect(page.locator('article h1')).toBeVisible();
      await restore(d);
    });
    await test.step('another person', async () => {
      await d.context.clearCookies();
      await signIn(page, '99000003');
      expect(await holds(page)).toEqual({ copies: [], queue: [], courses: [], owner: undefined });
    });
    await test.step('pages of staff are not kept', async () => {
      await page.goto('/coverage');
      await cut(d);
      await page.goto('/coverage');
      await expect(page.getByRole('heading', { name: 'There is no link' })).toBeVisible();
      await restore(d);
      await signOut(page);
    });
    await test.step('a shared device', async () => {
      await signIn(page, who.eid, { shared: true, password: chosen });
      await page.goto(course);
      await expect(page.locator('#keep')).toHaveCount(0);
      const response = await d.context.request.get(first);
      expect(response.headers()['lamtoen-keep']).toBeUndefined();
      expect(response.headers()['lamtoen-reader']).toBe('shared');
    });
    await d.done();
  });

  test('another release takes over, and what was kept stays whole', async ({ browser }, info) => {
    const d = await device(browser, info);
    const { page } = d;
    await arrive(d, info);
    await keep(page);
    d.link.release('style.css');
    await page.evaluate(async () => {
      const r = await navigator.serviceWorker.getRegistration();
      await new Promise((ok) => { navigator.serviceWorker.addEventListener('controllerchange', ok); fetch('/sw.js', { cache: 'reload' }).then(() => r.update()); });
    });
    await expect.poll(() => page.evaluate(async () => (await caches.keys()).filter((n) => n.startsWith('lamtoen-shell')))).toEqual(['lamtoen-shell-another']);
    await page.goto(course); // seen anew: its copy and the files of the new release are kept
    await cut(d);
    for (const address of [first, course]) {
      await page.goto(address);
      await expect(bar(page)).toContainText('was kept on this device');
      expect(await page.evaluate(() => getComputedStyle(document.querySelector('header .site')).backgroundColor)).toBeTruthy();
      expect(await page.evaluate(() => document.styleSheets[0].cssRules.length)).toBeGreaterThan(20);
    }
    await d.done();
  });

  test('the first visit to a lesson, the list and removing', async ({ browser }, info) => {
    const d = await device(browser, info);
    const { page } = d;
    await arrive(d, info);
    const cookies = await d.context.cookies();
    const cold = await browser.newContext({ baseURL: d.link.url });
    await cold.addCookies(cookies);
    const fresh = await cold.newPage();
    let bytes = 0, requests = 0;
    const sizes = [];
    fresh.on('requestfinished', (r) => { requests++; sizes.push(r.sizes().then((s) => { bytes += s.responseBodySize + s.responseHeadersSize; })); });
    await fresh.goto(first, { waitUntil: 'networkidle' });
    await Promise.all(sizes);
    info.annotations.push({ type: 'first visit', description: `${requests} requests, ${bytes} bytes` });
    console.log(`first visit to a lesson: ${requests} requests, ${bytes} bytes`);
    expect(requests).toBeLessThanOrEqual(5);
    expect(bytes).toBeLessThanOrEqual(40 << 10);
    await cold.close();

    await keep(page);
    await page.goto('/kept');
    await expect(page.locator('[data-courses] li')).toHaveCount(1);
    await expect(page.locator('[data-sum]')).toContainText('of 20 MB');
    await sound(page, test);
    const manifest = await (await d.context.request.get(await page.locator('link[rel=manifest]').getAttribute('href'))).json();
    for (const icon of manifest.icons) expect((await d.context.request.get(icon.src)).headers()['content-type']).toBe(icon.type);
    await page.getByRole('button', { name: 'Remove: Social media and you' }).click();
    await expect(page.locator('[data-none]')).toBeVisible();
    expect((await holds(page)).copies).toEqual([]);
    await d.done();
  });
});

test('without scripts nothing is kept, and the page says what to do', async ({ browser }, info) => {
  test.skip(info.project.name !== 'phone-no-scripts', 'about browsers without scripts');
  const d = await device(browser, info);
  await signIn(d.page, '99000002');
  await d.page.goto('/kept');
  await expect(d.page.getByText('take a course along as a file')).toBeVisible();
  await expect(d.page.locator('#kept')).toBeHidden();
  await sound(d.page, test);
  await d.done();
});
