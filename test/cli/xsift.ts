import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, vi } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const main = join(root, 'dist/lib/cli.js');

// A busy machine starts a process in seconds, not in the third of one that it takes.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** These tests run what users run: the built command. */
function checkBuild(): void {
  const time = (path: string) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = readdirSync(join(root, 'ts'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const newest = Math.max(...sources.map((name) => time(join(root, 'ts', name))));
  if (time(main) < newest) throw new Error('dist is missing or older than ts: run npm run build:ts, or npm test');
}
checkBuild();

export interface Outcome {
  code: number | null;
  out: string;
  err: string;
}

/** A folder of its own for a test file, gone at the end. */
export function testFolder(): { folder: string; at: (name: string) => string } {
  const folder = mkdtempSync(join(tmpdir(), 'xsift-cli-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return { folder, at: (name) => join(folder, name) };
}

/** Starts xsift in a folder; `done` resolves at its end. */
export function start(
  cwd: string,
  args: readonly string[],
  input: 'ignore' | 'pipe' = 'ignore',
  environment: Record<string, string> = {},
): { child: ChildProcess; done: Promise<Outcome>; seen: () => string } {
  const child = spawn(process.execPath, [main, ...args], {
    cwd,
    stdio: [input, 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  let [out, err] = ['', ''];
  child.stdout!.on('data', (data) => {
    out += data;
  });
  child.stderr!.on('data', (data) => {
    err += data;
  });
  const done = new Promise<Outcome>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
  return { child, done, seen: () => out };
}

/** Runs xsift in a folder, to its end. */
export const xsift = (cwd: string, ...args: string[]): Promise<Outcome> => start(cwd, args).done;

/** Runs several commands, two at a time; the outcomes are in the order of the commands. */
export async function xsiftAll(cwd: string, commands: readonly (readonly string[])[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const waiting = [...commands.entries()];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) outcomes[next[0]] = await xsift(cwd, ...next[1]);
  };
  await Promise.all([work(), work()]);
  return outcomes;
}

/** The rows of a CSV table by their columns (RFC 4180: quotes doubled, line breaks inside quotes). */
export function readCsv(csv: string): Record<string, string>[] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)/g)) {
    if (end === '' && !quoted && !plain) break;
    rows[rows.length - 1].push(quoted?.replaceAll('""', '"') ?? plain);
    if (end !== ',') rows.push([]);
  }
  const [names, ...cells] = rows.filter((row) => row.length > 0);
  for (const row of cells) if (row.length !== names.length) throw new Error(`a row has ${row.length} cells: ${row}`);
  return cells.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]])));
}
