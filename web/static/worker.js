// The service worker. It sends every request on; where there is no link it shows copies of pages that the device keeps, and holds
// back forms that say where to go on (offline-next). Whose copies they are, device.js knows.
(function () {
  "use strict";
  var shell = "lamtoen-shell-" + self.RELEASE;
  var patience = 8000; // milliseconds that a page with a copy may take
  var down = [502, 503, 504];

  self.addEventListener("install", function (e) {
    e.waitUntil(caches.open(shell).then(function (cache) { return cache.addAll(self.SHELL); }).then(function () { return self.skipWaiting(); }));
  });
  // An older release's shell goes; copies have their own files beside them and stay whole.
  self.addEventListener("activate", function (e) {
    e.waitUntil(caches.keys().then(function (names) {
      return Promise.all(names.map(function (n) { return n.indexOf("lamtoen-shell-") === 0 && n !== shell && caches.delete(n); }));
    }).then(function () { return self.clients.claim(); }));
  });

  self.addEventListener("fetch", function (e) {
    var r = e.request, url = new URL(r.url);
    if (url.origin !== self.location.origin || r.headers.has("Lamtoen-Age") || r.headers.has("Lamtoen-Keep")) return;
    if (r.method === "GET" && /^\/(static|media)\//.test(url.pathname)) {
      e.respondWith(caches.match(r.url).then(function (there) { return there || fetch(r); }));
    } else if (r.method === "GET" && r.mode === "navigate") {
      e.respondWith(visit(e, url));
    } else if (r.method === "POST" && /^application\/x-www-form-urlencoded/.test(r.headers.get("Content-Type") || "")) {
      e.respondWith(change(e, url));
    }
  });

  // visit shows a page from the server, else its copy, else the page that says that there is no link.
  function visit(e, url) {
    var late = false, mine = device.of(url.pathname);
    return (mine === device.pupils ? mine.out() : Promise.resolve()).then(function () { return mine.copy(url.href).catch(function () {}); }).then(function (copy) {
      var live = fetch(e.request).then(function (response) {
        if (copy && down.indexOf(response.status) >= 0) throw response;
        return told(e, url, copy, response);
      });
      if (!copy) return live.catch(function () { return without(mine === device.pupils ? "card" : "link"); });
      var slow = new Promise(function (ok) { setTimeout(function () { late = true; ok(); }, patience); });
      live.catch(function () {});
      return Promise.race([live, slow]).then(function (response) {
        return late && !response ? shown(copy) : response;
      }, function () { return shown(copy); });
    }, function () { return without("passed"); });
  }

  // told takes in whose the answer is before anybody sees it, and renews the copy, or forgets it if it may be kept no more.
  function told(e, url, copy, response) {
    var mine = device.of(url.pathname);
    return mine.reader(response.headers.get("Lamtoen-Reader")).catch(function () {}).then(function () {
      if (copy && !url.search && response.ok) {
        e.waitUntil((response.headers.get("Lamtoen-Keep") ? mine.store(url.href, response.clone()) : mine.forget(function (p) { return p === url.pathname; })).catch(function () {}));
      }
      return response;
    });
  }

  function marked(response, attribute) {
    return response.text().then(function (html) {
      return new Response(html.replace("<body", "<body " + attribute), { headers: response.headers });
    });
  }
  function shown(copy) { return marked(copy, 'data-copy="' + (copy.headers.get("Lamtoen-At") || "") + '"'); }
  function without(why) {
    return caches.open(shell).then(function (cache) { return cache.match("/offline"); }).then(function (page) {
      return page ? marked(page, 'data-offline="' + why + '"') : Response.error();
    });
  }

  // change sends a form, or holds it back where there is no link.
  function change(e, url) {
    var again = e.request.clone();
    if (url.pathname === "/card-out") return passOn(e);
    return fetch(e.request).then(function (response) {
      if (down.indexOf(response.status) >= 0) return hold(e, url, again).then(function (held) { return held || response; });
      if (url.pathname === "/sign-out" && (response.ok || response.type === "opaqueredirect")) {
        return device.people.wipe().then(function () { return response; });
      }
      return response;
    }, function (failed) {
      if (url.pathname === "/sign-out") return device.people.wipe().then(function () { return without("out"); });
      return hold(e, url, again).then(function (held) {
        if (held) return held;
        if (e.request.mode === "navigate") return without("unsaved");
        throw failed;
      });
    });
  }

  // passOn signs a pupil out, with a link or without: their pages go, and what is not sent stays and is sent.
  function passOn(e) {
    return fetch(e.request).then(function (response) {
      if (!response.ok && response.type !== "opaqueredirect") throw response;
      return device.pupils.wipe().then(function () { return response; });
    }).catch(function () {
      return device.pupils.leave().then(function () { return later(); }).catch(function () {}).then(function () { return without("passed"); });
    });
  }

  // hold puts a form into the queue, if it may wait, and goes on where it says. The last form to one address counts.
  function hold(e, url, request) {
    var mine = device.of(url.pathname), form;
    return request.text().then(function (body) {
      form = new URLSearchParams(body);
      return mine.holder(form.get("reader"));
    }).then(function (who) {
      var next = form.get("offline-next"), label = form.get("offline-label");
      if (!next || !who || new URL(next, url).origin !== url.origin) return null;
      form.delete("offline-next");
      form.delete("offline-label");
      if (mine === device.pupils) form.set("change", id());
      return mine.put("queue", { url: url.pathname, body: form.toString(), label: label || url.pathname, at: Date.now(), reader: who }).then(function () {
        e.waitUntil(Promise.all([later(), tell()]).catch(function () {}));
        return Response.redirect(new URL(next, url).href, 303);
      });
    });
  }
  // Each change has an id of its own, by which the server knows it when it comes again.
  function id() {
    return Array.prototype.map.call(crypto.getRandomValues(new Uint8Array(12)), function (n) { return (256 + n).toString(16).slice(1); }).join("");
  }
  function later() { return self.registration.sync ? self.registration.sync.register("lamtoen-queue") : undefined; }
  function tell() {
    return self.clients.matchAll().then(function (open) { open.forEach(function (c) { c.postMessage("device"); }); });
  }

  self.addEventListener("sync", function (e) {
    if (e.tag !== "lamtoen-queue") return;
    e.waitUntil(Promise.all([device.people.flush(), device.pupils.out().then(device.pupils.flush)]).then(function (left) {
      return tell().then(function () { if (left.indexOf("later") >= 0) throw new Error("no link yet"); });
    }));
  });
})();
