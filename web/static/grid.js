// The grid of results on paper: a letter goes on to the next field, arrows and Enter move, and a narrow screen shows one pupil
// after the other with big letters to tap. The page is whole without it, and the server checks every letter again.
(() => {
  'use strict';
  const form = document.getElementById('grid'), sheets = document.getElementById('sheets');
  const place = 'lamtoen-grid ' + location.pathname + ' ' + sheets.dataset.ask;
  try { if ('saved' in sheets.dataset) sessionStorage.removeItem(place); } catch { /* none */ }
  if (!form) return;
  const said = document.getElementById('grid-said'), pad = document.getElementById('pad'), at = document.getElementById('pad-at');
  const letters = document.getElementById('pad-letters'), check = document.getElementById('check');
  const rows = [...form.querySelectorAll('[data-row]')];
  const cellsOf = (row) => [...row.querySelectorAll('[data-n]')];
  const rowOf = (cell) => cell.closest('[data-row]');
  const narrow = matchMedia('(max-width: 39.99em)');
  const fill = (text, ...values) => values.reduce((t, v, i) => t.replace(`{${i + 1}}`, v), text);
  let now = null; // the field that the next letter goes to

  // What a question takes: the letters that may come first, those after it, how many are whole (0: any number).
  const kind = (cell) => {
    const [first, rest, whole] = rowOf(cell).dataset.kinds.split(' ')[cell.dataset.n - 1].split(':');
    return { first, rest, whole: Number(whole) };
  };
  const full = (cell) => {
    const k = kind(cell), v = cell.value;
    return (v === '-' && !k.first.includes('-')) || (k.whole > 0 && v.length >= k.whole);
  };

  // take keeps of a field what the question has.
  function take(cell) {
    const k = kind(cell);
    let out = '', bad = false;
    for (const sign of cell.value.toLowerCase().replace(/[0_–—]/g, '-').replace(/\s/g, '')) {
      const may = out === '' ? k.first + '-' : out === '-' && !k.first.includes('-') ? '' : k.rest;
      if (may.includes(sign) && !(k.whole && out.length >= k.whole)) out += sign;
      else bad = true;
    }
    cell.value = out;
    cell.parentElement.classList.toggle('wrong', bad);
    if (bad) cell.setAttribute('aria-invalid', 'true'); else cell.removeAttribute('aria-invalid');
    said.textContent = bad ? fill(said.dataset.refused, cell.dataset.n, [...new Set(k.first + k.rest)].join(' ').toUpperCase()) : '';
    keep();
    return !bad;
  }

  // On a phone a letter does not pass the end of the row: the teacher looks, and taps "Next pupil".
  function to(cell) {
    if (!cell) return;
    if (narrow.matches) { show(rowOf(cell), cell); return; }
    cell.focus();
    cell.select();
  }
  function step(cell, by) {
    const all = narrow.matches ? cellsOf(rowOf(cell)) : rows.flatMap(cellsOf), next = all[all.indexOf(cell) + by];
    if (next) to(next);
    else if (by > 0 && !narrow.matches) check.focus();
    else paint();
  }
  function column(cell, by) {
    const i = cellsOf(rowOf(cell)).indexOf(cell);
    for (let r = rows.indexOf(rowOf(cell)) + by; rows[r]; r += by) {
      const there = cellsOf(rows[r]);
      if (there.length) return to(there[Math.min(i, there.length - 1)]);
    }
  }

  form.addEventListener('input', (e) => {
    const cell = e.target;
    if (!cell.dataset.n) return;
    const blank = /\s$/.test(cell.value);
    if (blank && !cell.value.trim()) cell.value = '-';
    if (take(cell) && cell.value && (full(cell) || blank)) step(cell, 1);
    else paint();
  });
  form.addEventListener('keydown', (e) => {
    const cell = e.target;
    if (!cell.dataset.n || e.ctrlKey || e.metaKey || e.altKey) return;
    const does = {
      Enter: () => step(cell, 1), ArrowRight: () => step(cell, 1), ArrowLeft: () => step(cell, -1),
      ArrowDown: () => column(cell, 1), ArrowUp: () => column(cell, -1),
    }[e.key] || (e.key === 'Backspace' && !cell.value && (() => step(cell, -1)));
    if (!does) return;
    e.preventDefault();
    does();
  });
  form.addEventListener('focusin', (e) => {
    if (!e.target.dataset.n) return;
    now = e.target;
    if (narrow.matches) paint(); else now.select();
  });
  form.addEventListener('change', (e) => {
    if (!('form' in e.target.dataset)) return;
    const row = rowOf(e.target);
    row.dataset.kinds = form.querySelector(`[data-letter="${e.target.value}"]`).dataset.kinds;
    for (const cell of cellsOf(row)) {
      const { whole } = kind(cell);
      cell.placeholder = whole === 1 ? '' : '·'.repeat(whole) || '··…';
      if (cell.value) take(cell);
    }
    keep();
    paint();
  });

  // What is typed stays in this tab until it is saved: a link that breaks loses nothing.
  const fields = (of) => [...of.querySelectorAll('[data-n], [data-form]')];
  function keep() {
    const typed = {};
    for (const row of rows) if (cellsOf(row).some((c) => c.value)) for (const f of fields(row)) typed[f.name] = f.value;
    try { sessionStorage.setItem(place, JSON.stringify(typed)); } catch { /* none */ }
  }
  function restore() {
    let typed = {}, back = false;
    try { typed = JSON.parse(sessionStorage.getItem(place)) || {}; } catch { /* none */ }
    for (const f of 'typed' in form.dataset ? [] : fields(form)) {
      if (!(f.name in typed) || f.value === typed[f.name]) continue;
      f.value = typed[f.name];
      if ('form' in f.dataset) f.dispatchEvent(new Event('change', { bubbles: true }));
      else back = true;
    }
    if (back) said.textContent = said.dataset.back;
  }

  // The pad of a narrow screen.
  const buttons = [...'abcdefghijklmnopqrst'].map((letter) => {
    const b = Object.assign(document.createElement('button'), { type: 'button', className: 'btn', textContent: letter.toUpperCase() });
    b.dataset.letter = letter;
    return b;
  });
  letters.append(...buttons);

  function show(row, cell) {
    now = cell || cellsOf(row).find((c) => !c.value) || cellsOf(row)[0];
    paint();
    if (narrow.matches) row.scrollIntoView({ block: 'nearest' });
  }
  function paint() {
    pad.hidden = !narrow.matches || !now;
    form.classList.toggle('single', !pad.hidden);
    for (const c of rows.flatMap(cellsOf)) {
      c.classList.toggle('at', narrow.matches && c === now);
      c.inputMode = narrow.matches ? 'none' : 'text';
    }
    if (pad.hidden) return;
    const row = rowOf(now), k = kind(now), i = rows.indexOf(row);
    for (const r of rows) r.classList.toggle('now', r === row);
    const may = now.value === '' || full(now) ? k.first : k.rest;
    for (const b of buttons) b.hidden = !may.includes(b.dataset.letter);
    at.textContent = fill(at.dataset.words, row.dataset.number, now.dataset.n);
    pad.querySelector('[data-do=on]').hidden = k.whole === 1;
    pad.querySelector('[data-do=before]').disabled = i === 0;
    pad.querySelector('[data-do=after]').disabled = i === rows.length - 1;
  }
  const press = (sign) => {
    if (full(now)) now.value = '';
    now.value += sign;
    if (take(now) && full(now)) step(now, 1); else paint();
  };
  const act = {
    none() { press('-'); },
    delete() {
      if (!now.value) step(now, -1);
      now.value = now.value.slice(0, -1);
      take(now);
      paint();
    },
    on() { step(now, 1); },
    before() { show(rows[rows.indexOf(rowOf(now)) - 1]); },
    after() { show(rows[rows.indexOf(rowOf(now)) + 1]); },
  };
  pad.addEventListener('click', (e) => {
    const b = e.target.closest('button');
    if (b && b.dataset.letter) press(b.dataset.letter);
    else if (b) act[b.dataset.do]();
  });

  // The summary of errors leads to fields that may be out of sight.
  document.addEventListener('click', (e) => {
    const cell = e.target.hash && document.getElementById(e.target.hash.slice(1));
    if (cell && cell.dataset.n) show(rowOf(cell), cell);
  });

  restore();
  const wrong = form.querySelector('[data-n][aria-invalid]');
  const open = rows.find((r) => cellsOf(r).some((c) => !c.value));
  if (!document.getElementById('ready')) now = wrong || cellsOf(open || rows[0]).find((c) => !c.value) || null;
  paint();
  narrow.addEventListener('change', paint);
  if ('typed' in form.dataset || !now) return;
  if (narrow.matches) show(rowOf(now), now); else now.focus();
})();
