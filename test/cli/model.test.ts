import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { modelCommand } from '../../ts/cli/model.js';
import { embeddedResponseTables, model, modelComponents } from '../../ts/index.js';
import { readRmf, writeRmf } from '../../ts/ogip/index.js';
import { plotModel } from '../../ts/report/index.js';

let folder: string;
const at = (name: string) => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'xsift-model-'));
  const { rmf } = embeddedResponseTables();
  writeRmf(at('a.rmf'), rmf);
  writeRmf(at('from0.rmf'), { ...rmf, energLo: rmf.energLo.with(0, 0) });
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  process.exitCode = undefined;
});

async function run(...parameters: string[]): Promise<{ out: string; err: string; code: unknown }> {
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const err = vi.spyOn(console, 'error').mockReturnValue();
  const usage = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const program = new Command('xsift').exitOverride();
  modelCommand(program);
  let thrown: unknown;
  try {
    await program.parseAsync(['model', ...parameters], { from: 'user' });
  } catch (error) {
    thrown = (error as { exitCode?: number }).exitCode;
  }
  const printed = (calls: unknown[][]) => calls.map(([first]) => first).join('');
  const said = printed(err.mock.calls) + printed(usage.mock.calls);
  const result = { out: printed(out.mock.calls), err: said, code: process.exitCode ?? thrown };
  vi.restoreAllMocks();
  return result;
}
const rowsOf = (csv: string) =>
  csv
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map(Number));

describe('numbers', () => {
  test('CSV of bins and photons; the last bin ends where it was told', async () => {
    const { out, code } = await run('tbabs(0.1)*powerlaw(1.7, 1e-4)', '--energies', '0.3:0.34:0.015');
    expect(code).toBeUndefined();
    expect(out.split('\n')[0]).toBe('ENERG_LO,ENERG_HI,FLUX');
    const [lo, hi] = [Float64Array.of(0.3, 0.315, 0.33), Float64Array.of(0.315, 0.33, 0.34)];
    const flux = model('tbabs(0.1)*powerlaw(1.7, 1e-4)').bind(lo, hi).evaluate();
    expect(rowsOf(out)).toEqual([0, 1, 2].map((i) => [lo[i], hi[i], flux[i]]));
  });

  test('edges are short numbers, and bins are as many as fit', async () => {
    const { out } = await run('powerlaw', '--energies', '0.3:8:0.01');
    const rows = rowsOf(out);
    expect(rows.length).toBe(770);
    expect(rows[7].slice(0, 2)).toEqual([0.37, 0.38]);
    expect(rows.at(-1)?.slice(0, 2)).toEqual([7.99, 8]);
  });

  test('the bins of an RMF, other abundances, JSON with parameters and units', async () => {
    const { out } = await run('tbabs(0.3)*powerlaw', '--rmf', at('a.rmf'), '--abund', 'angr', '--json');
    const result = JSON.parse(out);
    const rmf = readRmf(at('a.rmf'));
    const bound = model('tbabs(0.3)*powerlaw').bind(rmf.energLo, rmf.energHi, { abundances: 'angr' });
    expect(result.flux).toEqual([...bound.evaluate()]);
    expect(result.energLo.length).toBe(rmf.energLo.length);
    expect(result.abundances).toBe('angr');
    expect(result.units.flux).toBe('photons/cm2/s');
    expect(result.parameters[0]).toEqual({ component: 'tbabs', name: 'nH', unit: '1e22 cm-2', value: 0.3 });
  });
});

test('--no-fine-structure takes the resonances from tbabs; --xsect vern is what there is', async () => {
  const [smooth, fine] = [false, true].map((fineStructure) => {
    const [lo, hi] = [Float64Array.of(0.52, 0.53, 0.54, 0.55), Float64Array.of(0.53, 0.54, 0.55, 0.56)];
    return [...model('tbabs(0.3)*powerlaw').bind(lo, hi, { fineStructure }).evaluate()];
  });
  const command = ['tbabs(0.3)*powerlaw', '--energies', '0.52:0.56:0.01', '--json'];
  const without = JSON.parse((await run(...command, '--no-fine-structure', '--xsect', 'vern')).out);
  const result = JSON.parse((await run(...command)).out);
  expect(without).toMatchObject({ flux: smooth, fineStructure: false, crossSections: 'vern' });
  expect(result).toMatchObject({ flux: fine, fineStructure: true, crossSections: 'vern' });
  expect(fine).not.toEqual(smooth);
});

test('--no-limits lets a norm be negative, and nothing else', async () => {
  const energies = ['--energies', '1:2:1'];
  const { out } = await run('powerlaw(0, 3) + powerlaw(0, -1)', '--no-limits', ...energies);
  expect(rowsOf(out)[0][2]).toBeCloseTo(2, 9);
  expect((await run('powerlaw(0, 3) + powerlaw(0, -1)', ...energies)).err).toContain(
    'norm of powerlaw (component 2) is -1',
  );
  expect((await run('apec(-1)', '--no-limits', ...energies)).err).toContain('kT of apec is -1');
});

test('an RMF from 0 keV gives a warning, an error with --strict, and --lowest-energy is the edge', async () => {
  const strict = await run('powerlaw', '--rmf', at('from0.rmf'), '--strict');
  expect(strict).toMatchObject({ out: '', code: 1 });
  expect(strict.err).toMatch(/from0\.rmf: refused by strict reading: ENERG_LO is 0 keV in row 1; .*\(energy-zero\)/);
  process.exitCode = undefined;
  const warned = await run('powerlaw', '--rmf', at('from0.rmf'));
  expect(warned.code).toBeUndefined();
  expect(warned.err).toMatch(
    /^warning: .*from0\.rmf: ENERG_LO is 0 keV in row 1; models begin at \S+ keV, .*\(energy-zero\)$/m,
  );
  expect(rowsOf(warned.out).flat().every(Number.isFinite)).toBe(true);
  const good = await run('powerlaw', '--rmf', at('from0.rmf'), '--lowest-energy', '0.01');
  expect(good.code).toBeUndefined();
  expect(good.err).not.toContain('energy-zero');
  expect(rowsOf(good.out)[0][0]).toBe(0.01);
  expect(rowsOf(good.out).flat().every(Number.isFinite)).toBe(true);
});

describe('--plot', () => {
  test('draws one file, of the kind that its name says', async () => {
    const { out, err } = await run('powerlaw(2)+gaussian(1,0.05,1)', '--plot', at('m.svg'));
    expect(out).toBe('');
    expect(err).toContain('m.svg: 970 bins, 0.3 to 10 keV');
    expect(existsSync(at('m.png'))).toBe(false);
    const svg = readFileSync(at('m.svg'), 'utf8');
    for (const label of ['Energy (keV)', 'Photons/cm²/s/keV', 'powerlaw(2)+gaussian(1,0.05,1)'])
      expect(svg).toContain(label);
    await run('powerlaw', '--plot', at('n.png'));
    expect([...readFileSync(at('n.png')).subarray(1, 4)].map((c) => String.fromCharCode(c)).join('')).toBe('PNG');
  });

  test('the curve stands where the model is: E^-2 is a straight line on logarithmic axes', async () => {
    const [energLo, energHi] = [Float64Array.of(1, 2, 4), Float64Array.of(2, 4, 8)];
    const { svg } = await plotModel([{ name: 'a', flux: Float64Array.of(1, 0.5, 0.25) }], { energLo, energHi });
    const path = /<path[^>]* d="([^"]*)"/.exec(/stroke="#D55E00".*/s.exec(svg)?.[0] ?? '')?.[1] ?? '';
    const points = [...path.matchAll(/([\d.]+),([\d.]+)/g)].map((match) => [Number(match[1]), Number(match[2])]);
    expect(points).toHaveLength(6);
    const steps = [points[2][1] - points[0][1], points[4][1] - points[2][1]];
    expect(steps[0]).toBeGreaterThan(0);
    expect(steps[1]).toBeCloseTo(steps[0], 1);
    await expect(plotModel([{ name: 'a', flux: [0, 0, 0] }], { energLo, energHi })).rejects.toThrow('nothing to draw');
    await expect(plotModel([{ name: 'a', flux: [1] }], { energLo, energHi })).rejects.toThrow('1 values for 3 bins');
  });
});

describe('--list and --help', () => {
  test('every component is listed and described, with parameters, units, limits and reference', async () => {
    const { out } = await run('--list');
    for (const { name, description, parameters, reference } of modelComponents) {
      expect(out).toMatch(new RegExp(`^${name} `, 'm'));
      const described = (await run('--help', name)).out;
      expect(described).toContain(`${name}: ${description}`);
      expect(described).toContain(reference);
      for (const p of parameters) expect(described).toMatch(new RegExp(`^${p.name} `, 'm'));
    }
    expect((await run('--help', 'tbabs')).out).toMatch(/nH +1e22 cm-2 +1 +0 +1000000/);
  });

  test('--help alone explains the command', async () => {
    const { out, code } = await run('--help');
    expect(code).toBe(0);
    expect(out).toContain('--energies <low:high:step>');
    expect(out).toContain('xsift model --help tbabs');
  });
});

test.each([
  [['--help', 'tbab'], "there is no component 'tbab'; there are powerlaw"],
  [['tbabs*foo'], "there is no component 'foo'"],
  [['powerlaw', '--rmf', 'no.rmf'], 'no.rmf'],
  [[], 'give an expression'],
  [['powerlaw', '--energies', '1:0:1'], 'It must be LOW:HIGH:STEP'],
  [['powerlaw', '--energies', '1:2'], 'It must be LOW:HIGH:STEP'],
  [['powerlaw', '--energies', '0.1:9:1e-9'], '1,000,000 are the most'],
  [['powerlaw', '--plot', 'm.pdf'], 'must end in .png or .svg'],
  [['powerlaw', '--abund', 'x'], 'Allowed choices are wilm'],
  [['powerlaw', '--xsect', 'bcmc'], "XSPEC's bcmc is not in xsift. It must be vern (Verner et al. 1996)"],
  [['powerlaw(nan)'], 'expected a finite number'],
  [['powerlaw(1e999)'], 'PhoIndex of powerlaw is Infinity; its limits are -3 to 10'],
  [['tbabs(-0.1)*powerlaw'], 'nH of tbabs is -0.1; its limits are 0 to 1000000 1e22 cm-2'],
  [['apec(0.01)'], 'kT of apec is 0.01'],
  [['vapec(69)'], 'kT of vapec is 69; its limits are 0.0808 to 68.447 keV'],
  [['cflux(5, 1)*powerlaw'], 'cflux needs 0 < Emin < Emax'],
  [['powerlaw', '--xsect', 'foo'], 'It must be vern'],
  [['powerlaw', '--rmf', 'a.rmf', '--energies', '1:2:1'], 'cannot be used with'],
])('%j is refused', async (parameters, message) => {
  const { err, out, code } = await run(...parameters);
  expect(err).toContain(message);
  expect(out).toBe('');
  expect(code).toBe(1);
});
