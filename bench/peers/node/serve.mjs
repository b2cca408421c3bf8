// The protocol of bench/peers/index.mjs for peers in JavaScript.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const [folder, threads, size, ...rest] = process.argv.slice(
  process.argv.findIndex((argument) => argument.endsWith('/')),
);
export const args = rest;
export const numberOfThreads = Number(threads);
export const isQuick = size === 'quick';
export const meta = JSON.parse(readFileSync(`${folder}meta.json`, 'utf8'));

export function read(name, Type) {
  const { buffer, byteOffset, byteLength } = readFileSync(folder + name);
  return new Type(buffer.slice(byteOffset, byteOffset + byteLength));
}

/** Measures `run`, which does `items` items. */
export async function serve(run, { items, version, label }) {
  await run();
  console.log(JSON.stringify({ items, version, label }));
  for await (const line of createInterface({ input: process.stdin })) {
    const { seconds } = JSON.parse(line);
    const times = [];
    const start = performance.now();
    do {
      const before = performance.now();
      await run();
      times.push(performance.now() - before);
    } while (performance.now() - start < 1000 * seconds);
    times.sort((a, b) => a - b);
    console.log(JSON.stringify({ seconds: times[times.length >> 1] / 1000 }));
  }
  process.exit(0);
}
