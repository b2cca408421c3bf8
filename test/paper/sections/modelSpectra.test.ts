import { describe, expect, test } from 'vitest';
import { type Corner, compute, type ModelSpectra } from '../../../ts/paper/sections/modelSpectra/compute.js';
import { draw } from '../../../ts/paper/sections/modelSpectra/draw.js';
import { judge } from '../../../ts/paper/sections/modelSpectra/judge.js';
import { starPoints } from '../../../ts/paper/sections/modelSpectra/models.js';

/** Contrast and significance of Fe-L/Ne-K, Mg-K, Si-K and S-K. */
type Lines = [number, number][];
const linesFrom = (numbers: Lines) =>
  numbers.map(([contrast, significance]) => ({ contrast, significance, share: contrast / 10 }));

interface Corners {
  coolThin: Lines;
  hotThin: Lines;
  coolThick: Lines;
}
/** All that the paper says. */
const printed: Corners = {
  coolThin: [
    [2, 10],
    [1.06, 1],
    [1.2, 2],
    [1.04, 0.5],
  ],
  hotThin: [
    [1.49, 4],
    [1.02, 0.1],
    [1.09, 1],
    [1.01, 0.2],
  ],
  coolThick: [
    [1.1, 0.6],
    [0.9, 0.4],
    [1.2, 1.5],
    [1.3, 0.7],
  ],
};
const spectraWith = (change: Partial<Corners> = {}): ModelSpectra => {
  const { coolThin, hotThin, coolThick } = { ...printed, ...change };
  const hotThick: Lines = Array(4).fill([1, 0]);
  const corners = ([coolThin, hotThin, coolThick, hotThick] as const).map(
    (lines, i): Corner => ({
      ...{ logNH: starPoints[i].logNH, kT: starPoints[i].kT },
      ...{ abundances: 'wilm' as const, lines: linesFrom(lines) },
    }),
  );
  // Channels of 1-2 and 2-4 keV; a spectrum is told by its first value.
  const spectra = (first: number) => [0, 1, 2, 3].map((i) => Float64Array.of(first + i, i === 3 ? 1e-9 : 1));
  return {
    ...{ eMin: Float64Array.of(1, 2), eMax: Float64Array.of(2, 4) },
    ...{ examples: spectra(10), stars: spectra(20), agn: spectra(30) },
    corners,
    sharpMagnesium: 1.34,
  };
};
const itemsWith = (change: Partial<Corners> = {}) => judge(spectraWith(change)).items;
const change = (lines: Lines, line: number, numbers: [number, number]): Lines => lines.with(line, numbers);

test('what the paper says of the lines passes', () => {
  expect(itemsWith().map(({ id, ours, verdict }) => [id, ours, verdict])).toEqual([
    ['H23.low-NH', 'Fe-L/Ne-K (10.0 sigma in 1000 counts; next Si-K)', 'pass'],
    ['H23.high-NH', 'Si-K, S-K; Fe-L/Ne-K falls from 10.0 to 0.6 sigma in 1000 counts', 'pass'],
    ['H23.low-kT', 'Fe-L/Ne-K, Mg-K, Si-K', 'pass'],
    ['H23.kT', 'Fe-L/Ne-K, Mg-K, Si-K, S-K: 4 of 4', 'pass'],
  ]);
});

const { coolThin, hotThin, coolThick } = printed;
test.each<[string, Partial<Corners>, string[]]>([
  ['silicon above iron at low column', { coolThin: change(coolThin, 2, [1.2, 10.1]) }, ['H23.low-NH']],
  ['iron as strong as sulphur at high column', { coolThick: change(coolThick, 0, [1.1, 0.71]) }, ['H23.high-NH']],
  ['magnesium above silicon at high column', { coolThick: change(coolThick, 1, [1.1, 1.6]) }, ['H23.high-NH']],
  ['sulphur above silicon at high column', { coolThick: change(coolThick, 3, [1.1, 1.6]) }, []],
  ['no iron line', { coolThin: change(coolThin, 0, [1.04, 10]) }, ['H23.low-kT', 'H23.kT']],
  ['no magnesium line', { coolThin: change(coolThin, 1, [1.049, 1]) }, ['H23.low-kT']],
  ['magnesium that is just clear', { coolThin: change(coolThin, 1, [1.05, 1]) }, []],
  ['no silicon line', { coolThin: change(coolThin, 2, [0.99, 2]) }, ['H23.low-kT']],
  ['iron that does not fade', { hotThin: change(hotThin, 0, [1.51, 4]) }, ['H23.kT']],
  ['sulphur that fades by half only', { hotThin: change(hotThin, 3, [1.021, 0]) }, ['H23.kT']],
])('other strengths are told: %s', (_, other, differing) => {
  const found = itemsWith(other).filter(({ verdict }) => verdict === 'differs');
  expect(found.map(({ id }) => id)).toEqual(differing);
});

test('lines that are none are not asked to fade; the blend of magnesium is explained', () => {
  const items = itemsWith({ coolThin: change(coolThin, 1, [1, 0]), hotThin: change(hotThin, 1, [0.5, 3]) });
  expect(items[3]).toMatchObject({ ours: 'Fe-L/Ne-K, Si-K, S-K: 3 of 3', verdict: 'pass' });
  expect(items[2].why).toMatch(/^Mg-K has a contrast of 1\.000 only, .* the same model has 1\.34\.$/);
});

test('the text and the table give contrast, share and significance of each line at each corner', () => {
  const { text, tables } = judge(spectraWith());
  expect(text[2]).toContain('together have 20.0 % of all counts and a contrast of 2.00.');
  expect(text[2]).toContain('Si-K and S-K are far weaker (contrasts 1.20 and 1.04)');
  expect(text[2]).toContain('Mg-K stands on the slope of Fe-L (1.06)');
  const [{ columns, rows }] = tables!;
  expect(columns.slice(3)).toEqual(['Fe-L/Ne-K', 'Mg-K', 'Si-K', 'S-K']);
  expect(rows.map((row) => row.slice(0, 3).join(' '))).toEqual([
    'wilm 20.82 0.43',
    'wilm 20.82 3.30',
    'wilm 22.68 0.43',
    'wilm 22.68 3.30',
  ]);
  expect(rows[0][3]).toBe('2.000, 20.0 %, 10.00');
});

describe('figures', () => {
  const panels = draw(spectraWith()).map(({ id, panels: [panel] }) => {
    if (panel.kind !== 'chart') throw new Error(panel.kind);
    return { id, panel };
  });
  const curves = (id: string) => panels.find((figure) => figure.id === id)!.panel.series;

  test('have a curve each for the spectrum that their name says', () => {
    expect(panels.map(({ id }) => id)).toEqual(['figure-1', 'figure-19', 'figure-20']);
    expect(curves('figure-1').map(({ name, y }) => [name, y[0]])).toEqual([
      ['neutron star', 10],
      ['star', 11],
      ['supernova remnant', 12],
      ['AGN', 13],
    ]);
    expect(curves('figure-19').map(({ name, y, colour, dashed }) => [name, y[0], colour, dashed])).toEqual([
      ['NH 6.6e20 cm-2 (log 20.82), kT 0.43 keV', 20, 0, false],
      ['NH 4.8e22 cm-2 (log 22.68), kT 0.43 keV', 22, 0, true],
      ['NH 6.6e20 cm-2 (log 20.82), kT 3.3 keV', 21, 1, false],
      ['NH 4.8e22 cm-2 (log 22.68), kT 3.3 keV', 23, 1, true],
    ]);
    expect(curves('figure-20').map(({ name, y, colour, dashed }) => [name, y[0], colour, dashed])).toEqual([
      ['NH 1.1e19 cm-2 (log 19.05), Gamma 1.2', 30, 0, false],
      ['NH 1.6e24 cm-2 (log 24.2), Gamma 1.2', 32, 0, true],
      ['NH 1.1e19 cm-2 (log 19.05), Gamma 2.2', 31, 1, false],
      ['NH 1.6e24 cm-2 (log 24.2), Gamma 2.2', 33, 1, true],
    ]);
  });

  test('show values at the centres of the channels, and none that are next to nothing', () => {
    const [first, , , last] = curves('figure-1');
    for (const { panel } of panels) expect(panel.x.domain).toEqual([0.3, 8]);
    expect(first).toMatchObject({ kind: 'line', x: [1.5, 3], y: [10, 1] });
    expect(last.y).toEqual([13, Number.NaN]);
  });
});

test('the models have the lines and the absorption that their names say', () => {
  const spectra = compute();
  const { eMin, eMax } = spectra;
  expect(eMin).toHaveLength(527);
  for (const list of [spectra.examples, spectra.stars, spectra.agn])
    for (const values of list) expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 10);
  const shareBelow = (values: Float64Array, energy: number) =>
    values.reduce((sum, value, c) => (eMax[c] < energy ? sum + value : sum), 0);
  // Thin columns let soft counts through, hot plasma and flat power laws have fewer of them.
  for (const [thinSoft, thinHard, thickSoft, thickHard] of [spectra.stars, spectra.agn]) {
    expect(shareBelow(thinSoft, 1.5)).toBeGreaterThan(shareBelow(thickSoft, 1.5) + 0.2);
    expect(shareBelow(thinHard, 1.5)).toBeGreaterThan(shareBelow(thickHard, 1.5) + 0.2);
  }
  expect(shareBelow(spectra.stars[0], 1.5)).toBeGreaterThan(shareBelow(spectra.stars[1], 1.5) + 0.1);
  expect(shareBelow(spectra.agn[2 - 1], 1.5)).toBeGreaterThan(shareBelow(spectra.agn[0], 1.5) + 0.1);
  expect(spectra.corners.map(({ abundances }) => abundances)).toEqual([
    ...Array(4).fill('wilm'),
    ...Array(4).fill('angr'),
  ]);
  const iron = spectra.corners.map(({ lines }) => lines[0].contrast);
  expect(iron[0]).toBeGreaterThan(1.5);
  expect(iron[1]).toBeLessThan(1.1);
  expect(iron[4]).toBeGreaterThan(iron[0]);
  // In front of the detector magnesium stands out more than behind it; the line is that of 0.3 of the metals.
  expect(spectra.sharpMagnesium).toBeGreaterThan(spectra.corners[0].lines[1].contrast + 0.1);
  expect(spectra.sharpMagnesium).toBeCloseTo(1.27, 2);
  const verdicts = judge(spectra).items.map(({ id, verdict }) => [id, verdict]);
  expect(Object.fromEntries(verdicts)).toMatchObject({ 'H23.low-NH': 'pass', 'H23.kT': 'pass' });
});
