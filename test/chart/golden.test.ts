import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { figurePicture } from '../../ts/chart/picture.js';
import { plotMeanSpectra, plotModel, plotProbabilities } from '../../ts/report/index.js';
import { figures } from './charts.js';

// Every kind of chart as it was when somebody looked at it. A change of the engine shows here as a change of files, which `git diff` and any
// viewer of SVG show: look at them, then renew them.

const folder = fileURLToPath(new URL('golden/', import.meta.url));
const isUpdate = process.env.UPDATE_GOLDEN === '1';

/** A line for each element, and numbers of attributes to a tenth of a pixel, for what the last bits of a logarithm may change. */
const normalised = (svg: string): string =>
  svg
    .replaceAll('><', '>\n<')
    .replaceAll(/<[^?][^>]*>/g, (tag) =>
      tag.replaceAll(/-?\d+\.\d+(?:e-?\d+)?/g, (number) => String(Math.round(Number(number) * 10) / 10 + 0)),
    );

const [energLo, energHi] = [
  Array.from({ length: 40 }, (_, i) => (i + 2) / 8),
  Array.from({ length: 40 }, (_, i) => (i + 3) / 8),
];
const falling = energLo.map((energy) => 0.01 / (energy * energy));
const size = { width: 480, height: 320 };

const pictures: Record<string, () => Promise<{ svg: string }>> = {
  ...Object.fromEntries(
    Object.entries(figures).map(([name, figure]) => [
      name,
      async () =>
        figurePicture(figure, { width: 440, frameHeight: 200, ...(name === 'stacked-panels' && { columns: 1 }) }),
    ]),
  ),
  'plot-model': () =>
    plotModel(
      [
        { name: 'powerlaw(2)', flux: falling },
        { name: 'with an edge', flux: falling.map((flux, i) => (i < 6 ? 0 : flux * (i < 20 ? 1e-3 : 0.5))) },
      ],
      { energLo, energHi },
      size,
    ),
  'plot-mean-spectra': () =>
    plotMeanSpectra(
      [
        { name: 'star', mean: falling, count: 1234 },
        { name: 'agn', mean: falling.map((flux, i) => flux * (1 + i / 20)) },
      ],
      { eMin: energLo, eMax: energHi },
      size,
    ),
  'plot-probabilities': () =>
    plotProbabilities(
      [
        { name: 'star', probabilities: Array.from({ length: 200 }, (_, i) => (i / 200) ** 2) },
        { name: 'agn', probabilities: Array.from({ length: 100 }, (_, i) => 1 - (i / 200) ** 2) },
      ],
      { ...size, label: 'P(AGN)' },
    ),
};

describe('charts look as they did', () => {
  test.each(Object.keys(pictures))('%s', async (name) => {
    const { svg } = await pictures[name]();
    const [file, drawn] = [`${folder}${name}.svg`, normalised(svg)];
    if (isUpdate) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, drawn);
    }
    const golden = existsSync(file) ? readFileSync(file, 'utf8') : '';
    const lines = [golden, drawn].map((drawing) => drawing.split('\n'));
    const at = lines[1].findIndex((line, i) => line !== lines[0][i]);
    expect(
      drawn === golden,
      `test/chart/golden/${name}.svg differs from what is drawn, first in line ${at + 1}:\n  ${lines[0][at]}\n  ${lines[1][at]}\n` +
        'If the new picture is right, renew the files: UPDATE_GOLDEN=1 npx vitest run test/chart/golden.test.ts',
    ).toBe(true);
  });

  test('there is no file without its chart', () => {
    expect(readdirSync(folder).sort()).toEqual(
      Object.keys(pictures)
        .map((name) => `${name}.svg`)
        .sort(),
    );
  });
});
