
// Within a learning platform: SCORM 1.2, by the run-time environment's rules. Where no platform is found, the course still reads.
(function () {
  'use strict';
  var lamtoen = window.lamtoen, doc = document, api = null, open = false, began = Date.now();
  function find(win) {
    for (var i = 0; win && i < 8; i++) {
      try { if (win.API) return win.API; } catch (e) { return null; }
      if (win.parent === win) return null;
      win = win.parent;
    }
    return null;
  }
  api = find(window);
  try { if (!api && window.opener) api = find(window.opener); } catch (e) { api = null; }
  function get(name) { return open ? String(api.LMSGetValue(name)) : ''; }
  function set(name, value) { if (open) api.LMSSetValue(name, String(value)); }
  function commit() { if (open) api.LMSCommit(''); }

  var lessons = Array.prototype.map.call(doc.querySelectorAll('.lesson'), function (l) { return l.id.slice(7); });
  var test = doc.querySelector('#test[data-pass]'), state = { best: -1, passed: false };
  var pass = test ? Number(test.dataset.pass) : 0;
  function seenAll() { return lessons.every(function (l) { return lamtoen.seen[l]; }); }

  // suspend_data holds at most 4096 characters: the numbers of the lessons seen, and the best score.
  function keep() {
    var seen = lessons.map(function (l, i) { return lamtoen.seen[l] ? i : -1; }).filter(function (i) { return i >= 0; });
    set('cmi.suspend_data', '1|' + seen.join(',') + '|' + state.best);
  }
  function restore() {
    var parts = get('cmi.suspend_data').split('|');
    if (parts[0] !== '1') return;
    parts[1].split(',').forEach(function (i) { if (i !== '' && lessons[i]) lamtoen.seen[lessons[i]] = true; });
    state.best = Number(parts[2]);
    state.passed = test !== null && state.best >= pass;
  }
  // status never takes back what the platform has: it may have lost where the reader stood, but not that they were through.
  function status() {
    var now = 'incomplete', had = get('cmi.core.lesson_status');
    if (!test) now = seenAll() ? 'completed' : now;
    else if (state.best >= 0) now = state.passed ? 'passed' : 'failed';
    if (now === 'passed' || now === 'completed' || had !== 'passed' && had !== 'completed') set('cmi.core.lesson_status', now);
  }
  function clock(milliseconds) {
    var s = Math.floor(milliseconds / 1000), two = function (n) { return (n < 10 ? '0' : '') + n; };
    return ('000' + Math.floor(s / 3600)).slice(-4) + ':' + two(Math.floor(s / 60) % 60) + ':' + two(s % 60) + '.00';
  }
  function finish() {
    if (!open) return;
    keep();
    set('cmi.core.session_time', clock(Date.now() - began));
    set('cmi.core.exit', 'suspend'); // the place is kept, for reading again too
    commit();
    api.LMSFinish('');
    open = false;
  }

  lamtoen.onPart = function (id) {
    if (test) offer();
    if (!open) return;
    set('cmi.core.lesson_location', id);
    keep();
    status();
    commit();
  };

  // The test: as many questions of each objective as the course draws, others each time.
  var asked = [];
  function shuffled(list) {
    for (var i = list.length - 1; i > 0; i--) {
      var j = Math.floor(Math.random() * (i + 1)), kept = list[i];
      list[i] = list[j]; list[j] = kept;
    }
    return list;
  }
  function draw() {
    var result = doc.querySelector('.result'), again = doc.getElementById('again');
    asked = [];
    result.textContent = '';
    again.hidden = true;
    doc.getElementById('submit').hidden = false;
    var bank = Array.prototype.slice.call(test.querySelectorAll('[data-graded]'));
    bank.forEach(function (box) {
      box.hidden = true;
      box.querySelectorAll('.fed').forEach(function (f) { f.remove(); });
      if (box.querySelector('form')) {
        box.querySelector('form').reset();
        box.querySelector('.verdict').textContent = '';
        box.querySelector('.why').hidden = true;
      } else lamtoen.begin(box);
    });
    test.querySelectorAll('.draw li').forEach(function (quota) {
      var of = shuffled(bank.filter(function (box) { return box.dataset.objective === quota.dataset.objective; }));
      asked = asked.concat(of.slice(0, Number(quota.dataset.items)));
    });
    asked.forEach(function (box) { box.hidden = false; });
  }
  function offer() {
    var waiting = test.dataset.order === 'in-order' && !seenAll();
    test.querySelector('.wait').hidden = !waiting;
    Array.prototype.forEach.call(test.children, function (child) {
      if (child.matches('h1, .wait, .draw, [data-graded]')) return;
      child.hidden = waiting;
    });
    asked.forEach(function (box) { box.hidden = waiting; });
  }
  function submit() {
    var points = asked.map(lamtoen.grade), learning = test.dataset.feedback === 'learning', result = doc.querySelector('.result');
    var open1 = points.filter(function (p) { return p === null; }).length;
    if (open1 > 0 && result.dataset.warned !== '1') {
      result.dataset.warned = '1';
      result.textContent = (open1 === 1 ? 'One question has' : open1 + ' questions have') + ' no answer. Answer it, or send the answers again as they are.';
      result.focus();
      return;
    }
    result.dataset.warned = '';
    var sum = points.reduce(function (a, p) { return a + (p || 0); }, 0);
    var score = Math.floor(sum / asked.length * 100 + 1e-9), reread = {};
    asked.forEach(function (box, i) {
      if (learning) { lamtoen.judge(box, points[i] || 0); lamtoen.tell(box); }
      if (points[i] !== 1) reread[box.dataset.objective] = true;
    });
    if (score > state.best) {
      state.best = score;
      state.passed = score >= pass;
      set('cmi.core.score.min', 0);
      set('cmi.core.score.max', 100);
      set('cmi.core.score.raw', score);
    }
    status();
    keep();
    commit();
    report(result, score, reread);
  }
  function report(result, score, reread) {
    result.textContent = '';
    var line = function (text, name) { var p = doc.createElement('p'); p.textContent = text; p.className = name || ''; result.append(p); };
    line(score + ' %', 'big');
    line(score >= pass ? 'Passed. ' + pass + ' % was needed.' : 'Not passed yet. ' + pass + ' % is needed. You may take the test again.');
    var ids = [];
    test.querySelectorAll('.draw li').forEach(function (q) { if (reread[q.dataset.objective]) ids = ids.concat(q.dataset.reread.split(' ')); });
    if (ids.length > 0) line('Read again:');
    var list = doc.createElement('ul');
    ids.forEach(function (id) {
      var lesson = doc.getElementById('lesson-' + id);
      if (!lesson) return;
      var a = doc.createElement('a'), li = doc.createElement('li');
      a.href = '#lesson-' + id;
      a.textContent = lesson.querySelector('h1').textContent;
      li.append(a);
      list.append(li);
    });
    result.append(list);
    doc.getElementById('submit').hidden = true;
    doc.getElementById('again').hidden = false;
    result.focus();
  }

  if (api) open = String(api.LMSInitialize('')) === 'true';
  if (open) {
    restore();
    window.addEventListener('pagehide', finish);
    window.addEventListener('beforeunload', finish);
    var place = get('cmi.core.lesson_location');
    if (place && doc.getElementById(place) && !location.hash) history.replaceState(null, '', '#' + place);
  }
  if (test) {
    draw();
    doc.getElementById('submit').addEventListener('click', submit);
    doc.getElementById('again').addEventListener('click', function () { draw(); offer(); window.scrollTo(0, 0); });
  }
  lamtoen.show(true);
})();
