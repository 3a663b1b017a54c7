// A pupil's page on a device that keeps their module: what of others waits here, passing the device on, and the way through the module
// without a link. The page is whole without it; offline.js comes before it.
(function () {
  "use strict";
  var on = device.page, bar = document.getElementById("device"), body = document.body, copied = body.hasAttribute("data-copy"), asked;
  if (!on || device !== device.pupils) return;

  // Beside the bar's own lines: how much of other pupils waits, never what.
  on.turn = function (left, locked) {
    var who = {}, n = locked;
    left.forEach(function (e) {
      if (e.said || e.waits) who[e.whose] = true; else n++;
    });
    if (n) on.make("p", "notice warning slim", on.text("others", n), bar);
    if (Object.keys(who).length) on.make("p", "notice warning slim", on.text("stuck", Object.keys(who).join("; ")), bar);
    return n;
  };

  // The module's page was kept before the pupil went on: its button leads to what is not done yet.
  on.after = function (queue) {
    var go = document.querySelector("a[data-go]");
    if (!go || !copied) return;
    return device.get("courses", location.pathname).then(function (course) {
      var done = {}, list = course ? course.pages : [], at = list.indexOf(go.getAttribute("data-go"));
      queue.forEach(function (e) { done[e.url] = true; });
      if (at < 0) return;
      while (at < list.length && done[list[at]]) at++;
      if (at < list.length) go.href = list[at];
      else on.make("p", "notice calm", body.querySelector("[data-all]").getAttribute("data-all"), go.parentNode).previousSibling.hidden = true;
    });
  };

  function pass(form) {
    form.addEventListener("submit", function (e) {
      if (asked) return;
      e.preventDefault();
      Promise.race([device.flush(), new Promise(function (ok) { setTimeout(function () { ok("later"); }, 4000); })]).catch(function () {}).then(function (left) {
        if (left !== "later" && !copied && navigator.onLine !== false) return form.submit();
        if (asked) return;
        asked = true;
        var line = on.make("p", "notice warning", on.text("pass") + " ", bar);
        on.button(on.text("pass-now"), line, function () { form.submit(); });
        on.show(bar, true);
        bar.scrollIntoView();
      });
    });
  }
  Array.prototype.forEach.call(document.querySelectorAll('form[action="/card-out"]'), pass);
  Array.prototype.forEach.call(document.querySelectorAll("[data-copy-only]"), function (e) { on.show(e, copied); });
  // Signed out without a link, and this page came past the worker.
  device.out().then(function (was) { if (was) location.replace("/card"); }).catch(function () {});
})();
