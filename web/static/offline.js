// Work without a link, on the pages: says what is not sent yet, and sends it. Each page is whole without it.
(function () {
  "use strict";
  var body = document.body, person = (body.getAttribute("data-person") || "").replace(/^nobody$/, ""), bar = document.getElementById("device");
  var keeps = document.querySelector("[data-keep]"), list = document.getElementById("kept");
  var on = {}; // keeping.js goes on from here
  var copied = body.getAttribute("data-copy"), without = body.getAttribute("data-offline"), used = "lamtoen:device", timer, warned;
  if (!bar || !navigator.serviceWorker || !window.indexedDB || !window.caches || !window.URLSearchParams) return;
  function flag(name, value) { try { return value === undefined ? localStorage.getItem(name) : localStorage.setItem(name, value); } catch (e) { return ""; } }
  if (!keeps && !list && !flag(used)) return; // nothing was ever kept here
  device.page = on;

  function text(name, value) { return bar.getAttribute("data-" + name).replace("%", value); }
  function make(tag, name, words, into) {
    var e = document.createElement(tag);
    if (name) e.className = name;
    e.textContent = words;
    if (into) into.appendChild(e);
    return e;
  }
  function button(words, into, work) {
    var b = make("button", "plain", words, into);
    b.type = "button";
    b.addEventListener("click", work);
    return b;
  }
  function show(e, on) { e.hidden = !on; e.style.display = on ? "" : "none"; }
  function when(ms) { return new Date(Number(ms)).toLocaleString("en-GB", { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" }); }
  function waiting(queue) { return queue.filter(function (e) { return !e.said; }); }
  function each(from, work) { Array.prototype.forEach.call(from, work); }

  // The bar, and marks beside links and in forms that it is about.
  function render() {
    return Promise.all([device.all("queue"), device.get("notes", "sent"), device.owner(), on.turn && device.all("left")]).then(function (got) {
      var wait = waiting(got[0]), mine = person || copied !== null || got[2] && without !== null, line, others;
      bar.textContent = "";
      if (copied !== null) make("p", "notice calm slim", text("copy", when(copied)), bar);
      if (wait.length && !mine && !on.turn) make("p", "notice warning slim", text("signin", wait.length), bar);
      if (wait.length && mine) {
        line = make("p", "notice warning slim", text("waits", wait.length) + " ", bar);
        button(text("now"), line, send);
        line.appendChild(document.createTextNode(" "));
        if (!on.turn) make("a", "", text("list"), line).href = "/kept";
      } else if (mine && got[1] && Date.now() - got[1] < 6e5) {
        make("p", "notice good slim", text("sent", when(got[1])), bar);
      }
      if (mine) got[0].forEach(function (e) {
        if (!e.said) return;
        line = make("p", "notice danger slim", text("refused") + " " + e.label + ". " + e.said + " ", bar);
        button(text("read"), line, function () { Promise.all([device.drop("queue", e.url), device.drop("notes", "sent")]).then(render); });
      });
      if (on.turn) others = on.turn(got[3], mine ? 0 : wait.length);
      show(bar, bar.firstChild);
      each(document.querySelectorAll(".badge[data-waits]"), function (b) { b.parentNode.removeChild(b); });
      if (mine) wait.forEach(mark);
      clearTimeout(timer);
      if (wait.length && mine || others) timer = setTimeout(send, 30000);
      if (on.fill) on.fill(got[0], got[2]);
      if (on.after && mine) on.after(got[0]);
    });
  }
  function mark(entry) {
    each(document.querySelectorAll('main a[href="' + entry.url + '"]:not([data-go])'), function (a) {
      a.parentNode.insertBefore(make("span", "badge warning", text("badge")), a.nextSibling).setAttribute("data-waits", "");
    });
    var form = document.querySelector('form[action="' + entry.url + '"]'), given = new URLSearchParams(entry.body);
    if (!form || form.getAttribute("data-given")) return;
    form.setAttribute("data-given", "yes");
    each(form.elements, function (e) {
      if (e.type === "radio" || e.type === "checkbox") e.checked = given.getAll(e.name).indexOf(e.value) >= 0;
      else if (e.tagName === "SELECT" && given.has(e.name)) e.value = given.get(e.name);
    });
    var said = form.querySelector("[data-queued]");
    if (said) said.textContent = said.getAttribute("data-queued");
  }
  function send() {
    return device.all("queue").then(function (queue) { return (waiting(queue).length || on.turn) && device.flush(); }).then(render, render);
  }

  // Signing out loses what is not sent: it is tried first, and then asked.
  each(document.querySelectorAll('form[action="/sign-out"]'), function (form) {
    form.addEventListener("submit", function (e) {
      if (warned) return;
      e.preventDefault();
      device.flush().catch(function () {}).then(function () { return device.all("queue"); }).then(function (queue) {
        var n = waiting(queue).length;
        warned = true;
        if (!n) return form.submit();
        make("p", "notice danger", text("leave", n), bar);
        show(bar, true);
        bar.scrollIntoView();
      }, function () { form.submit(); });
    });
  });

  each(document.querySelectorAll("[data-why]"), function (p) { show(p, p.getAttribute("data-why") === (without || "link")); });
  navigator.serviceWorker.addEventListener("message", function () { render(); });
  window.addEventListener("online", send);
  on.text = text; on.make = make; on.button = button; on.show = show; on.when = when; on.render = render; on.send = send; on.person = person;
  on.begin = function () { flag(used, "yes"); };
  on.ready = (without !== null || copied !== null ? Promise.resolve() : device.reader(person || "nobody")).then(function () {
    if (person || copied !== null || without !== null || on.turn) return send();
    return render();
  });
  on.ready.catch(function () { /* the browser keeps nothing, as in a private window */ });
})();
