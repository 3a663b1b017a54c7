(function () {
  'use strict';
  var doc = document, root = doc.documentElement;
  var all = function (what, where) { return Array.prototype.slice.call((where || doc).querySelectorAll(what)); };
  var one = function (what, where) { return (where || doc).querySelector(what); };
  root.classList.add('js');

  // One part at a time. The address says which, so that the back button works.
  var parts = all('.part'), menu = one('nav details');
  if (menu && window.innerWidth >= 960) menu.open = true;
  var lamtoen = { seen: {}, onPart: function () {} };
  window.lamtoen = lamtoen;
  function show(first) {
    var id = '';
    try { id = decodeURIComponent(location.hash.slice(1)); } catch (e) { id = ''; }
    var target = id && id !== 'main' ? doc.getElementById(id) : one('#start');
    var part = target && target.closest('.part');
    if (!part) { if (id) return; part = one('#start'); }
    parts.forEach(function (p) { p.hidden = p !== part; });
    all('nav a').forEach(function (a) {
      if (a.getAttribute('href') === '#' + part.id) a.setAttribute('aria-current', 'page'); else a.removeAttribute('aria-current');
    });
    if (menu && window.innerWidth < 960) menu.open = false;
    if (part.classList.contains('lesson')) lamtoen.seen[part.id.slice(7)] = true;
    if (target === part) {
      window.scrollTo(0, 0);
      var head = one('h1', part);
      if (head && !first) { head.tabIndex = -1; head.focus({ preventScroll: true }); }
    } else if (target) target.scrollIntoView();
    lamtoen.onPart(part.id);
  }
  window.addEventListener('hashchange', function () { show(false); });
  lamtoen.show = show;

  // A word explained opens where it stands.
  all('a.term').forEach(function (a) {
    a.addEventListener('click', function (event) {
      var dt = doc.getElementById(a.getAttribute('href').slice(1));
      if (!dt) return;
      event.preventDefault();
      var block = a.closest('p,li,td,dd,h2,h3') || a;
      var open = block.nextElementSibling;
      if (block.tagName === 'LI' || block.tagName === 'TD') { open = block.lastElementChild; }
      if (open && open.classList.contains('definition')) { open.remove(); return; }
      var note = doc.createElement('div');
      note.className = 'told definition';
      note.setAttribute('role', 'status');
      var word = doc.createElement('b');
      word.textContent = dt.textContent + ': ';
      note.append(word, dt.nextElementSibling.textContent);
      if (block.tagName === 'LI' || block.tagName === 'TD') block.append(note); else block.after(note);
    });
  });

  // Grading, as the server does it: points from 0 to 1, or null when nothing was answered.
  function picked(box, name) { return all('input[name="' + name + '"]:checked', box).map(function (i) { return i.value; }); }
  function grade(box) {
    var id = box.id.slice(5), type = box.dataset.type, why = one('.why > ul, .why > ol', box);
    if (type === 'scenario') {
      var end = one('.step.shown[data-ending]', box);
      return end ? end.dataset.score / 100 : null;
    }
    if (type === 'matching' || type === 'ordering') {
      var given = {}, some = false;
      all('select', box).forEach(function (s) { given[s.name] = s.value; some = some || s.value !== ''; });
      if (!some) return null;
      var rows = all(':scope > li', why);
      if (type === 'matching') return rows.filter(function (r) { return given[r.dataset.id] === r.dataset.right; }).length / rows.length;
      var places = rows.map(function (r) { return Number(given[r.dataset.id]); }), balance = 0, n = places.length;
      if (new Set(places).size !== n || places.indexOf(0) >= 0) return 0;
      for (var i = 0; i < n; i++) for (var j = i + 1; j < n; j++) balance += places[i] < places[j] ? 1 : -1;
      return Math.max(0, balance / (n * (n - 1) / 2));
    }
    var ticked = picked(box, 'answer-' + id), reason = picked(box, 'reason-' + id), reasons = one('.why .reasons', box);
    if (ticked.length === 0 && reason.length === 0) return null;
    var right = 0, wrong = 0, hit = 0, miss = 0;
    all(':scope > li', why).forEach(function (o) {
      var good = 'right' in o.dataset, on = ticked.indexOf(o.dataset.id) >= 0;
      if (good) { right++; hit += on; } else { wrong++; miss += on; }
    });
    var points = type === 'multiple' ? Math.max(0, hit / right - (wrong ? miss / wrong : 0)) : hit;
    if (!reasons) return points;
    var chosen = reason.length && one('li[data-id="' + reason[0] + '"]', reasons);
    return points / 2 + (chosen && 'right' in chosen.dataset ? 0.5 : 0);
  }

  // tell shows why, beside what was chosen.
  function tell(box) {
    all('.fed', box).forEach(function (f) { f.remove(); });
    var lists = all('.why > ul, .why > ol', box);
    all('input:checked', box).forEach(function (input) {
      var list = input.name.indexOf('reason-') === 0 ? one('.why .reasons', box) : lists[0];
      var row = one('li[data-id="' + input.value + '"]', list);
      if (!row) return;
      var copy = one('.told', row).cloneNode(true);
      copy.classList.add('fed', 'right' in row.dataset ? 'right' : 'wrong');
      input.closest('label').after(copy);
    });
    var why = one('.why', box);
    why.hidden = false;
    if (box.dataset.type === 'matching' || box.dataset.type === 'ordering') why.open = true;
  }
  function judge(box, points) {
    var verdict = one('.verdict', box);
    if (!verdict) return;
    verdict.className = points === 1 ? 'verdict right' : 'verdict';
    verdict.textContent = points === null ? 'Choose an answer first.' : points === 1 ? 'Right.'
      : points > 0 ? 'Partly right. Look at the reasons, and try again.' : 'Not right yet. Look at the reason, and try again.';
  }
  all('.check form').forEach(function (form) {
    form.addEventListener('submit', function (event) {
      event.preventDefault();
      var box = form.closest('.check');
      if ('graded' in box.dataset) return;
      var points = grade(box);
      judge(box, points);
      if (points !== null) tell(box);
    });
  });

  // Stories: one scene, and what was chosen before.
  function begin(box) {
    all('.step', box).forEach(function (s, i) {
      s.hidden = i !== 0;
      s.classList.toggle('shown', i === 0);
      all('a', s).forEach(function (a) { a.classList.remove('chosen'); a.removeAttribute('aria-disabled'); });
    });
    one('.again', box).hidden = true;
  }
  all('.check[data-type="scenario"]').forEach(function (box) {
    begin(box);
    box.addEventListener('click', function (event) {
      var a = event.target.closest('.choices a');
      if (event.target.closest('.again')) { begin(box); return; }
      if (!a) return;
      event.preventDefault();
      if (a.getAttribute('aria-disabled')) return;
      var next = doc.getElementById(a.getAttribute('href').slice(1)), step = a.closest('.step');
      all('a', step).forEach(function (other) { other.setAttribute('aria-disabled', 'true'); });
      a.classList.add('chosen');
      all('.step.shown', box).pop().after(next);
      next.hidden = false;
      next.classList.add('shown');
      next.tabIndex = -1;
      next.focus({ preventScroll: true });
      one('.again', box).hidden = false;
    });
  });

  lamtoen.grade = grade;
  lamtoen.judge = judge;
  lamtoen.tell = tell;
  lamtoen.begin = begin;
  if (window.lamtoenAlone !== false) show(true);
})();
