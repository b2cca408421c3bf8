import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { simulateCommand } from '../../ts/cli/simulate.js';
import { type Dataset, embeddedResponse, readLibrary, writeArf, writePha, writeRmf } from '../../ts/index.js';

let folder: string;
const at = (name: string) => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'xsift-simulate-'));
  const { rmf, arf } = embeddedResponse();
  writeRmf(at('a.rmf'), rmf);
  writeArf(at('a.arf'), arf);
  writeArf(at('half.arf'), { ...arf, specResp: arf.specResp.map((area) => area / 2) });
  const { channel } = rmf;
  const background = { channel, counts: new Float64Array(1024).fill(2), exposure: 5e4, backScal: 1e-5 };
  const counts = new Float64Array(1024);
  writePha(at('source.pha'), { channel, counts, exposure: 5e4, backScal: 1e-6, background });
  writePha(at('alone.pha'), background);
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  process.exitCode = undefined;
});

async function run(...parameters: string[]): Promise<{ err: string; code: unknown }> {
  const lines: string[] = [];
  const err = vi.spyOn(console, 'error').mockImplementation((text) => void lines.push(String(text)));
  const bar = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const program = new Command('xsift').exitOverride().configureOutput({ writeErr: (text) => void lines.push(text) });
  simulateCommand(program);
  for (const command of program.commands) command.exitOverride().copyInheritedSettings(program);
  const fixed = ['simulate', '--class', 'agn', '--count', '60', '--out', at('out.xsl'), '--threads', '2'];
  process.exitCode = undefined;
  let code: unknown;
  try {
    await program.parseAsync([...fixed, ...parameters], { from: 'user' });
    code = process.exitCode;
  } catch (error) {
    code = (error as { code: string }).code;
  }
  err.mockRestore();
  bar.mockRestore();
  return { err: lines.join('\n'), code };
}

async function library(...parameters: string[]): Promise<Dataset> {
  const { err, code } = await run(...parameters);
  expect(code, err).toBeUndefined();
  return readLibrary(at('out.xsl'));
}
const sum = (values: ArrayLike<number>) => Array.from(values).reduce((all, value) => all + value, 0);

test("the paper's sets: no background, observed, reduced", async () => {
  const none = await library();
  expect(none.backgroundCounts).toBeUndefined();
  expect((await library('--background', 'none')).counts).toEqual(none.counts);
  const observed = await library('--background', 'acis-i');
  expect([...new Set(observed.backgroundScale)]).toEqual([0.0416667]);
  expect(sum(observed.counts)).toBeGreaterThan(sum(none.counts));
  expect(observed.provenance[0].background).toMatch(/^acis-i@1 [0-9a-f]{8}$/);
  const reduced = await library('--background', 'acis-i', '--flux-scale', '10', '--exposure', '1e5');
  expect(reduced.provenance[0].fluxScale).toBe(10);
  expect(reduced.properties.flux[7] / none.properties.flux[7]).toBeCloseTo(10, 12);
  expect(sum(reduced.backgroundCounts!) / sum(observed.backgroundCounts!)).toBeCloseTo(0.1, 1);
});

test('backgrounds from files, scaled by the file or by the option', async () => {
  const own = await library('--background', at('source.pha'));
  expect([...new Set(own.backgroundScale)]).toEqual([expect.closeTo(0.1, 12)]);
  // 2 counts a channel in 50 ks, in 1 Ms.
  expect(sum(own.backgroundCounts!) / (60 * 1024 * 40)).toBeCloseTo(1, 2);
  const alone = await library('--background', at('alone.pha'), '--background-scale', '0.2', '--background-as-drawn');
  expect(alone.backgroundScale![0]).toBe(0.2);
  expect(alone.provenance[0].background).toContain('as-drawn');
  const { err, code } = await run('--background', at('alone.pha'));
  expect([err, code]).toEqual([expect.stringContaining('with --background-scale (option scale)'), 1]);
  const several = ['--background', at('source.pha'), '--background', at('alone.pha')];
  expect((await library(...several, '--background-scale', '0.3')).provenance[0].background).toContain('2 observed');
});

test('several responses, and a blend of two', async () => {
  const pairs = ['--rmf', at('a.rmf'), '--rmf', at('a.rmf'), '--arf', at('a.arf'), '--arf', at('half.arf')];
  const list = await library(...pairs);
  expect([...new Set(list.properties.response)].toSorted()).toEqual([0, 1]);
  expect(list.provenance).toHaveLength(2);
  const blend = await library('--rmf', 'acis-i-cycle0', '--rmf', 'acis-i-cycle19', '--blend');
  expect(Math.min(...blend.properties.responseWeight)).toBeLessThan(0.2);
  const mixed = await library('--rmf', 'acis-i-cycle19', '--rmf', at('a.rmf'), '--arf', at('half.arf'));
  expect(mixed.provenance).toHaveLength(2);
});

test('options that do not go together are wrong usage', async () => {
  const fails = async (message: string, ...parameters: string[]) => {
    const { err, code } = await run(...parameters);
    expect(err).toContain(message);
    expect(code).toBe('commander.error');
  };
  await fails('--arf needs the --rmf', '--arf', at('a.arf'));
  await fails(
    'give one --arf for each --rmf file: there are 1 for 2',
    ...['a.rmf', 'a.rmf'].flatMap((f) => ['--rmf', at(f)]),
    '--arf',
    at('a.arf'),
  );
  await fails('--blend takes two --rmf, not 0', '--blend');
  await fails('--background acis-i stands alone', '--background', 'acis-i', '--background', at('source.pha'));
  await fails('--background-scale needs a --background', '--background-scale', '0.1');
  await fails('--background-as-drawn needs a --background file', '--background', 'acis-i', '--background-as-drawn');
});
