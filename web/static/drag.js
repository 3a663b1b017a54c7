// Lets the steps of an ordering and the right sides of a matching be dragged, by mouse, pen or finger. The lists to choose from
// stay, and say the same: they are the way for a keyboard, for a single tap, and for a page without scripts.
(function () {
  "use strict";
  if (!window.PointerEvent) return;
  var edge = 64; // so near the edge of the window, in pixels, dragging scrolls it

  function all(selector, root) { return Array.prototype.slice.call(root.querySelectorAll(selector)); }
  function words(node) { return node.textContent.replace(/\s+/g, " ").trim(); }
  function fill(text, values) { return text.replace(/\{(\d)\}/g, function (_, i) { return values[i - 1]; }); }
  function add(parent, tag, name) {
    var node = document.createElement(tag);
    node.className = name;
    return parent.appendChild(node);
  }

  // box prepares a list: a sentence that it can be dragged, and a place where what has happened is said aloud.
  function box(list) {
    var hint = list.previousElementSibling, live = document.createElement("p");
    if (hint && hint.className === "hint") hint.textContent += " " + list.getAttribute("data-hint");
    live.className = "hidden";
    live.setAttribute("role", "status");
    list.parentNode.insertBefore(live, list.nextSibling);
    return { rows: all(".pick", list), say: function (text) { live.textContent = text; } };
  }
  function select(row) { return row.querySelector("select"); }
  function label(row) { return words(row.querySelector("label")); }

  // drag follows one pointer from down to up. Nothing counts before it is lifted; Escape, or a touch that the system takes
  // away, puts everything back.
  function drag(handle, on) {
    handle.addEventListener("pointerdown", function (down) {
      if (down.button || !down.isPrimary) return;
      if (down.pointerType === "touch" && down.target.className !== "grip") return; // that finger scrolls
      var y = down.clientY, x = down.clientX, timer = setInterval(function () {
        var by = y < edge ? -12 : y > window.innerHeight - edge ? 12 : 0;
        if (by) { window.scrollBy(0, by); on.move(x, y); }
      }, 30);
      function move(e) { x = e.clientX; y = e.clientY; on.move(x, y); }
      function end(e) {
        if (e.type === "keydown" && e.key !== "Escape") return;
        clearInterval(timer);
        ["pointermove", "pointerup", "pointercancel"].forEach(function (t) { handle.removeEventListener(t, t === "pointermove" ? move : end); });
        document.removeEventListener("keydown", end);
        if (e.type === "pointerup") on.drop(); else on.cancel();
      }
      down.preventDefault();
      handle.setPointerCapture(down.pointerId);
      handle.addEventListener("pointermove", move);
      handle.addEventListener("pointerup", end);
      handle.addEventListener("pointercancel", end);
      document.addEventListener("keydown", end);
      on.start(x, y);
    });
  }

  // Ordering: the list on the screen is the order.
  function ordering(list) {
    var b = box(list), before, places;
    function shown() { return all(".pick", list); }
    function said(row) {
      return fill(list.getAttribute("data-order"), [label(row), select(row).value, b.rows.length]);
    }
    // arrange moves the others round the row that stays, so that it keeps focus and pointer.
    function arrange(order, stays) {
      var at = order.indexOf(stays);
      order.forEach(function (row, i) { if (i < at) list.insertBefore(row, stays); else if (i > at) list.appendChild(row); });
    }
    // settle notes the places, and lets the list follow them once each step has one.
    function settle(stays) {
      places = b.rows.map(function (r) { return select(r).value; });
      if (places.every(function (p, i) { return p && places.indexOf(p) === i; })) {
        arrange(b.rows.slice().sort(function (r, s) { return select(r).value - select(s).value; }), stays);
      }
    }
    b.rows.forEach(function (row, i) {
      var choice = select(row), grip = add(row, "span", "grip");
      grip.setAttribute("aria-hidden", "true");
      row.insertBefore(grip, row.firstChild);
      // A step that takes another's place gives it its own. Not before the list is left: arrow keys pass through every place.
      function exchange() {
        var was = places[i], text = said(row);
        if (choice.value === was) return;
        b.rows.forEach(function (other) {
          if (other === row || !was || !choice.value || select(other).value !== choice.value) return;
          select(other).value = was;
          text += " " + said(other);
        });
        settle(row);
        if (choice.value) b.say(text);
      }
      choice.addEventListener("blur", exchange);
      choice.addEventListener("change", function () { if (document.activeElement !== choice) exchange(); });
      drag(grip, {
        start: function () { before = shown(); row.classList.add("held"); },
        move: function (x, y) {
          var others = shown().filter(function (r) { return r !== row; }), at = others.filter(function (r) {
            var place = r.getBoundingClientRect();
            return place.top + place.height / 2 < y;
          }).length;
          others.splice(at, 0, row);
          if (others.some(function (r, i) { return r !== list.children[i]; })) arrange(others, row);
        },
        drop: function () {
          row.classList.remove("held");
          shown().forEach(function (r, n) { select(r).value = n + 1; });
          settle(row);
          b.say(said(row));
        },
        cancel: function () { row.classList.remove("held"); arrange(before, row); }
      });
    });
    window.addEventListener("pageshow", function () { settle(b.rows[0]); }); // the browser may bring choices back
  }

  // Matching: what can be chosen lies above the rows, to be laid on one. It stays there, since two rows may want the same.
  function matching(list) {
    var b = box(list), pool = document.createElement("ul"), ghost, over;
    pool.className = "pool";
    pool.setAttribute("aria-hidden", "true"); // the lists to choose from say the same
    function aim(row) {
      if (over) over.classList.remove("held");
      over = row;
      if (over) over.classList.add("held");
    }
    function lift() { ghost.parentNode.removeChild(ghost); aim(null); }
    all("option", select(b.rows[0])).forEach(function (option) {
      if (!option.value) return;
      var chip = add(pool, "li", "chip");
      add(chip, "span", "grip");
      chip.appendChild(document.createTextNode(words(option)));
      drag(chip, {
        start: function (x, y) {
          ghost = chip.cloneNode(true);
          ghost.classList.add("ghost");
          ghost.style.width = chip.offsetWidth + "px";
          pool.appendChild(ghost);
          this.move(x, y);
        },
        move: function (x, y) {
          ghost.style.left = x - 22 + "px";
          ghost.style.top = y - 22 + "px";
          aim(b.rows.filter(function (r) {
            var place = r.getBoundingClientRect();
            return place.top <= y && y < place.bottom && place.left <= x && x < place.right;
          })[0]);
        },
        drop: function () {
          var row = over;
          lift();
          if (!row) return;
          select(row).value = option.value;
          b.say(fill(list.getAttribute("data-match"), [label(row), words(option)]));
        },
        cancel: lift
      });
    });
    list.parentNode.insertBefore(pool, list);
  }

  all("[data-order]", document).forEach(ordering);
  all("[data-match]", document).forEach(matching);
})();
