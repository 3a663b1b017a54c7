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
    var late = false;
    return device.copy(url.href).catch(function () {}).then(function (copy) {
      var live = fetch(e.request).then(function (response) {
        if (copy && down.indexOf(response.status) >= 0) throw response;
        return told(e, url, copy, response);
      });
      if (!copy) return live.catch(function () { return without("link"); });
      var slow = new Promise(function (ok) { setTimeout(function () { late = true; ok(); }, patience); });
      live.catch(function () {});
      return Promise.race([live, slow]).then(function (response) {
        return late && !response ? shown(copy) : response;
      }, function () { return shown(copy); });
    });
  }

  // told takes in whose the answer is before anybody sees it, and renews the copy.
  function told(e, url, copy, response) {
    return device.reader(response.headers.get("Lamtoen-Reader")).catch(function () {}).then(function () {
      if (copy && !url.search && response.headers.get("Lamtoen-Keep")) e.waitUntil(device.store(url.href, response.clone()).catch(function () {}));
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
    return fetch(e.request).then(function (response) {
      if (down.indexOf(response.status) >= 0) return hold(e, url, again).then(function (held) { return held || response; });
      if (url.pathname === "/sign-out" && (response.ok || response.type === "opaqueredirect")) {
        return device.wipe().then(function () { return response; });
      }
      return response;
    }, function (failed) {
      if (url.pathname === "/sign-out") return device.wipe().then(function () { return without("out"); });
      return hold(e, url, again).then(function (held) {
        if (held) return held;
        if (e.request.mode === "navigate") return without("unsaved");
        throw failed;
      });
    });
  }

  // hold puts a form into the queue, if it may wait, and goes on where it says. The last form to one address counts.
  function hold(e, url, request) {
    return Promise.all([request.text(), device.owner()]).then(function (got) {
      var form = new URLSearchParams(got[0]), next = form.get("offline-next"), label = form.get("offline-label");
      if (!next || !got[1] || new URL(next, url).origin !== url.origin) return null;
      form.delete("offline-next");
      form.delete("offline-label");
      return device.put("queue", { url: url.pathname, body: form.toString(), label: label || url.pathname, at: Date.now() }).then(function () {
        e.waitUntil(Promise.all([later(), tell()]).catch(function () {}));
        return Response.redirect(new URL(next, url).href, 303);
      });
    });
  }
  function later() { return self.registration.sync ? self.registration.sync.register("lamtoen-queue") : undefined; }
  function tell() {
    return self.clients.matchAll().then(function (open) { open.forEach(function (c) { c.postMessage("device"); }); });
  }

  self.addEventListener("sync", function (e) {
    if (e.tag !== "lamtoen-queue") return;
    e.waitUntil(device.flush().then(function (left) {
      return tell().then(function () { if (left === "later") throw new Error("no link yet"); });
    }));
  });
})();
