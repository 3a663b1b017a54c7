// What the program writes for other places: the files of `lamtoen content export`, and what is packed in them.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';

const binary = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../build/lamtoen');

// exported writes a course in a format, and gives the path of the file.
export function exported(course, format) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lamtoen-'));
  execFileSync(binary, ['content', 'export', '--format', format, '--course', course, '--out', folder], { stdio: ['ignore', 'ignore', 'ignore'] });
  return path.join(folder, fs.readdirSync(folder)[0]);
}

// unpacked reads an archive by its directory at the end: { name: bytes }.
export function unpacked(file) {
  const data = fs.readFileSync(file);
  const end = data.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const files = {};
  for (let i = 0, at = data.readUInt32LE(end + 16); i < data.readUInt16LE(end + 10); i++) {
    const [method, size, name, extra, comment] = [data.readUInt16LE(at + 10), data.readUInt32LE(at + 20),
      ...[28, 30, 32].map((o) => data.readUInt16LE(at + o))];
    const local = data.readUInt32LE(at + 42);
    const start = local + 30 + data.readUInt16LE(local + 26) + data.readUInt16LE(local + 28);
    const packed = data.subarray(start, start + size);
    files[data.toString('utf8', at + 46, at + 46 + name)] = method === 8 ? zlib.inflateRawSync(packed) : packed;
    at += 46 + name + extra + comment;
  }
  return files;
}
