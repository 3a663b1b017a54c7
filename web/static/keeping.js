// Keeps courses on the device and lists what is kept. The page is whole without it; offline.js comes before it.
(function () {
  "use strict";
  var on = window.device && device.page, keeps = document.querySelector("[data-keep]"), list = document.getElementById("kept");
  var more = document.querySelector("[data-keep-more]");
  if (!on) return;
  function size(bytes) { return Math.max(0.1, bytes / 1e6).toFixed(1) + " MB"; }

  // keep fetches what is not there yet of a list, one page after the other, and gives the course as it is written down.
  function keep(address, say) {
    return fetch(address, { credentials: "same-origin" }).then(function (r) { if (!r.ok) throw r; return r.json(); }).then(function (wanted) {
      return Promise.resolve(wanted.pass && device.carry(wanted, on.person)).then(function () { return device.all("courses"); }).then(function (courses) {
        var sizes = {}, sum = 0, done = 0;
        courses.forEach(function (c) { if (c.course === wanted.course) sizes = c.sizes; else sum += c.bytes; });
        function total() { return Object.keys(sizes).reduce(function (n, k) { return n + sizes[k]; }, 0); }
        function write() {
          Object.keys(sizes).forEach(function (k) { if (device.isPage(k) && wanted.pages.indexOf(k) < 0) delete sizes[k]; });
          return device.put("courses", { course: wanted.course, title: wanted.title, pages: wanted.pages, sizes: sizes, bytes: total(), at: Date.now() }).then(device.sweep);
        }
        return wanted.pages.reduce(function (before, page) {
          return before.then(function () { return sizes[page] && device.copy(page); }).then(function (there) {
            if (there) return;
            if (sum + total() > device.limit) throw new Error("full");
            return fetch(page, { credentials: "same-origin", redirect: "error", headers: { "Lamtoen-Keep": "yes" } }).then(function (r) {
              return device.store(page, r);
            }).then(function (kept) {
              if (!kept) throw new Error("not kept");
              sizes[page] = kept.size;
              kept.files.forEach(function (f) { sizes[f.file] = f.size; });
            });
          }).then(function () { say(++done, wanted.pages.length); });
        }, Promise.resolve()).then(write, function (e) { return write().then(function () { throw e; }); });
      });
    });
  }
  function remove(course) {
    return device.drop("courses", course).then(device.sweep).then(on.render);
  }
  function begin() {
    on.begin();
    return navigator.serviceWorker.register("/sw.js", { updateViaCache: "all" }).then(function () {
      if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
      return device.claim(on.person);
    });
  }
  function offer() {
    var said = keeps.querySelector("[data-said]"), course = keeps.getAttribute("data-course");
    var start = keeps.querySelector('[data-do="keep"]'), off = keeps.querySelector('[data-do="remove"]');
    function tell(name, n, whole) { said.textContent = name ? keeps.getAttribute("data-" + name).replace("%", n).replace("#", whole) : ""; }
    function stand() {
      return device.get("courses", course).then(function (c) {
        var whole = c && c.pages.every(function (p) { return c.sizes[p]; });
        tell(whole && "done", c && size(c.bytes));
        on.show(start, !whole);
        if (off) on.show(off, c);
      });
    }
    function run() {
      start.disabled = true;
      begin().then(function () {
        return keep(keeps.getAttribute("data-keep"), function (n, whole) { tell("under-way", n, whole); });
      }).then(stand, function (e) {
        return stand().then(function () { tell(e && e.message === "full" ? "full" : "failed"); });
      }).then(function () { start.disabled = false; start.blur(); return on.turn ? on.send() : on.render(); });
    }
    start.addEventListener("click", run);
    if (off) off.addEventListener("click", function () { remove(course).then(stand); });
    stand().then(function () {
      on.show(keeps, true);
      if (keeps.hasAttribute("data-auto") && !document.body.hasAttribute("data-copy") && !(navigator.connection || {}).saveData) run();
    });
  }

  // The page of what is kept.
  on.fill = function (queue, owner) {
    device.all("courses").then(function (courses) {
      var place = list.querySelector("[data-courses]"), waits = list.querySelector("[data-queue]"), sum = 0;
      place.textContent = waits.textContent = "";
      courses.forEach(function (c) {
        var line = on.make("p", "", "", on.make("li", "", "", place)), a;
        sum += c.bytes;
        a = on.make(owner ? "a" : "span", "", c.title, line);
        if (owner) a.href = c.course;
        on.make("span", "soft figures", " " + size(c.bytes) + " ", line);
        on.button(list.getAttribute("data-remove"), line, function () { remove(c.course); }).setAttribute("aria-label", list.getAttribute("data-remove") + ": " + c.title);
      });
      if (owner || !on.turn) queue.forEach(function (e) { on.make("p", "", e.label + ", " + on.when(e.at) + (e.said ? ". " + on.text("refused") + " " + e.said : ""), on.make("li", "", "", waits)); });
      on.show(list.querySelector("[data-none]"), !courses.length && !on.turn);
      on.show(list.querySelector("[data-locked]"), courses.length && !owner);
      on.show(list.querySelector("[data-nothing]"), !queue.length);
      list.querySelector("[data-sum]").textContent = courses.length ? list.getAttribute("data-whole").replace("%", size(sum)) : "";
      on.show(list, owner || !on.turn);
      var scripts = document.querySelector("[data-scripts]");
      if (scripts) on.show(scripts, false);
    });
  };
  window.addEventListener("beforeinstallprompt", function (e) {
    var place = list && list.querySelector("[data-install]");
    if (!place) return;
    e.preventDefault();
    on.show(place, true);
    place.querySelector("button").onclick = function () { e.prompt(); };
  });

  if (!list) on.fill = null;
  on.ready.then(function () {
    if (keeps) offer();
    if (list) on.render();
    // An attempt that began after its course was kept.
    if (more && !document.body.hasAttribute("data-copy")) device.get("courses", more.getAttribute("data-keep-more").replace(/\/keep$/, "")).then(function (c) {
      if (c && c.pages.indexOf(location.pathname) < 0) return keep(more.getAttribute("data-keep-more"), function () {});
    }).catch(function () {});
  }, function () {});
})();
