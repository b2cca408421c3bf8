import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Holder, lock, type Machine, stateOf } from '../../../ts/classify/run/lock.js';

const folder = mkdtempSync(join(tmpdir(), 'xsift-lock-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);

/** A machine on which process 7 began at tick 500, and 8 runs without that being known. */
const machine: Machine = {
  host: 'here',
  boot: 'b1',
  processOf: (pid) => ({ 7: '500', 8: '' })[pid],
};
const holder = (given: Partial<Holder>): Holder => ({ host: 'here', pid: 7, boot: 'b1', began: '500', ...given });

test.for<[words: string, given: Partial<Holder>, state: string]>([
  ['the process that wrote it', {}, 'running'],
  ['a process that is no more', { pid: 9 }, 'gone'],
  ['another process of the same number', { began: '499' }, 'gone'],
  ['a process before the machine was started anew', { boot: 'b0' }, 'gone'],
  ['a process whose begin is not known here', { pid: 8 }, 'running'],
  ['a process that did not know its begin', { began: undefined }, 'running'],
  ['a system that does not number its starts', { boot: undefined }, 'running'],
  ['a process of another machine, whatever its number', { host: 'there', pid: 9 }, 'elsewhere'],
])('%s: %o is %s', ([, given, state]) => {
  expect(stateOf(holder(given), machine)).toBe(state);
});

test('a second run is refused, with the process, until the first releases it', () => {
  const release = lock(at('a.csv'));
  expect(JSON.parse(readFileSync(at('a.csv.lock'), 'utf8'))).toMatchObject({ host: hostname(), pid: process.pid });
  expect(() => lock(at('a.csv'))).toThrow(
    `is being written by process ${process.pid} on this machine (${at('a.csv.lock')})`,
  );
  release();
  lock(at('a.csv'))();
  expect(readdirSync(folder)).toEqual([]);
});

test('a stale lock is taken over, one of another machine is named with the remedy', () => {
  writeFileSync(at('b.csv.lock'), JSON.stringify(holder({ pid: 9 })));
  const release = lock(at('b.csv'), machine);
  expect(JSON.parse(readFileSync(at('b.csv.lock'), 'utf8')).pid).toBe(process.pid);
  release();
  writeFileSync(at('b.csv.lock'), JSON.stringify(holder({ host: 'there', pid: 12 })));
  expect(() => lock(at('b.csv'), machine)).toThrow(
    `process 12 on there (${at('b.csv.lock')}); if there is no such process any more, remove ${at('b.csv.lock')}`,
  );
  writeFileSync(at('b.csv.lock'), '');
  expect(() => lock(at('b.csv'), machine)).toThrow('names no process; if none writes');
  rmSync(at('b.csv.lock'));
});

test('the lock of another run is not released', () => {
  const release = lock(at('c.csv'));
  writeFileSync(at('c.csv.lock'), JSON.stringify(holder({ host: 'there' })));
  release();
  expect(readdirSync(folder)).toEqual(['c.csv.lock']);
});
