// Files, model, response, grouping and statistic together: the W statistics of 3C 273 that Sherpa's own tests assert.
import { readFileSync } from 'node:fs';
import { wstat } from '../../dist/fit/index.js';
import { createResponse, expectedCounts, loadSpectrum } from '../../dist/index.js';
import { groupChannels, sumGroups } from '../../dist/ogip/index.js';
import { markdownTable } from './page.mjs';
import { axis, energyAxis, picture, steps } from './plot.mjs';
import { largest, sharedFile } from './reference.mjs';

export const files = ['golden/golden_sherpa.txt', 'spectra/agn/3c273.pi.gz'];

const tolerance = 1e-9;

export function wholeChain() {
  const golden = [...readFileSync(sharedFile(files[0]), 'utf8').matchAll(/^wstat .*?(\d+\.\d{8,})/gm)].map((match) =>
    Number(match[1]),
  );
  if (golden.length !== 4) throw new Error(`${files[0]} has ${golden.length} W statistics; 4 are expected`);
  const { pha, background, rmf, arf } = loadSpectrum(sharedFile(files[1]));
  if (!background || !rmf || typeof pha.backScal !== 'number' || typeof background.backScal !== 'number')
    throw new Error(`${files[1]} lacks its background, its RMF or one BACKSCAL for all channels`);
  const expected = expectedCounts({
    model: 'powerlaw(1.782, 1.622e-4)',
    response: createResponse(rmf, arf),
    exposure: pha.exposure,
  });
  const scale = (pha.exposure * pha.backScal) / (background.exposure * background.backScal);
  const keep = (i) => rmf.eMin[i] >= 0.5 && rmf.eMax[i] <= 7 && (rmf.eMax[i] <= 3 || rmf.eMin[i] >= 4);
  const ungrouped = { ...pha, grouping: undefined };
  const statistic = (group) =>
    wstat(sumGroups(pha.counts, group), sumGroups(expected, group), sumGroups(background.counts, group), scale);
  const ours = [
    groupChannels(ungrouped),
    groupChannels(pha),
    groupChannels(ungrouped, keep),
    groupChannels(pha, keep),
  ].map(statistic);
  const differences = ours.map((value, i) => Math.abs(value / golden[i] - 1));
  const names = ['all 1024 channels', "the file's 46 groups", '375 channels', '35 groups'];
  return {
    rows: [
      {
        key: 'chain',
        name: 'whole chain: W statistic of 3C 273, 4 selections of channels',
        against: "Sherpa's tests",
        tolerance: tolerance.toExponential(),
        value: `worst ${largest(differences).toExponential(1)}`,
        pass: largest(differences) <= tolerance,
      },
    ],
    texts: {
      'chain-table': markdownTable([
        ['channels', 'Sherpa', 'xsift', 'difference'],
        ...names.map((name, i) => [name, golden[i], ours[i], differences[i].toExponential(1)]),
      ]),
    },
    pictures: { 'chain.png': draw(pha, rmf, expected, background, scale) },
  };
}

function draw(pha, rmf, expected, background, scale) {
  const group = groupChannels(pha);
  const [counts, model, rest] = [pha.counts, expected, background.counts].map((v) => sumGroups(v, group));
  const lo = model.map((_, g) => rmf.eMin[group.indexOf(g)]);
  const hi = model.map((_, g) => rmf.eMax[group.lastIndexOf(g)]);
  const density = (values) => values.map((n, i) => n / (hi[i] - lo[i]));
  const net = counts.map((n, g) => n - scale * rest[g]);
  const error = counts.map((n, g) => Math.sqrt(n + scale * scale * rest[g]));
  const x = energyAxis(0.3, 10);
  return picture(
    {
      title: "3C 273 in its 46 groups, and the power law of Sherpa's test",
      x,
      y: axis('Counts/keV', 'log', [1, 3000]),
      series: [steps('data less background', lo, hi, density(net)), steps('model', lo, hi, density(model))],
    },
    {
      x,
      y: axis('Residual (data − model) / error', 'linear', [-4, 4]),
      heightRatio: 0.5,
      series: [
        steps(
          'data less background',
          lo,
          hi,
          net.map((n, g) => (n - model[g]) / error[g]),
        ),
      ],
    },
  );
}
