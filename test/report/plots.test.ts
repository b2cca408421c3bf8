import { Resvg } from '@resvg/resvg-js';
import { describe, expect, test } from 'vitest';
import { ParameterError } from '../../ts/index.js';
import { type Picture, plotMeanSpectra, plotProbabilities } from '../../ts/report/index.js';

/** 527 channels of 14.6 eV from 0.3 keV, and two shapes: a power law, and the same with a line at 1.02 keV. */
const eMin = Float64Array.from({ length: 527 }, (_, i) => 0.0146 * (i + 21));
const eMax = eMin.map((e) => e + 0.0146);
const powerLaw = eMin.map((e) => 0.002 * e ** -1.5);
const withLine = powerLaw.map((p, i) => p + 0.02 * Math.exp(-(((eMin[i] - 1.02) / 0.06) ** 2)));
const curves = [
  { name: 'star', mean: withLine, count: 1234 },
  { name: 'agn', mean: powerLaw },
];

/** Width and height of a PNG, from its header chunk. */
function sizeOf(png: Uint8Array): [number, number] {
  const view = new DataView(png.buffer, png.byteOffset);
  expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return [view.getUint32(16), view.getUint32(20)];
}

/** Decodes the PNG by drawing it as an image, and counts its colours. */
function coloursOf({ png }: Picture): Map<string, number> {
  const [width, height] = sizeOf(png);
  const image = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><image width="${width}" height="${height}" href="data:image/png;base64,${Buffer.from(png).toString('base64')}"/></svg>`;
  const pixels = new Resvg(image).render().pixels;
  const colours = new Map<string, number>();
  for (let i = 0; i < pixels.length; i += 4) {
    const colour = pixels.toString('hex', i, i + 3);
    colours.set(colour, (colours.get(colour) ?? 0) + 1);
  }
  return colours;
}

/** Texts of an SVG. */
const textsOf = ({ svg }: Picture) => [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map((match) => match[1]);

describe('plotMeanSpectra', async () => {
  const picture = await plotMeanSpectra(curves, { eMin, eMax }, { title: 'Mean spectra of a test' });

  test('names title, axes with units, classes and lines', () => {
    expect(textsOf(picture)).toEqual(
      expect.arrayContaining([
        ...['Mean spectra of a test', 'Energy (keV)', 'Fraction of net counts per keV'],
        ...['star (1,234 spectra)', 'agn', 'Fe-L', 'Ne-K', 'Mg-K', 'Si-K', 'S-K', 'Fe-K'],
        ...['0.3', '0.5', '1', '2', '5', '8'],
      ]),
    );
  });

  test('the PNG is twice the size of the SVG and shows both curves on white', () => {
    expect(sizeOf(picture.png)).toEqual([1600, 1000]);
    const colours = coloursOf(picture);
    expect(colours.get('ffffff')).toBeGreaterThan(8e5);
    expect(colours.get('d55e00')).toBeGreaterThan(2000);
    expect(colours.get('0072b2')).toBeGreaterThan(1000); // dashed
    expect(colours.size).toBeGreaterThan(50); // anti-aliased text: a picture without its font has a handful
  });

  test('is a standalone SVG: well-formed names, no style sheet, nothing that is not a number', () => {
    expect(picture.svg.slice(0, 300)).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<svg [^>]*height="500" width="800" xmlns="http:\/\/www.w3.org\/2000\/svg">/,
    );
    expect(picture.svg).not.toMatch(/<style|NaN|Infinity|undefined/);
  });

  test('is the same every time', async () => {
    const again = await plotMeanSpectra(curves, { eMin, eMax }, { title: 'Mean spectra of a test' });
    expect(again.svg).toBe(picture.svg);
    expect(Buffer.compare(again.png, picture.png)).toBe(0);
  });

  test('grouping channels keeps the value per keV', async () => {
    // 0.0146 in every 14.6 eV channel is 1 per keV at every energy, however many channels a step has.
    const { svg } = await plotMeanSpectra([{ name: 'flat', mean: eMin.map(() => 0.0146) }], { eMin, eMax });
    const path = svg.match(/aria-label="line"[^>]*>(?:<g[^>]*>)?<path d="M([^"]*)"/)![1];
    const points = path.split('L').map((point) => point.split(',').map(Number));
    expect(points.length).toBeGreaterThan(200);
    expect(new Set(points.map(([, y]) => Math.round(y))).size).toBe(1);
    // From 0.3066 keV, just right of the axis, to the right side of the frame.
    expect(points[0][0]).toBeLessThan(80);
    expect(points.at(-1)![0]).toBeCloseTo(784, 0);
  });

  test('has the size it is asked for, and refuses one without room for the frame', async () => {
    const { svg } = await plotMeanSpectra(curves, { eMin, eMax }, { width: 320, height: 260 });
    expect(svg.slice(0, 300)).toContain('height="260" width="320"');
    await expect(plotMeanSpectra(curves, { eMin, eMax }, { width: 200, height: 200 })).rejects.toThrow(
      /^height is 200; at 200 px width, title, axes and legend alone take \d+ px$/,
    );
    await expect(plotMeanSpectra(curves, { eMin, eMax }, { width: 100 })).rejects.toThrow('width is 100');
  });

  test('refuses curves of another length and curves without anything above zero', async () => {
    await expect(plotMeanSpectra([{ name: 'short', mean: [1, 2] }], { eMin, eMax })).rejects.toThrow(
      "curve 'short' has 2 values for 527 channels",
    );
    await expect(plotMeanSpectra([{ name: 'empty', mean: eMin.map(() => NaN) }], { eMin, eMax })).rejects.toThrow(
      ParameterError,
    );
  });
});

describe('plotProbabilities', () => {
  test('shows both classes', async () => {
    const probabilities = Float32Array.from({ length: 1000 }, (_, i) => (i / 999) ** 3);
    const picture = await plotProbabilities([
      { name: 'star', probabilities },
      { name: 'agn', probabilities: probabilities.map((p) => 1 - p) },
    ]);
    expect(textsOf(picture)).toEqual(
      expect.arrayContaining(['P(AGN)', 'Spectra per bin of 0.02', 'star (1,000 spectra)', '0.5', '100']),
    );
    expect(sizeOf(picture.png)).toEqual([1600, 1000]);
    expect(coloursOf(picture).get('0072b2')).toBeGreaterThan(1000);
  });

  test('refuses what is no probability', async () => {
    await expect(plotProbabilities([{ name: 'agn', probabilities: [0.5, 1.5] }])).rejects.toThrow(
      "probability 1 of 'agn' is 1.5; it must be in 0 to 1",
    );
  });
});

test("plotChart draws a chart of one's own, and names what is wrong with it", async () => {
  const { plotChart } = await import('../../ts/report/index.js');
  const axis = { label: 'speed', type: 'linear' as const };
  const series = [{ name: 'runs', kind: 'points' as const, x: [1, 2], y: [3, 4] }];
  const { svg, png } = await plotChart({ title: 'Two runs', x: axis, y: axis, series });
  expect(svg).toContain('Two runs');
  expect(svg).toContain('speed');
  expect(png.length).toBeGreaterThan(1000);
  const uneven = [{ ...series[0], y: [3] }];
  await expect(plotChart({ title: 'x', x: axis, y: axis, series: uneven })).rejects.toThrow(/series\[0\]/);
  await expect(plotChart(undefined as never)).rejects.toThrow(/chart/);
});
