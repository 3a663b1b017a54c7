// What this device keeps of Lamtoen, for pages and service worker: copies of pages, and what is not sent yet. All of it belongs
// to one reader: a person who signs in with a password, and, apart from that, a pupil who signs in with a card. Written for old
// phones; see docs/offline.md.
var device = (function (root) {
  "use strict";
  function space(name, pupils) {
    var copies = name + "-copies", limit = 20e6, idle = 12e5, opened, kept;

    function asked(request) {
      return new Promise(function (ok, no) {
        request.onsuccess = function () { ok(request.result); };
        request.onerror = function () { no(request.error); };
      });
    }
    // Three stores: queue by address, courses by address, notes by name (owner, locked, sent); of pupils a fourth, see passing.js.
    function database() {
      if (!opened) {
        var request = root.indexedDB.open(name, 1);
        request.onupgradeneeded = function () {
          request.result.createObjectStore("queue", { keyPath: "url" });
          request.result.createObjectStore("courses", { keyPath: "course" });
          request.result.createObjectStore("notes");
          if (pupils) request.result.createObjectStore("left", { keyPath: "id" });
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

    // wipe removes what belongs to the owner. Of pupils, what is not sent yet is put aside first and is sent all the same; pictures and
    // styles stay, which are the same for the whole class.
    function wipe() {
      return Promise.resolve(pupils && kept.aside()).then(function () {
        return Promise.all([pupils ? forget(isPage) : root.caches.delete(copies), clear("queue"), clear("courses"), clear("notes")]);
      });
    }
    function isPage(path) { return !/^\/(static|media)\//.test(path); }
    function forget(which) {
      return root.caches.open(copies).then(function (cache) {
        return cache.keys().then(function (keys) { return Promise.all(keys.map(function (k) { return which(path(k.url)) && cache.delete(k); })); });
      });
    }
    // The owner, while they are signed in; of a device that goes from hand to hand, not longer than it may lie about.
    function owner() {
      return Promise.all([get("notes", "locked"), get("notes", "shared"), get("notes", "seen"), get("notes", "owner")]).then(function (n) {
        return n[0] || n[1] && Date.now() - n[2] > idle ? undefined : n[3];
      });
    }
    // reader takes what an answer of the server says of whose it is. Nobody's locks what is kept, another's removes it.
    function reader(tag) {
      if (!tag) return Promise.resolve(); // not from Lamtoen
      return Promise.all([get("notes", "owner"), get("notes", "locked")]).then(function (was) {
        if (!was[0]) return;
        if (tag !== was[0] && tag !== "nobody") return wipe();
        if (pupils && tag === was[0]) put("notes", Date.now(), "seen");
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
    // holder is for whom a form waits: the owner, and of pupils the one whose page it is, however long they took over it.
    function holder(reader) {
      if (!pupils) return owner();
      return get("notes", "owner").then(function (who) { return who === reader ? put("notes", Date.now(), "seen").then(function () { return who; }) : undefined; });
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

    kept = {
      limit: limit, all: all, get: get, put: put, drop: drop, wipe: wipe, owner: owner, holder: holder, reader: reader, claim: claim,
      store: store, copy: copy, forget: forget, sweep: sweep, path: path, isPage: isPage
    };
    return kept;
  }
  var people = space("lamtoen"), pupils = space("lamtoen-pupils", true);
  function of(path) { return /^\/(pupil|card|card-out)(\/|$)/.test(path) ? pupils : people; }
  people.people = pupils.people = people;
  people.pupils = pupils.pupils = pupils;
  people.of = pupils.of = of;
  return of(root.location.pathname);
})(self);
