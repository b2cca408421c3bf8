import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { simulateCommand } from '../../ts/cli/simulate.js';
import { type Dataset, embeddedResponseTables, readLibrary } from '../../ts/index.js';
import { writeArf, writePha, writeRmf } from '../../ts/ogip/index.js';
import { writePlasmaFiles } from '../spectral/plasmaFiles.js';

let folder: string;
const at = (name: string) => join(folder, name);

// Catalogues of our own, as VizieR serves tab-separated values.
const coup = [
  'COUP\tNH\tkT1\tkT2\tEM1\tEM2\tChi2\td_Chi2\tf_Chi2\tsFlags\tNetCts\tOptID\tJHKSrc',
  ...['1\t22.1\t0.9\t2.5\t52.3\t51.9\t0.7\t21\t\t\t233\t103\t', '2\t21.0\t1.1\t\t53.0\t\t0.9\t30\tm\t\t99\t104\t'],
].join('\n');
const cdfs = [
  'XID\tz\tGamma\tNH\tSsoft\tShard\tModel',
  '\t\t\t10+22cm-2\tmW/m2\tmW/m2\t',
  '---\t---\t---\t---\t---\t---\t---',
  ...['C-thin', 'Soft-C', 'C-thick'].map((model, i) => `${i}\t${i + 1}\t1.8\t2\t1e-14\t2e-14\t${model}`),
  '9\t\t1.8\t2\t1e-14\t2e-14\tC-thin',
].join('\n');

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'xsift-simulate-'));
  const { rmf, arf } = embeddedResponseTables();
  writeRmf(at('a.rmf'), rmf);
  writeArf(at('a.arf'), arf);
  writeArf(at('half.arf'), { ...arf, specResp: arf.specResp.map((area) => area / 2) });
  const { channel } = rmf;
  const background = { channel, counts: new Float64Array(1024).fill(2), exposure: 5e4, backScal: 1e-5 };
  const counts = new Float64Array(1024);
  writePha(at('source.pha'), { channel, counts, exposure: 5e4, backScal: 1e-6, background });
  writePha(at('alone.pha'), background);
  writePha(at('fainter.pha'), { channel, counts, exposure: 5e4, backScal: 2e-6, background });
  writeFileSync(at('coup.tsv'), coup);
  writeFileSync(at('cdfs.tsv'), cdfs);
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  process.exitCode = undefined;
});

async function run(...parameters: string[]): Promise<{ err: string; code: unknown }> {
  const lines: string[] = [];
  const err = vi.spyOn(console, 'error').mockImplementation((message) => void lines.push(String(message)));
  const bar = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const program = new Command('xsift')
    .exitOverride()
    .configureOutput({ writeErr: (message) => void lines.push(message) });
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
const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0);

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

test('a plasma table of AtomDB files changes the stars, and the library says so', async () => {
  const [line, coco] = [at('apec_line.fits'), at('apec_coco.fits')];
  writePlasmaFiles(line, coco);
  const stars = ['--class', 'star'];
  const own = await library(...stars);
  const given = await library(...stars, '--plasma', line, coco);
  expect(given.properties).toEqual(own.properties);
  expect(given.counts).not.toEqual(own.counts);
  expect([own.provenance[0].plasma, given.provenance[0].plasma]).toEqual([undefined, `AtomDB: ${line}, ${coco}`]);
  expect((await run('--plasma', line)).err).toContain('--plasma takes two files');
});

test('backgrounds from files, scaled by the file or by the option', async () => {
  const fromObservation = await library('--background', at('source.pha'));
  expect([...new Set(fromObservation.backgroundScale)]).toEqual([expect.closeTo(0.1, 12)]);
  // 2 counts a channel in 50 ks, in 1 Ms.
  expect(sum(fromObservation.backgroundCounts!) / (60 * 1024 * 40)).toBeCloseTo(1, 2);
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

test('a background for each response', async () => {
  const first = ['--rmf', at('a.rmf'), '--arf', at('a.arf'), '--background', at('source.pha')];
  const second = ['--rmf', at('a.rmf'), '--arf', at('half.arf'), '--background', at('fainter.pha')];
  const { properties, backgroundScale, provenance } = await library(...first, ...second, '--pair-backgrounds');
  expect(backgroundScale!.every((scale, i) => Math.abs(scale - (properties.response[i] ? 0.2 : 0.1)) < 1e-6)).toBe(
    true,
  );
  expect(provenance.map(({ background }) => background!.includes('fainter'))).toEqual([false, true]);
  const { err, code } = await run(...first, '--background', at('fainter.pha'), '--pair-backgrounds');
  expect(err).toContain('--pair-backgrounds needs one --background file for each --rmf');
  expect(code).toBe('commander.error');
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

test('AGN from a CDFS catalogue; its filters are printed with what the paper says', async () => {
  const { err, code } = await run('--cdfs', at('cdfs.tsv'));
  expect(code).toBeUndefined();
  expect(err).toMatch(/no redshift +1 +3\n/);
  expect(err).toContain('321 left: 299 C-thin, 8 Soft-C, 14 C-thick');
  expect(err).toContain('population: AGN: 3 rows of the CDFS catalogue');
  const { properties, provenance } = readLibrary(at('out.xsl'));
  expect(properties.z.every((z) => [1, 2, 3].includes(z))).toBe(true);
  expect(provenance[0].population).toMatch(/^agn-cdfs@/);
  expect((await library('--cdfs', at('cdfs.tsv'), '--mix', 'catalog')).provenance[0].population).toMatch(/catalog-mix/);
});

test('columns of the CDFS catalogue under other names', async () => {
  writeFileSync(at('other.tsv'), cdfs.replace('Gamma', 'slope'));
  const { err, code } = await run('--cdfs', at('other.tsv'));
  expect([err, code]).toEqual([expect.stringContaining('--cdfs-columns Gamma=NAME (option columns)'), 1]);
  const named = await library('--cdfs', at('other.tsv'), '--cdfs-columns', 'Gamma=slope');
  expect(named.provenance).toEqual((await library('--cdfs', at('cdfs.tsv'))).provenance);
  expect((await run('--cdfs', at('other.tsv'), '--cdfs-columns', 'slope')).err).toContain('It must be QUANTITY=COLUMN');
  expect((await run('--cdfs-columns', 'Gamma=slope')).err).toContain('--cdfs-columns needs --cdfs');
});

test('stars from a COUP catalogue, with the fluxes of AGN, of a CDFS catalogue, or their own', async () => {
  const stars = ['--class', 'star', '--coup', at('coup.tsv')];
  const { err } = await run(...stars);
  expect(err).toMatch(/marginal fit \(f_Chi2 m\) +1 +1\n/);
  expect(err).toContain('679 left: 406 with one plasma, 273 with two');
  expect(readLibrary(at('out.xsl')).provenance[0].population).toMatch(/^star-coup@/);
  const given = await library(...stars, '--cdfs', at('cdfs.tsv'));
  expect(given.provenance[0].population).toMatch(/^star-coup-given-fluxes@/);
  // 3e-14 erg/cm2/s, blurred by 0.1 dex.
  expect(given.properties.flux.every((flux) => Math.abs(Math.log10(flux / 3e-14)) < 0.5)).toBe(true);
  const unmatched = await library(...stars, '--no-flux-match');
  expect(unmatched.provenance[0].population).toMatch(/^star-coup-own-flux@/);
  expect(Math.abs(sum(unmatched.properties.logEM1) / 60 - 52.3)).toBeLessThan(0.1);
});

test('presets of the AGN models', async () => {
  expect((await library('--preset', 'physical')).provenance[0].population).toMatch(/^agn-physical@/);
  expect((await library('--preset', 'paper')).provenance).toEqual((await library()).provenance);
});

test('options of the other class are wrong usage', async () => {
  for (const [message, ...parameters] of [
    ['--coup is for --class star', '--coup', at('coup.tsv')],
    ['--no-flux-match is for --class star', '--no-flux-match'],
    ['--preset is for --class agn', '--class', 'star', '--preset', 'paper'],
    ['stars take no fluxes from --cdfs', '--class', 'star', '--no-flux-match', '--cdfs', at('cdfs.tsv')],
  ]) {
    const { err, code } = await run(...parameters);
    expect(err).toContain(message);
    expect(code).toBe('commander.error');
  }
});

test('shards are the parts of the whole, of an array of Slurm too', async () => {
  const whole = await library();
  const { channels } = whole;
  const parts: Dataset[] = [];
  for (const index of [1, 2, 3]) {
    const { err, code } = await run('--shard', `${index}/3`, '--out', at(`part${index}.xsl`));
    expect(code, err).toBeUndefined();
    parts.push(readLibrary(at(`part${index}.xsl`)));
  }
  expect(parts.flatMap(({ counts }) => [...counts])).toEqual([...whole.counts]);
  expect(parts.flatMap(({ source }) => [...source])).toEqual([...whole.source]);
  vi.stubEnv('SLURM_ARRAY_TASK_ID', '7');
  vi.stubEnv('SLURM_ARRAY_TASK_COUNT', '3');
  vi.stubEnv('SLURM_ARRAY_TASK_MIN', '6');
  expect((await run('--out', at('task%a.xsl'))).code).toBeUndefined();
  vi.unstubAllEnvs();
  expect(readLibrary(at('task7.xsl')).counts).toEqual(parts[1].counts);
  expect((await library('--first', '58', '--count', '2')).counts).toEqual(whole.counts.slice(58 * channels));
  expect((await run('--shard', '1/100')).err).toContain('shard 1 of 100 has none of the 60 spectra');
  expect((await run('--out', at('task%a.xsl'))).err).toContain('name --shard');
});
