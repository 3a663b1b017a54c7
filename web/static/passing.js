// A device that goes from pupil to pupil: what the last one did and is not sent yet is put aside when they sign out or another signs
// in. Nobody is shown it; it is sent with the pass that came with their pages, or waits until they sign in on this device again.
(function (root) {
  "use strict";
  var space = device.pupils, long = 60 * 864e5; // milliseconds that what nobody can take any more stays

  // aside moves the owner's queue: each entry with whose it is.
  space.aside = function () {
    return Promise.all([space.all("queue"), space.get("notes", "owner"), space.get("notes", "pass"), space.get("notes", "whose")]).then(function (got) {
      if (!got[1]) return;
      return Promise.all(got[0].map(function (e) {
        e.reader = e.reader || got[1];
        e.pass = e.reader === got[1] ? got[2] : "";
        e.whose = got[3] || "";
        e.id = e.reader + " " + e.url + " " + e.at;
        return space.put("left", e);
      }));
    });
  };

  // carry takes what comes with the list of a module's pages, and gives back what was put aside of the pupil who has come again.
  space.carry = function (list, who) {
    return Promise.all([space.put("notes", list.pass, "pass"), space.put("notes", list.whose, "whose"), space.put("notes", Boolean(list.shared), "shared"),
      space.put("notes", Date.now(), "seen"), space.all("left")]).then(function (got) {
      return Promise.all(got[4].map(function (e) {
        if (e.reader !== who) return;
        return space.get("queue", e.url).then(function (newer) {
          return newer || space.put("queue", { url: e.url, body: e.body, label: e.label, at: e.at, said: e.said, reader: who });
        }).then(function () { return space.drop("left", e.id); });
      }));
    });
  };

  // flushAside sends what was put aside. What the server does not take, or not without its pupil, stays for them.
  space.flushAside = function (send) {
    return space.all("left").then(function (list) {
      var stop = "";
      return list.reduce(function (before, e) {
        return before.then(function () {
          if (Date.now() - e.at > long) return space.drop("left", e.id);
          if (stop || e.said || e.waits) return;
          return send(e, e.reader, e.pass).then(function (became) {
            if (became === "sent") return space.drop("left", e.id);
            if (became === "later") { stop = became; return; }
            if (became === "signin") e.waits = true;
            return space.put("left", e);
          });
        });
      }, Promise.resolve()).then(function () { return stop; });
    });
  };

  // leave is signing out without a link: the server hears of it before it shows anything of a pupil on this device again.
  space.leave = function () {
    return space.wipe().then(function () { return space.put("notes", true, "out"); });
  };
  // Only one tab or worker tells it: an answer that comes late must not sign out who has signed in since.
  space.out = function () {
    var locks = root.navigator.locks;
    return locks ? locks.request("lamtoen-out", tell) : tell();
  };
  function tell() {
    return space.get("notes", "out").then(function (out) {
      if (!out) return;
      return root.fetch("/card-out", { method: "POST", credentials: "same-origin", redirect: "manual" }).then(function (r) {
        if (!r.ok && r.type !== "opaqueredirect") throw r;
        return space.drop("notes", "out").then(function () { return true; });
      });
    });
  }
})(self);
