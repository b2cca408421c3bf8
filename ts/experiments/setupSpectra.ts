import { type Band, datasetFromSimulation, netCounts } from '../dataset/index.js';
import { wilsonInterval } from '../metrics/index.js';
import { agn, stars } from '../population/index.js';
import type { ReportItem, ReportTable, ReportValue } from '../report/types.js';
import { embeddedBackground, type SimulatedSpectra, simulate } from '../simulation/index.js';
import type { Context } from './context.js';
import { responses } from './instrument.js';
import { numberItem, reportedItem, statementItem } from './measure.js';
import { seedFor } from './seeds.js';
import type { SetupPart } from './setup.js';

/** Spectra of each class that are simulated here, with all channels and with their means. */
const SPECTRA = 500;

/** Spectra of one class, with and without background: the same sources. */
interface Simulated {
  plain: SimulatedSpectra;
  observed: SimulatedSpectra;
  reduced: SimulatedSpectra;
}

/** How spectra are drawn from their models: items B13, B15, B16 and J3. */
export async function setupSpectra({ config, threads, signal }: Context): Promise<SetupPart> {
  const { training } = responses();
  const background = embeddedBackground('acis-i', training);
  const common = { seed: seedFor(config.seed, 'sources'), keepExpected: true, threads, signal };
  const long = { ...common, exposure: config.exposure };
  const short = { ...common, exposure: config.reducedExposure, fluxScale: config.reducedFluxScale };
  const both: Simulated[] = [];
  for (const population of [stars(), agn()])
    both.push({
      plain: await simulate(population, SPECTRA, training, long),
      observed: await simulate(population, SPECTRA, training, { ...long, background }),
      reduced: await simulate(population, SPECTRA, training, { ...short, background }),
    });
  return {
    items: [
      ...poissonItems(both),
      ...backgroundItems(both),
      bandItem(both),
      ...cutItems(both, config.minimumNetCounts),
    ],
    tables: [cutTable(both, config.minimumNetCounts)],
  };
}

/** The draws against their means, summed over spectra and channels; errors are those of Poisson numbers. */
export function dispersion(
  counts: ArrayLike<number>,
  means: ArrayLike<number>,
): { mean: ReportValue; variance: ReportValue } {
  let [drawn, expected, squares, spread] = [0, 0, 0, 0];
  for (let i = 0; i < counts.length; i++) {
    const mean = means[i];
    drawn += counts[i];
    expected += mean;
    squares += (counts[i] - mean) ** 2;
    // Variance of (n - mean)^2 of a Poisson number.
    spread += 2 * mean * mean + mean;
  }
  return {
    mean: { value: drawn / expected, sd: 1 / Math.sqrt(expected) },
    variance: { value: squares / expected, sd: Math.sqrt(spread) / expected },
  };
}

function poissonItems(both: Simulated[]): ReportItem[] {
  const why = () =>
    'The ratio is off by more than twice the error of a Poisson draw: once in twenty seeds that is chance.';
  return both.flatMap(({ plain }) => {
    const { mean, variance } = dispersion(plain.counts, plain.expectedCounts!);
    const of = `${plain.name === 'agn' ? 'AGN' : 'stars'}, without background, ${SPECTRA} spectra of ${plain.channels} channels`;
    const one: ReportValue = { value: 1 };
    return [
      numberItem(`B13.mean-${plain.name}`, `Poisson draw: counts over expected counts (${of})`, '', one, mean, { why }),
      numberItem(`B13.variance-${plain.name}`, `Poisson draw: variance over mean (${of})`, '', one, variance, { why }),
    ];
  });
}

/** The background in the source region is that of its region, scaled; the net counts are on average those of the source. */
function backgroundItems(both: Simulated[]): ReportItem[] {
  let [most, net, source, spread] = [0, 0, 0, 0];
  const scales = new Set<number>();
  for (const { plain, observed } of both) {
    const { channels, counts, expectedCounts, backgroundCounts, expectedBackgroundCounts } = observed;
    for (let row = 0; row < SPECTRA; row++) {
      const scale = observed.backgroundScale![row];
      scales.add(scale);
      let [added, scaled] = [0, 0];
      for (let i = row * channels; i < (row + 1) * channels; i++) {
        added += expectedCounts![i] - plain.expectedCounts![i];
        scaled += scale * expectedBackgroundCounts![i];
        net += counts[i] - scale * backgroundCounts![i];
        source += plain.expectedCounts![i];
        spread += expectedCounts![i] + scale * scale * expectedBackgroundCounts![i];
      }
      most = Math.max(most, Math.abs(added / scaled - 1));
    }
  }
  const scale = [...scales].map((value) => `1/${(1 / value).toFixed(1)}`).join(', ');
  return [
    statementItem(
      'B15',
      'background of the source region, of which the background region has the scaled-up draw',
      'scaled by the ratio of BACKSCAL times exposure',
      `ratio ${scale} (same exposure); expected background added to a source and scaled expected counts of its region agree to ${most.toExponential(0)}`,
      // Means are kept in single precision.
      most < 1e-3,
    ),
    numberItem(
      'B15.net',
      'net counts over the expected counts of the source, sum over all spectra and channels',
      '',
      { value: 1 },
      { value: net / source, sd: Math.sqrt(spread) / source },
      { why: () => 'The ratio is off by more than twice the error of the draws: once in twenty seeds that is chance.' },
    ),
  ];
}

/** Counts less scaled background, channel by channel, where the centre is in the band. */
function ownNetCounts(spectra: SimulatedSpectra, [from, to]: Band): Float64Array {
  const { eMin, eMax } = spectra.responses[0];
  const { channels, counts, backgroundCounts, backgroundScale } = spectra;
  return Float64Array.from({ length: spectra.count }, (_, row) => {
    let sum = 0;
    for (let c = 0; c < channels; c++) {
      const centre = (eMin[c] + eMax[c]) / 2;
      if (centre < from || centre > to) continue;
      const i = row * channels + c;
      sum += counts[i] - (backgroundCounts ? backgroundScale![row] * backgroundCounts[i] : 0);
    }
    return sum;
  });
}

const inputs: Band = [0.3, 8];
const wide: Band = [0.3, 10];

function bandItem(both: Simulated[]): ReportItem {
  const off = (band: Band) =>
    Math.max(
      ...both.map(({ observed }) => {
        const ours = netCounts(datasetFromSimulation(observed));
        return ownNetCounts(observed, band).reduce((most, net, row) => Math.max(most, Math.abs(net - ours[row])), 0);
      }),
    );
  const [narrow, more] = [off(inputs), off(wide)];
  return statementItem(
    'B16',
    'band of the net counts, by summing channels',
    '0.3-8.0 keV',
    `differ from the sum over 0.3-8 keV by at most ${narrow.toExponential(0)} counts, from that over 0.3-10 keV by up to ${more.toFixed(1)}`,
    narrow < 1e-6 && more > 0.5,
  );
}

const kinds = [
  ['no background', 'plain'],
  ['observed background', 'observed'],
  ['reduced background', 'reduced'],
] as const;

/** Spectra above the cut counted in either band, and those on another side of it: of one class. */
function sides(spectra: SimulatedSpectra, cut: number): { narrow: number; wide: number; changed: number } {
  const data = datasetFromSimulation(spectra);
  const [a, b] = [inputs, wide].map((band) => netCounts(data, band));
  const above = (values: Float64Array) => values.filter((net) => net > cut).length;
  return { narrow: above(a), wide: above(b), changed: a.filter((net, row) => net > cut !== b[row] > cut).length };
}

function cutItems(both: Simulated[], cut: number): ReportItem[] {
  return kinds.map(([name, kind]) => {
    const changed = both.reduce((sum, one) => sum + sides(one[kind], cut).changed, 0);
    const total = both.length * SPECTRA;
    const interval = wilsonInterval(changed, total, 1.959964).map((share) => 100 * share);
    return reportedItem(
      `J3.${kind}`,
      `${name}: sources that change side of the cut (${cut} net counts) when counted in 0.3-10 instead of 0.3-8 keV`,
      '',
      `${changed} of ${total} (95 %: ${interval.map((edge) => edge.toFixed(2)).join(' to ')} %)`,
      'The paper has 0.3-10 keV in section 2.1 and 0.3-8 keV in its figures; the latter is used. countBand of a training sets another.',
    );
  });
}

function cutTable(both: Simulated[], cut: number): ReportTable {
  return {
    id: 'setup-band',
    caption: `Spectra of ${SPECTRA} in each class with more than ${cut} net counts, counted in either band (item J3).`,
    columns: ['spectra', 'class', '0.3-8 keV', '0.3-10 keV', 'on another side'],
    rows: kinds.flatMap(([name, kind]) =>
      both.map((one) => {
        const { narrow, wide, changed } = sides(one[kind], cut);
        return [name, one[kind].name === 'agn' ? 'AGN' : 'star', `${narrow}`, `${wide}`, `${changed}`];
      }),
    ),
  };
}
