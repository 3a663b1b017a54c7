// What was finished in this file, and the completion slip that says so. The form of a slip is described in Lamtoen's
// package slip; a test holds both against each other.
(function () {
  'use strict';
  var doc = document, box = doc.getElementById('slip');
  var data = box.dataset, alphabet = '34679ACDEFGHJKMNPQRTWXY';
  var all = function (what) { return Array.prototype.slice.call(doc.querySelectorAll(what)); };

  // SHA-256 (FIPS 180-4) and HMAC: browsers offer their own only on pages that come over https.
  var primes = [], constants = [], start = [];
  for (var n = 2; primes.length < 64; n++) if (primes.every(function (p) { return n % p; })) {
    if (primes.length < 8) start.push(fraction(Math.sqrt(n)));
    constants.push(fraction(Math.cbrt(n)));
    primes.push(n);
  }
  function fraction(x) { return (x - Math.floor(x)) * 4294967296 | 0; }
  function sha256(bytes) {
    var h = start.slice(), w = [], m = bytes.concat(128), long = bytes.length * 8;
    while (m.length % 64 !== 56) m.push(0);
    m.push(0, 0, 0, 0, long >>> 24, long >>> 16 & 255, long >>> 8 & 255, long & 255);
    var turn = function (x, by) { return x >>> by | x << 32 - by; };
    for (var at = 0; at < m.length; at += 64) {
      for (var i = 0; i < 64; i++) {
        var j = at + 4 * i, a = w[i - 15], b = w[i - 2];
        w[i] = i < 16 ? m[j] << 24 | m[j + 1] << 16 | m[j + 2] << 8 | m[j + 3]
          : (turn(a, 7) ^ turn(a, 18) ^ a >>> 3) + w[i - 7] + (turn(b, 17) ^ turn(b, 19) ^ b >>> 10) + w[i - 16] | 0;
      }
      var v = h.slice();
      for (i = 0; i < 64; i++) {
        var e = v[4], one = v[7] + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + (e & v[5] ^ ~e & v[6]) + constants[i] + w[i] | 0;
        var s = v[0], two = (turn(s, 2) ^ turn(s, 13) ^ turn(s, 22)) + (s & v[1] ^ s & v[2] ^ v[1] & v[2]) | 0;
        v = [one + two | 0, v[0], v[1], v[2], v[3] + one | 0, v[4], v[5], v[6]];
      }
      h = h.map(function (x, k) { return x + v[k] | 0; });
    }
    var out = [];
    h.forEach(function (x) { out.push(x >>> 24, x >>> 16 & 255, x >>> 8 & 255, x & 255); });
    return out;
  }
  function ascii(text) { return text.split('').map(function (c) { return c.charCodeAt(0); }); }
  function hmac(key, message) {
    var pad = function (by) { var k = key.map(function (b) { return b ^ by; }); while (k.length < 64) k.push(by); return k; };
    return sha256(pad(92).concat(sha256(pad(54).concat(message))));
  }

  function bits(value, width) { for (var out = ''; out.length < width; value = Math.floor(value / 2)) out = value % 2 + out; return out; }
  function slip(said) {
    var proof = hmac(data.key.match(/../g).map(function (x) { return parseInt(x, 16); }), ascii('lamtoen-slip:' + said));
    said = (said + proof.map(function (b) { return bits(b, 8); }).join('')).slice(0, 108);
    for (var groups = [], g = 0; g < 6; g++) {
      var rest = parseInt(said.slice(18 * g, 18 * g + 18), 2), c = [];
      for (var i = 3; i >= 0; i--) { c[i] = rest % 23; rest = Math.floor(rest / 23); }
      c.push(((c[0] + 2 * c[1] + 3 * c[2] + 4 * c[3] - g - 1) % 23 + 23) % 23);
      groups.push(c.map(function (x) { return alphabet.charAt(x); }).join(''));
    }
    return groups.join('-');
  }

  // What was finished, with its day, stays in this browser under the file's number, and of a class under the pupil's, where the
  // browser lets it. {lessons: {id: day}, before: [choice], after: [choice], right: n, day: n}
  var name = 'lamtoen-pen-' + data.file, ofClass = 'class' in data, number = 0, done = {}, kept = true;
  function read() { try { return JSON.parse(localStorage.getItem(name)) || {}; } catch (e) { kept = false; return {}; } }
  var store = read();
  function keep() { try { store[number] = done; localStorage.setItem(name, JSON.stringify(store)); } catch (e) { kept = false; } }
  function today() { // in Thimphu, counted from the day on which the file was made
    return Math.max(0, Math.min(Math.floor((Date.now() + 216e5) / 864e5) - Number(data.made), Number(data.last)));
  }
  function take(n) {
    number = n;
    done = store[n] || {};
    done.lessons = done.lessons || {};
    keep();
    show();
  }

  var lessons = all('.part.lesson'), asks = all('.part.ask'), questions = all('#test .check');
  function text(id, words) { doc.getElementById(id).textContent = words; }
  function show() {
    var mask = 0, count = 0, day = done.day || 0;
    lessons.forEach(function (part, i) {
      var id = part.id.slice(7), on = id in done.lessons;
      if (on) { mask += Math.pow(2, i); count++; day = Math.max(day, done.lessons[id]); }
      all('nav a[href="#' + part.id + '"], .contents a[href="#' + part.id + '"]').forEach(function (a) { a.classList.toggle('finished', on); });
      part.querySelector('.finish').textContent = on ? 'Finished. Go on' : 'I have finished this lesson';
    });
    var some = count > 0 || done.before || done.after || done.right >= 0;
    var whole = count === lessons.length && (!ofClass || (done.right >= 0 || !questions.length) && asks.every(function (a) { return done[a.id]; }));
    text('slip-count', (ofClass && number ? 'Number ' + number + ': ' : '') + count + ' of ' + lessons.length + (lessons.length === 1 ? ' lesson is finished.' : ' lessons are finished.'));
    doc.getElementById('slip-none').hidden = !!some;
    doc.getElementById('slip-some').hidden = !some;
    doc.getElementById('slip-part').hidden = !some || whole;
    doc.getElementById('slip-lost').hidden = kept;
    if (!some) return;
    var file = bits(Number(data.file), 26);
    if (!ofClass) { text('slip-text', slip('00' + file + bits(day, 11) + bits(mask, 20))); return; }
    var chosen = [0, 1, 2].map(function (i) { return (done.before || [])[i] || 0; }).concat([0, 1, 2].map(function (i) { return (done.after || [])[i] || 0; }));
    text('slip-text', slip('01' + file + bits(number, 7) + bits(day, 9) + bits(mask, 8) + bits(done.right >= 0 ? done.right : 63, 6)
      + bits(chosen.reduce(function (sum, c) { return sum * 7 + c; }, 0), 17)));
  }
  lessons.forEach(function (part, i) {
    part.querySelector('.finish').addEventListener('click', function () {
      if (ofClass && !number) { location.hash = '#start'; return; }
      var id = part.id.slice(7), next = lessons[i + 1];
      if (!(id in done.lessons)) { done.lessons[id] = today(); keep(); }
      show();
      location.hash = next && Object.keys(done.lessons).length < lessons.length ? '#' + next.id : ofClass && doc.getElementById('after') ? '#after' : '#slip';
    });
  });

  // Of a class: the number, what is asked before and after, and the quiz.
  function on(id, event, act) { var node = doc.getElementById(id); if (node) node.addEventListener(event, act); }
  function stamp() { done.day = Math.max(done.day || 0, today()); keep(); show(); }
  on('who', 'submit', function (event) {
    event.preventDefault();
    var n = Number(doc.getElementById('number').value);
    if (!(n >= 1 && n <= 99 && n === Math.floor(n))) { text('who-said', 'Type your number, from 1 to 99.'); return; }
    text('who-said', '');
    take(n);
    location.hash = doc.getElementById('before') && !done.before && !Object.keys(done.lessons).length ? '#before' : '#' + lessons[0].id;
  });
  asks.forEach(function (part) {
    part.querySelector('.btn').addEventListener('click', function () {
      var said = part.querySelector(':scope > .verdict'), list = Array.prototype.slice.call(part.querySelectorAll('[data-choices]')).map(function (box) {
        var picked = Array.prototype.slice.call(box.querySelectorAll('input:checked')).map(function (i) { return i.value; }).join('+');
        return box.dataset.choices.split(' ').indexOf(picked) + 1;
      });
      if (!number) { location.hash = '#start'; return; }
      if (list.indexOf(0) >= 0) { said.textContent = 'Answer every question first.'; return; }
      said.textContent = '';
      if (!done[part.id]) { done[part.id] = list; stamp(); }
      location.hash = part.id === 'before' ? '#' + lessons[0].id : questions.length ? '#test' : '#slip';
    });
  });
  on('quiz-done', 'click', function () {
    if (!number) { location.hash = '#start'; return; }
    var points = questions.map(window.lamtoen.grade);
    if (points.indexOf(null) >= 0) { text('quiz-said', 'Answer every question first.'); return; }
    if (!(done.right >= 0)) { done.right = points.filter(function (p) { return p === 1; }).length; stamp(); }
    questions.forEach(function (box, i) { window.lamtoen.judge(box, points[i]); window.lamtoen.tell(box); });
    text('quiz-said', done.right + ' of ' + questions.length + ' were right. Read why, then open your slip.');
  });
  on('next-pupil', 'click', function () {
    all('form').forEach(function (f) { f.reset(); });
    all('.fed').forEach(function (f) { f.remove(); });
    all('.verdict').forEach(function (v) { v.textContent = ''; });
    all('[data-graded] .why').forEach(function (w) { w.hidden = true; w.open = false; });
    number = 0;
    done = { lessons: {} };
    show();
    location.hash = '#start';
  });
  if (ofClass) { done = { lessons: {} }; show(); } else take(0);
})();
