import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { infoCommand } from '../../ts/cli/info.js';
import type { FileDescription } from '../../ts/doctor/index.js';
import { embeddedResponseTables, train, writeLibrary } from '../../ts/index.js';
import { writeArf, writePha, writeRmf } from '../../ts/ogip/index.js';
import { example } from '../dataset/example.js';

let folder: string;
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'xsift-info-'));
  const { rmf, arf } = embeddedResponseTables();
  writeRmf(at('a.rmf'), rmf);
  writeArf(at('a.arf'), arf);
  const channel = Int32Array.of(1, 2, 3, 4);
  writePha(at('s.pha'), {
    ...{ channel, counts: Float64Array.of(5, 0, 7, 1), exposure: 2000, backScal: 2.5e-7, object: 'DG Tau' },
    ...{ respFile: 'a.rmf', grouping: Int16Array.of(1, -1, 1, -1), quality: Int16Array.of(0, 0, 2, 2) },
    background: { channel, counts: Float64Array.of(1, 1, 1, 0), exposure: 2000, backScal: 1e-6 },
  });
  const library = example(80);
  writeLibrary(at('l.xsl'), library);
  const options = { epochs: 1, minimumNetCounts: 0, seed: 3 };
  (await train(library, options)).classifier.save(at('model.safetensors'));
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  process.exitCode = undefined;
});

async function run(...parameters: string[]): Promise<{ out: string; err: string; code: unknown }> {
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const err = vi.spyOn(console, 'error').mockReturnValue();
  const program = new Command('xsift').exitOverride();
  infoCommand(program);
  await program.parseAsync(['info', ...parameters], { from: 'user' });
  const printed = (calls: unknown[][]) => calls.map(([first]) => first).join('');
  const result = { out: printed(out.mock.calls), err: printed(err.mock.calls), code: process.exitCode };
  vi.restoreAllMocks();
  return result;
}

const facts = async (name: string) => {
  const [entry] = JSON.parse((await run('--json', at(name))).out) as FileDescription[];
  return entry;
};

test('a spectrum', async () => {
  const { out, code } = await run(at('s.pha'));
  expect(code).toBeUndefined();
  expect(out).toContain(`${at('s.pha')}: spectrum (PHA, type I)\n  object                      DG Tau\n`);
  expect(await facts('s.pha')).toMatchObject({
    kind: 'pha',
    facts: {
      ...{ channels: '4 (1 to 4)', counts: 13, 'background counts': 3, 'exposure (s)': 2000, BACKSCAL: 2.5e-7 },
      ...{ groups: 2, 'channels not of quality 0': 2, RESPFILE: 'a.rmf' },
    },
  });
});

test('a response', async () => {
  expect(await facts('a.rmf')).toMatchObject({
    kind: 'rmf',
    facts: {
      instrument: 'CHANDRA ACIS ACIS-I',
      channels: '1024 (1 to 1024)',
      'energy rows': 937,
      'includes the area': false,
    },
  });
  const { kind, facts: area } = await facts('a.arf');
  expect(kind).toBe('arf');
  const { arf } = embeddedResponseTables();
  expect(area['largest area (cm2)']).toBeCloseTo(Math.max(...arf.specResp), 1);
  const row = arf.energLo.findIndex((low, i) => low <= 1 && 1 < arf.energHi[i]);
  expect(area['area at 1 keV (cm2)']).toBeCloseTo(arf.specResp[row], 1);
});

test('a library', async () => {
  expect(await facts('l.xsl')).toMatchObject({
    kind: 'library',
    facts: {
      ...{
        spectra: '80: 40 star, 40 agn',
        channels: '12 (1 to 12)',
        background: false,
        'nH (10**22 cm**-2)': '0.1 to 7.9',
      },
      'origin 1': 'made by hand; response none; seed 5; xsift 0.1.0',
    },
  });
});

test('a model', async () => {
  expect(await facts('model.safetensors')).toMatchObject({
    kind: 'model',
    facts: { classes: 'star, agn', network: '10-10-2', seed: 3, 'input channels': '10 (1 to 10)' },
  });
});

test('a catalogue, with what the filters of the paper remove', async () => {
  const lines = [
    'XID\tz\tGamma\tNH\tSsoft\tShard\tModel',
    '\t\t\t10+22cm-2\tmW/m2\tmW/m2\t',
    '---\t---\t---\t---\t---\t---\t---',
    '1\t0.5\t1.8\t2\t1e-14\t2e-14\tC-thin',
    '2\t\t1.8\t2\t1e-14\t2e-14\tSoft-C',
  ];
  writeFileSync(at('cdfs.tsv'), lines.join('\n'));
  const { kind, facts: found, filters } = await facts('cdfs.tsv');
  expect(kind).toBe('cdfs');
  expect(found).toMatchObject({ sources: 2, 'to draw AGN from': 1, 'C-thin, Soft-C, C-thick': '1, 0, 0' });
  expect(filters![0]).toEqual({ filter: 'no redshift', removed: 1, left: 1 });
  const { out } = await run(at('cdfs.tsv'));
  expect(out).toContain('cdfs.tsv: catalogue of AGN (CDFS, Tozzi et al. 2006)');
  expect(out).toMatch(/no flux in 0.5-2 or 2-10 keV +0 +1 {2}321 left: 299 C-thin/);
});

test('several files: what fails is named, the others are shown, the exit code is 1', async () => {
  writeFileSync(at('notes.txt'), 'no FITS');
  const { out, err, code } = await run(at('notes.txt'), at('missing.pha'), at('s.pha'));
  expect(out).toContain('DG Tau');
  expect(err).toContain('notes.txt: is not a FITS file');
  expect(err).toContain('missing.pha: cannot be read: no such file');
  expect(code).toBe(1);
  const json = JSON.parse((await run('--json', at('notes.txt'), at('s.pha'))).out);
  expect(json).toMatchObject([
    { file: at('notes.txt'), error: expect.stringContaining('is not a FITS file') },
    { kind: 'pha' },
  ]);
});
