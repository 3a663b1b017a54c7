// A link that can drop: a plain HTTP relay in front of the server, with an address of its own. What the browser is told about being
// offline it may believe or not; when the relay is down, nothing answers at all.
import http from 'node:http';
import net from 'node:net';

export async function openLink(target) {
  const to = new URL(target);
  const sockets = new Set();
  const state = { rewrite: null, lose: null };
  const relay = http.createServer((req, res) => {
    const parts = [];
    req.on('data', (d) => parts.push(d));
    req.on('end', () => {
      const path = state.rewrite ? state.rewrite.path(req.url) : req.url;
      if (path === null) { res.writeHead(404); res.end(); return; }
      const headers = { ...req.headers };
      if (state.rewrite) delete headers['accept-encoding'];
      const out = http.request({ host: to.hostname, port: to.port, method: req.method, path, headers }, (answer) => {
        const body = [];
        answer.on('data', (d) => body.push(d));
        answer.on('end', () => {
          if (state.lose?.(req)) { req.socket.destroy(); return; } // the server did it, and nobody hears of it
          let whole = Buffer.concat(body);
          const head = { ...answer.headers };
          if (state.rewrite && /html|javascript/.test(head['content-type'] ?? '')) {
            whole = Buffer.from(state.rewrite.body(whole.toString()));
            delete head['content-length'];
            delete head['transfer-encoding'];
          }
          res.writeHead(answer.statusCode, head);
          res.end(whole);
        });
      });
      out.on('error', () => req.socket.destroy());
      out.end(Buffer.concat(parts));
    });
  });
  relay.on('connection', (s) => { sockets.add(s); s.on('close', () => sockets.delete(s)); });
  const listen = (port) => new Promise((ok) => { relay.listen(port, '127.0.0.1', ok); });
  await listen(0);
  const { port } = relay.address();
  const link = {
    url: `http://127.0.0.1:${port}`,
    // down stops to listen and cuts what is open, as a server does that is switched off.
    down: () => new Promise((ok) => { relay.close(() => ok()); sockets.forEach((s) => s.destroy()); }),
    up: () => listen(port),
    // losing answers: what `which` picks reaches the server, and its answer never comes.
    lose: (which) => { state.lose = which; },
    // another release: the files that match have another address, and the old address is not found any more.
    release: (name) => {
      const old = new RegExp(`/static/(\\w+)/${name}`, 'g');
      let was = '';
      state.rewrite = {
        path: (url) => {
          if (url.includes(`/static/ffffffffffff/${name}`)) return url.replace('ffffffffffff', was);
          return was && url.includes(`/static/${was}/${name}`) ? null : url;
        },
        body: (text) => text.replace(old, (_, hash) => { was = hash; return `/static/ffffffffffff/${name}`; }).replace(/self\.RELEASE="\w+"/, 'self.RELEASE="another"'),
      };
    },
    close: () => (relay.listening ? link.down() : Promise.resolve()),
  };
  return link;
}

// reachable tells whether anything listens there.
export const reachable = (url) => new Promise((ok) => {
  const s = net.connect(Number(new URL(url).port), '127.0.0.1', () => { s.destroy(); ok(true); });
  s.on('error', () => ok(false));
});
