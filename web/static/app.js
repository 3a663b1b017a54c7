// An addition: each page is whole without it. Written for old phones.
(function () {
  "use strict";
  var body = document.body, person = body.getAttribute("data-person");
  var shared = body.hasAttribute("data-shared"); // keep nothing
  var key = "lamtoen:" + person, memory = {};

  function each(selector, work) { Array.prototype.forEach.call(document.querySelectorAll(selector), work); }

  // Answers that could not be sent, by address: the last one wins.
  function waiting() {
    if (shared) return memory;
    try { return JSON.parse(localStorage.getItem(key)) || {}; } catch (e) { return memory; }
  }
  function keep(all) {
    memory = all;
    if (shared) return;
    try {
      if (Object.keys(all).length) localStorage.setItem(key, JSON.stringify(all)); else localStorage.removeItem(key);
    } catch (e) { /* memory has it */ }
  }
  function hold(url, data) { var all = waiting(); all[url] = data; keep(all); }
  function drop(url) { var all = waiting(); delete all[url]; keep(all); }

  // A saved answer is met with a redirect, which is not followed, so that no page loads twice.
  function send(url, data) {
    return fetch(url, {
      method: "POST", body: data, credentials: "same-origin", redirect: "manual",
      headers: { "Content-Type": "application/x-www-form-urlencoded" }
    });
  }
  function flush() {
    var all = waiting();
    return Promise.all(Object.keys(all).map(function (url) {
      return send(url, all[url]).then(function (r) {
        if (r.type === "opaqueredirect" || [400, 403, 404, 409, 422].indexOf(r.status) >= 0) drop(url);
      }, function () {});
    }));
  }

  function answer(form) {
    var status = form.querySelector("[data-queued]"), url = form.action, next = form.getAttribute("data-next"), timer;
    function retry() {
      clearTimeout(timer);
      flush().then(function () { if (waiting()[url]) timer = setTimeout(retry, 10000); else location.href = next; });
    }
    form.addEventListener("submit", function (e) {
      var data = new URLSearchParams(new FormData(form)).toString() + "&go=on";
      e.preventDefault();
      clearTimeout(timer);
      status.textContent = status.getAttribute("data-sending");
      send(url, data).then(function (r) {
        if (r.status >= 429) throw r;
        drop(url);
        if (r.type === "opaqueredirect") location.href = next;
        else if (r.status === 401) { hold(url, data); location.href = "/sign-in?next=" + encodeURIComponent(next); }
        else form.submit(); // the server says why
      }).catch(function () {
        hold(url, data);
        status.textContent = status.getAttribute("data-queued");
        timer = setTimeout(retry, 10000);
      });
    });
    window.addEventListener("online", function () { if (waiting()[url]) retry(); });
  }
  if (person && window.fetch && window.URLSearchParams && window.FormData) {
    each("form[data-next]", answer);
    if (Object.keys(waiting()).length) flush();
  }

  // A button sends once: twice does no harm, but costs data.
  each("form[method=post]:not([data-next])", function (form) {
    var sent = 0, by;
    form.addEventListener("submit", function (e) {
      if (by === e.submitter && Date.now() - sent < 5000) e.preventDefault();
      sent = Date.now(); by = e.submitter;
    });
    window.addEventListener("pageshow", function () { sent = 0; });
  });

  // A password can be shown while it is typed.
  each("[data-reveal]", function (place) {
    var input = place.querySelector("input"), button = document.createElement("button");
    function label() { button.textContent = place.getAttribute(input.type === "password" ? "data-reveal" : "data-conceal"); }
    button.type = "button";
    button.className = "plain";
    button.addEventListener("click", function () { input.type = input.type === "password" ? "text" : "password"; label(); });
    if (input.form) input.form.addEventListener("submit", function () { input.type = "password"; });
    label();
    place.appendChild(button);
  });

  var problems = document.getElementById("problems");
  if (problems) problems.focus();
})();
