// What becomes of an output that is there, or half written.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type IfExists, RunOutput } from '../../../ts/classify/run/output.js';
import { differences, readState, runDigest, writeState } from '../../../ts/classify/run/state.js';
import { emptyTally, type Tally } from '../../../ts/classify/tally.js';

const folder = mkdtempSync(join(tmpdir(), 'xsift-output-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);
const content = (name: string) => readFileSync(at(name), 'utf8');
const run = { list: 'l1', threshold: '0.5' };
const one: Tally = { ...emptyTally(2), rows: 1, verdicts: [1, 0] };

const open = (name: string, ifExists: IfExists = 'refuse', more: object = {}) =>
  RunOutput.open(at(name), { run, classes: 2, header: 'A\n', ifExists, copiesBase: true, ...more });

/** As after SIGKILL: nothing is tidied up, the process is no more. */
const killed = (name: string): void => rmSync(at(`${name}.lock`));

test('an output has its name when it is complete, and nothing is left beside it', () => {
  const output = open('a.csv');
  output.add('1\n', 1, one);
  expect(existsSync(at('a.csv'))).toBe(false);
  expect(() => open('a.csv')).toThrow('is being written by process');
  output.add('2\n', 2, one);
  output.complete();
  output.finish();
  expect(content('a.csv')).toBe('A\n1\n2\n');
  expect(readdirSync(folder)).toEqual(['a.csv']);
});

test('one that is there is refused, unless it is to be replaced or added to', () => {
  writeFileSync(at('b.csv'), 'A\nold\n');
  expect(() => open('b.csv')).toThrow('is there already; --overwrite replaces it, --append adds rows');
  expect(() => open('b.csv', 'resume')).toThrow('no unfinished run is beside it');
  const added = open('b.csv', 'append');
  added.add('1\n', 1, one);
  expect(content('b.csv')).toBe('A\nold\n');
  added.complete();
  added.finish();
  expect(content('b.csv')).toBe('A\nold\n1\n');
  expect(() => open('b.csv', 'append', { header: 'A,B\n' })).toThrow('has other columns');
  writeFileSync(at('cut.csv'), 'A\nol');
  expect(() => open('cut.csv', 'append')).toThrow('has other columns');
  const replaced = open('b.csv', 'overwrite');
  replaced.complete();
  replaced.finish();
  expect(content('b.csv')).toBe('A\n');
  mkdirSync(at('d.csv'));
  expect(() => open('d.csv', 'overwrite')).toThrow('is not a file');
  expect(() => open('none/e.csv')).toThrow('there is no folder');
  expect(readdirSync(folder).filter((name) => /\.(part|state|lock)$/.test(name))).toEqual([]);
});

test('a killed run goes on from its last state, whatever was written after it', () => {
  const output = open('c.csv');
  output.add('1\n', 4, one);
  output.save();
  killed('c.csv');
  writeFileSync(at('c.csv.part'), 'A\n1\n2\n3 half');
  expect(() => open('c.csv')).toThrow('has an unfinished run (4 sources');
  const other = { run: { list: 'l2', threshold: '0.5', prior: 'agn=0.1' } };
  expect(() => open('c.csv', 'resume', other)).toThrow('list was l1, now l2; prior was not given, now agn=0.1');
  const again = open('c.csv', 'resume');
  expect(again.state).toMatchObject({ sources: 4, tally: one });
  again.add('2\n', 1, one);
  again.complete();
  again.finish();
  expect(content('c.csv')).toBe('A\n1\n2\n');
});

test('a run that is killed at its end', () => {
  // Before the output has its name.
  const output = open('f.csv');
  output.add('1\n', 1, one);
  output.complete();
  killed('f.csv');
  const again = open('f.csv', 'resume');
  expect(again.isNamed).toBe(false);
  again.finish();
  expect(content('f.csv')).toBe('A\n1\n');
  // After it, when the state was still there.
  writeState(at('f.csv.state'), { ...again.state });
  const named = open('f.csv', 'resume');
  expect(named.isNamed).toBe(true);
  named.finish();
  expect(content('f.csv')).toBe('A\n1\n');
  expect(existsSync(at('f.csv.state'))).toBe(false);
  // A table that was made of the rows, before and after it had the output's name.
  const spooled = open('g.fits', 'refuse', { header: '' });
  spooled.add('row\n', 1, one);
  spooled.complete();
  writeFileSync(spooled.made, 'table');
  spooled.setMade();
  killed('g.fits');
  open('g.fits', 'resume', { header: '' }).finish();
  expect(content('g.fits')).toBe('table');
  writeState(at('g.fits.state'), { ...spooled.state });
  open('g.fits', 'resume', { header: '' }).finish();
  expect(content('g.fits')).toBe('table');
});

test('rows that were added once are not added twice by a run that is resumed', () => {
  writeFileSync(at('h.csv'), 'A\nold\n');
  open('h.csv', 'append').add('1\n', 1, one);
  killed('h.csv');
  const again = open('h.csv', 'resume');
  expect(again.state.isAppended).toBe(true);
  if (again.state.sources === 0) again.add('1\n', 1, one);
  again.complete();
  again.finish();
  expect(content('h.csv')).toBe('A\nold\n1\n');
});

test('a link stays one; a run that did nothing leaves nothing; lost rows are noticed', () => {
  writeFileSync(at('real.csv'), '');
  symlinkSync(at('real.csv'), at('link.csv'));
  const linked = open('link.csv', 'overwrite');
  linked.complete();
  linked.finish();
  expect(content('real.csv')).toBe('A\n');
  open('i.csv').stop();
  expect(readdirSync(folder).filter((name) => name.startsWith('i.csv'))).toEqual([]);
  const lost = open('j.csv');
  lost.add('1\n', 1, one);
  lost.stop();
  writeFileSync(at('j.csv.part'), 'A');
  expect(() => open('j.csv', 'resume')).toThrow('has 1 bytes, but its run has written 4');
});

test('a state is of its run', () => {
  expect(differences(run, { threshold: '0.5', list: 'l1' })).toEqual([]);
  expect(differences(run, { list: 'l1' })).toEqual(['threshold was 0.5, now not given']);
  expect(runDigest(run)).toBe(runDigest({ threshold: '0.5', list: 'l1' }));
  expect(runDigest(run)).not.toBe(runDigest({ threshold: '0.6', list: 'l1' }));
  const state = { run, sources: 3, bytes: 5, tally: one, isComplete: false, isMade: false, isAppended: false };
  writeState(at('s.state'), state);
  expect(readState(at('s.state'))).toEqual(state);
  expect(readState(at('none.state'))).toBeUndefined();
  writeFileSync(at('s.state'), content('s.state').replace('"l1"', '"l2"'));
  expect(() => readState(at('s.state'))).toThrow('is damaged or was edited');
  writeFileSync(at('s.state'), '{');
  expect(() => readState(at('s.state'))).toThrow('--overwrite begins anew');
});
