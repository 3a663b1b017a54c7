// Asks again, every ten seconds, where the class stands. The page is whole without it: there is a link that asks again.
(function () {
  "use strict";
  var place = document.querySelector("[data-live]"), state = document.getElementById("live-state");
  if (!place || !window.fetch) return;
  var address = place.getAttribute("data-live"), mark = place.getAttribute("data-mark"), wait = 10000;

  function said(name) {
    var text = state.getAttribute("data-" + name);
    if (state.textContent !== text) state.textContent = text; // read out once, not every ten seconds
  }
  // Where the reader is with the keyboard stays: the link of the same address in the new part.
  function put(html) {
    var at = document.activeElement, href = place.contains(at) && at.getAttribute("href");
    place.innerHTML = html;
    Array.prototype.forEach.call(href ? place.querySelectorAll("a") : [], function (a) {
      if (a.getAttribute("href") === href) a.focus({ preventScroll: true });
    });
  }
  function ask() {
    if (document.hidden) return later();
    fetch(address + "&mark=" + mark, { credentials: "same-origin", redirect: "error" }).then(function (r) {
      if (r.status === 204) { said("on"); return; }
      if (!r.ok || !r.headers.get("X-Mark")) throw r;
      return r.text().then(function (html) { mark = r.headers.get("X-Mark"); put(html); said("on"); });
    }).catch(function () { said("off"); }).then(later);
  }
  function later() { setTimeout(ask, wait); }
  later();
})();
