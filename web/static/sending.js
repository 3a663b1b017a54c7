// Sends what waited on the device for a link; after device.js, for pages and service worker.
(function (root) {
  "use strict";
  // send gives sent, refused (the server says why), signin or later.
  function send(entry, who, pass) {
    var headers = { "Content-Type": "application/x-www-form-urlencoded", "Lamtoen-Age": String(Math.max(0, Date.now() - entry.at)), "Lamtoen-Reader": who };
    if (pass) headers["Lamtoen-Pass"] = pass;
    return root.fetch(entry.url, {
      method: "POST", body: entry.body, credentials: "same-origin", redirect: "manual",
      headers: headers
    }).then(function (r) {
      if (r.status === 204 && r.headers.get("Lamtoen-Reader") === who) return "sent";
      if (r.status === 401) return "signin";
      if ([400, 403, 404, 409, 413, 422].indexOf(r.status) < 0) return "later";
      return r.json().then(function (said) {
        entry.said = said.error.message;
        return "refused";
      }, function () { return "later"; });
    }, function () { return "later"; });
  }
  // settle writes down what became of an entry, unless it was given anew meanwhile.
  function settle(space, entry, became) {
    return space.get("queue", entry.url).then(function (now) {
      if (!now || now.at !== entry.at) return;
      if (became === "sent") return space.drop("queue", entry.url).then(function () { return space.put("notes", Date.now(), "sent"); });
      if (became === "refused") { now.said = entry.said; return space.put("queue", now); }
    });
  }
  // pass sends one after the other. What is refused is tried once more after something else was taken: lessons have an order.
  function pass(space, list, who, proof) {
    var refused = [], taken = 0, stop = false;
    return list.reduce(function (before, entry) {
      return before.then(function () {
        if (stop) return;
        return send(entry, who, proof).then(function (became) {
          if (became === "sent") taken++;
          if (became === "refused") { refused.push(entry); return; }
          if (became !== "sent") { stop = became; return; }
          return settle(space, entry, became);
        });
      });
    }, Promise.resolve()).then(function () {
      if (taken && refused.length && !stop) return pass(space, refused, who, proof);
      if (stop) return stop;
      return Promise.all(refused.map(function (e) { return settle(space, e, "refused"); })).then(function () { return ""; });
    });
  }
  function once(space) {
    return Promise.all([space.all("queue"), space.get("notes", "owner"), space.get("notes", "pass")]).then(function (got) {
      var list = got[0].filter(function (e) { return !e.said && (!e.reader || e.reader === got[1]); }).sort(function (a, b) { return a.at - b.at; });
      return list.length && got[1] ? pass(space, list, got[1], got[2]) : "";
    });
  }
  // locked lets one tab at a time send.
  function locked(work) {
    var locks = root.navigator.locks;
    return locks ? locks.request("lamtoen-queue", work) : work();
  }
  // flush sends what waits; it gives "" when all was taken or refused, else signin or later.
  device.people.flush = function () { return locked(function () { return once(device.people); }); };
  device.pupils.flush = function () {
    return locked(function () {
      return once(device.pupils).then(function (left) {
        return left === "later" ? left : device.pupils.flushAside(send).then(function (rest) { return rest || left; });
      });
    });
  };
})(self);
