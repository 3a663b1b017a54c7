// A server of a test's own: another store, which may be stopped, read and started again on a later day.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const binary = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../build/lamtoen');

const free = () => new Promise((ok) => {
  const s = net.createServer().listen(0, '127.0.0.1', () => { const { port } = s.address(); s.close(() => ok(port)); });
});

export async function ownServer(folder) {
  const port = await free();
  const url = `http://127.0.0.1:${port}`;
  let running = null;
  let said = '';
  const server = {
    url,
    // start begins it, `ahead` days ahead of the clock.
    start: async (ahead = 0) => {
      running = spawn(binary, ['serve', '--demo', `--demo-ahead=${ahead}`, `--store=sqlite:${path.join(folder, 'own.db')}`, `--keys=${path.join(folder, 'keys')}`,
        `--addr=127.0.0.1:${port}`], { stdio: ['ignore', 'ignore', 'pipe'] });
      running.stderr.on('data', (d) => { said += d; });
      for (let i = 0; i < 600; i++) {
        if (running.exitCode !== null) throw new Error(`the server ended: ${said}`);
        if ((await fetch(`${url}/readyz`).catch(() => null))?.ok) return;
        await new Promise((ok) => { setTimeout(ok, 100); });
      }
      throw new Error(`the server is not ready after a minute: ${said}`);
    },
    stop: async () => {
      if (running === null || running.exitCode !== null) return;
      const over = new Promise((ok) => { running.once('exit', ok); });
      running.kill('SIGTERM');
      await over;
    },
    // bytes is everything that the store holds, as it lies on the disk.
    bytes: () => Buffer.concat(fs.readdirSync(folder).filter((name) => name.startsWith('own.db')).map((name) => fs.readFileSync(path.join(folder, name)))),
  };
  return server;
}
