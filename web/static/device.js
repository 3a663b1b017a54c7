// What this device keeps of Lamtoen, for pages and service worker: copies of pages, and what is not sent yet. All of it belongs
// to one reader. Written for old phones; see docs/offline.md.
var device = (function (root) {
  "use strict";
  var copies = "lamtoen-copies", limit = 20e6, opened;

  function asked(request) {
    return new Promise(function (ok, no) {
      request.onsuccess = function () { ok(request.result); };
      request.onerror = function () { no(request.error); };
    });
  }
  // Three stores: queue by address, courses by address, notes by name (owner, locked, sent).
  function database() {
    if (!opened) {
      var request = root.indexedDB.open("lamtoen", 1);
      request.onupgradeneeded = function () {
        request.result.createObjectStore("queue", { keyPath: "url" });
        request.result.createObjectStore("courses", { keyPath: "course" });
        request.result.createObjectStore("notes");
      };
      opened = asked(request);
      opened.catch(function () { opened = null; });
    }
    return opened;
  }
  function within(store, mode, work) {
    return database().then(function (db) { return asked(work(db.transaction(store, mode).objectStore(store))); });
  }
  function all(store) { return within(store, "readonly", function (s) { return s.getAll(); }); }
  function get(store, key) { return within(store, "readonly", function (s) { return s.get(key); }); }
  function put(store, value, key) { return within(store, "readwrite", function (s) { return key ? s.put(value, key) : s.put(value); }); }
  function drop(store, key) { return within(store, "readwrite", function (s) { return s.delete(key); }); }
  function clear(store) { return within(store, "readwrite", function (s) { return s.clear(); }); }

  function wipe() {
    return Promise.all([root.caches.delete(copies), clear("queue"), clear("courses"), clear("notes")]);
  }
  // The owner, while they are signed in.
  function owner() {
    return get("notes", "locked").then(function (locked) { return locked ? undefined : get("notes", "owner"); });
  }
  // reader takes what an answer of the server says of whose it is. Nobody's locks what is kept, another's removes it.
  function reader(tag) {
    if (!tag) return Promise.resolve(); // not from Lamtoen
    return Promise.all([get("notes", "owner"), get("notes", "locked")]).then(function (was) {
      if (!was[0]) return;
      if (tag !== was[0] && tag !== "nobody") return wipe();
      if (Boolean(was[1]) !== (tag === "nobody")) return put("notes", tag === "nobody", "locked");
    });
  }
  function claim(tag) {
    return reader(tag).then(function () { return put("notes", tag, "owner"); });
  }

  function files(html) {
    var found = {}, one, like = /(?:src|href)="(\/(?:static|media)\/[^"]+)"/g;
    while ((one = like.exec(html))) found[one[1]] = true;
    return Object.keys(found);
  }
  function path(url) { return new URL(url, root.location.href).pathname; }

  // store keeps an answer, if it may be kept and is its owner's, with all that its page shows. It gives the bytes, 0 if it may not.
  function store(url, response) {
    var tag = response.headers.get("Lamtoen-Reader");
    if (!response.ok || !response.headers.get("Lamtoen-Keep")) return Promise.resolve(0);
    return Promise.all([owner(), response.text(), root.caches.open(copies)]).then(function (got) {
      var html = got[1], cache = got[2], size = new Blob([html]).size;
      if (got[0] !== tag) return 0;
      return Promise.all(files(html).map(function (file) {
        return cache.match(file).then(function (there) {
          if (there) return there;
          return root.fetch(file).then(function (r) { if (!r.ok) throw r; return cache.put(file, r.clone()).then(function () { return r; }); });
        }).then(function (r) { return r.blob(); }).then(function (b) { return { file: file, size: b.size }; });
      })).then(function (sizes) {
        var headers = { "Content-Type": "text/html; charset=utf-8", "Lamtoen-At": String(Date.now()) };
        ["Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"].forEach(function (h) {
          if (response.headers.get(h)) headers[h] = response.headers.get(h);
        });
        return cache.put(path(url), new Response(html, { headers: headers })).then(function () { return { size: size, files: sizes }; });
      });
    });
  }
  function copy(url) {
    return owner().then(function (who) {
      return who && root.caches.open(copies).then(function (cache) { return cache.match(path(url)); });
    });
  }
  // sweep removes what no kept course has, and files that no kept page shows.
  function sweep() {
    return Promise.all([all("courses"), root.caches.open(copies)]).then(function (got) {
      var needed = {}, cache = got[1];
      got[0].forEach(function (c) { c.pages.forEach(function (p) { needed[p] = true; }); });
      return Promise.all(Object.keys(needed).map(function (p) {
        return cache.match(p).then(function (r) { return r ? r.text() : ""; }).then(function (html) {
          files(html).forEach(function (f) { needed[f] = true; });
        });
      })).then(function () { return cache.keys(); }).then(function (keys) {
        return Promise.all(keys.map(function (k) { return needed[path(k.url)] || cache.delete(k); }));
      });
    });
  }

  // send gives sent, refused (the server says why), signin or later.
  function send(entry, who) {
    return root.fetch(entry.url, {
      method: "POST", body: entry.body, credentials: "same-origin", redirect: "manual",
      headers: { "Content-Type": "application/x-www-form-urlencoded", "Lamtoen-Age": String(Math.max(0, Date.now() - entry.at)), "Lamtoen-Reader": who }
    }).then(function (r) {
      if (r.status === 204 && r.headers.get("Lamtoen-Reader") === who) return "sent";
      if (r.status === 401) return "signin";
      if ([400, 403, 404, 409, 413, 422].indexOf(r.status) < 0) return "later";
      return r.json().then(function (said) {
        entry.said = said.error.message;
        return "refused";
      }, function () { return "later"; });
    }, function () { return "later"; });
  }
  // settle writes down what became of an entry, unless it was given anew meanwhile.
  function settle(entry, became) {
    return get("queue", entry.url).then(function (now) {
      if (!now || now.at !== entry.at) return;
      if (became === "sent") return drop("queue", entry.url).then(function () { return put("notes", Date.now(), "sent"); });
      if (became === "refused") { now.said = entry.said; return put("queue", now); }
    });
  }
  // pass sends one after the other. What is refused is tried once more after something else was taken: lessons have an order.
  function pass(list, who) {
    var refused = [], taken = 0, stop = false;
    return list.reduce(function (before, entry) {
      return before.then(function () {
        if (stop) return;
        return send(entry, who).then(function (became) {
          if (became === "sent") taken++;
          if (became === "refused") { refused.push(entry); return; }
          if (became !== "sent") { stop = became; return; }
          return settle(entry, became);
        });
      });
    }, Promise.resolve()).then(function () {
      if (taken && refused.length && !stop) return pass(refused, who);
      if (stop) return stop;
      return Promise.all(refused.map(function (e) { return settle(e, "refused"); })).then(function () { return ""; });
    });
  }
  function once() {
    return Promise.all([all("queue"), get("notes", "owner")]).then(function (got) {
      var list = got[0].filter(function (e) { return !e.said; }).sort(function (a, b) { return a.at - b.at; });
      return list.length && got[1] ? pass(list, got[1]) : "";
    });
  }
  // flush sends what waits; it gives "" when all was taken or refused, else signin or later.
  function flush() {
    var locks = root.navigator.locks;
    return locks ? locks.request("lamtoen-queue", once) : once();
  }

  return {
    limit: limit, all: all, get: get, put: put, drop: drop, wipe: wipe, owner: owner, reader: reader, claim: claim,
    store: store, copy: copy, sweep: sweep, flush: flush, path: path
  };
})(self);
