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

  // What was finished, with its day, stays in this browser under the file's number, where the browser lets it.
  var name = 'lamtoen-pen-' + data.file, done = {}, kept = true;
  try { done = JSON.parse(localStorage.getItem(name)) || {}; localStorage.setItem(name, JSON.stringify(done)); } catch (e) { kept = false; }
  function keep() { try { localStorage.setItem(name, JSON.stringify(done)); } catch (e) { kept = false; } }
  function today() { // in Thimphu, counted from the day on which the file was made
    return Math.max(0, Math.min(Math.floor((Date.now() + 216e5) / 864e5) - Number(data.made), Number(data.last)));
  }

  var lessons = all('.part.lesson');
  function show() {
    var mask = 0, count = 0, day = 0;
    lessons.forEach(function (part, i) {
      var id = part.id.slice(7), on = id in done;
      if (on) { mask += Math.pow(2, i); count++; day = Math.max(day, done[id]); }
      all('nav a[href="#' + part.id + '"], .contents a[href="#' + part.id + '"]').forEach(function (a) { a.classList.toggle('finished', on); });
      var button = part.querySelector('.finish');
      button.textContent = on ? 'Finished. Go on' : 'I have finished this lesson';
    });
    doc.getElementById('slip-count').textContent = count + ' of ' + lessons.length + (lessons.length === 1 ? ' lesson is finished.' : ' lessons are finished.');
    doc.getElementById('slip-none').hidden = count > 0;
    doc.getElementById('slip-some').hidden = count === 0;
    doc.getElementById('slip-part').hidden = count === 0 || count === lessons.length;
    doc.getElementById('slip-lost').hidden = kept;
    if (count) doc.getElementById('slip-text').textContent = slip('00' + bits(Number(data.file), 26) + bits(day, 11) + bits(mask, 20));
  }
  lessons.forEach(function (part, i) {
    part.querySelector('.finish').addEventListener('click', function () {
      var id = part.id.slice(7), next = lessons[i + 1];
      if (!(id in done)) { done[id] = today(); keep(); }
      show();
      location.hash = next && Object.keys(done).length < lessons.length ? '#' + next.id : '#slip';
    });
  });
  show();
})();
