// Runs that are killed (SIGKILL) at random moments and resumed: no row is lost or doubled. XSIFT_KILLS says how often (npm run verify:resume).
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { writeCatalogue } from './catalogueFiles.js';
import { start, testFolder, xsift } from './xsift.js';

const kills = Number(process.env.XSIFT_KILLS ?? 5);
const { folder, at } = testFolder();
const args = ['classify', '--files', 'list.txt', '--method', 'network', '--threads', '2'];
let whole = 0;

beforeAll(async () => {
  const names = writeCatalogue(folder, 400);
  // What cannot be read has its row too, wherever a run is cut.
  names.splice(200, 0, 'nothing.pha');
  writeFileSync(at('list.txt'), names.join('\n'));
  mkdirSync(at('undisturbed'));
  const begin = performance.now();
  await xsift(folder, ...args, '--out', 'undisturbed/verdicts.csv');
  whole = performance.now() - begin;
  await xsift(folder, ...args, '--out', 'undisturbed/verdicts.fits');
});

test.for(['csv', 'fits'])(
  'a run that is killed and resumed gives the same %s',
  { timeout: 60_000 + 60_000 * kills },
  async (format) => {
    const out = `verdicts.${format}`;
    let [killed, resumed] = [0, 0];
    const isDone = () => existsSync(at(out)) && !existsSync(at(`${out}.state`));
    const same = () => expect(readFileSync(at(out)).equals(readFileSync(at(join('undisturbed', out))))).toBe(true);
    for (let tries = 0; (killed < kills || resumed === 0) && tries < 5 * kills + 10; tries++) {
      if (isDone()) {
        same();
        rmSync(at(out));
      }
      const { child, done } = start(folder, [...args, '--out', out, '--resume']);
      await pause(100 + Math.random() * whole);
      child.kill('SIGKILL');
      const { code, err } = await done;
      if (code === null) killed++;
      if (err.includes('goes on after')) resumed++;
    }
    if (!isDone()) await xsift(folder, ...args, '--out', out, '--resume');
    same();
    expect(killed).toBeGreaterThanOrEqual(kills);
    expect(resumed).toBeGreaterThan(0);
    expect(readdirSync(folder).filter((name) => name.startsWith(`${out}.`))).toEqual([]);
  },
);
