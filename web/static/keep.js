// Keeps on this device which lessons of an open course are done, and nothing else. Each page is whole without it.
(function () {
  "use strict";
  var body = document.body, key = "lamtoen:open", place = document.querySelector("[data-course]");
  if (!place || body.hasAttribute("data-shared")) return;
  var course = place.getAttribute("data-course"), all;
  try { all = JSON.parse(localStorage.getItem(key)) || {}; } catch (e) { return; }
  var done = all[course] || [];

  function keep(id) {
    if (done.indexOf(id) < 0) done.push(id);
    all[course] = done;
    try { localStorage.setItem(key, JSON.stringify(all)); } catch (e) { /* full: nothing is kept */ }
  }
  var on = place.querySelector("[data-done]");
  if (on) on.addEventListener("click", function () { keep(place.getAttribute("data-lesson")); });
  if (place.hasAttribute("data-quiz")) keep("quiz");

  Array.prototype.forEach.call(document.querySelectorAll(".steps a"), function (a) {
    if (done.indexOf(a.getAttribute("href").split("/").pop()) >= 0 && a.parentNode.className !== "now") a.parentNode.className = "done";
  });
  var kept = document.querySelector("[data-kept]");
  if (!kept || !done.length) return;
  kept.hidden = false;
  kept.querySelector("button").addEventListener("click", function () {
    delete all[course];
    try { localStorage.setItem(key, JSON.stringify(all)); } catch (e) { /* refused: nothing was kept either */ }
    location.reload();
  });
})();
