import { embeddedBackgroundNames } from '../../../index.js';
import type { ReportItem, ReportTable } from '../../../report/index.js';
import { claims } from '../../claims/claims.js';
import { judgeLimit, judgeNumber, judgeStatement, report } from '../../claims/judging.js';
import type { ReproduceConfig } from '../../run/config.js';
import { cutOf, recipes } from '../../run/recipes.js';
import type { BackgroundSums, LookedSet, MadeDataset, SetupNumbers } from './compute.js';

/** Whether a background comes from an observation, not from the package. */
const isObserved = (identity: string) => !embeddedBackgroundNames.some((name) => identity.startsWith(`${name}@`));
const sizeText = (value: number) => value.toLocaleString('en');
const secondsText = (values: readonly number[]) => values.map((value) => `${value / 1000} ks`).join(', ');
const isAlways = (values: readonly number[], value: number) => values.length === 1 && values[0] === value;
const byConfig = { why: () => 'The config of this run has another number; the full one has that of the paper.' };

const description = ({ exposures, fluxScales, backgrounds }: MadeDataset): string =>
  `${secondsText(exposures)}, flux x ${fluxScales.join(', ')}, ${backgrounds.join(', ') || 'no background'}`;

/** Whether all spectra have this exposure (s) and factor on the flux. */
const isMadeWith = ({ exposures, fluxScales }: MadeDataset, exposure: number, fluxScale: number): boolean =>
  isAlways(exposures, exposure) && isAlways(fluxScales, fluxScale);
const isReduced = (set: MadeDataset): boolean => isMadeWith(set, 1e5, 10) && set.backgrounds.length > 0;

/** Items on sizes, responses and variants of the datasets: B12 to B14, J8 and C1 to C7. */
export function datasetItems(
  { datasets, spectra, laterResponse }: SetupNumbers,
  config: ReproduceConfig,
): ReportItem[] {
  const { none, observed, reduced, faint, 'no-lines': noLines } = datasets;
  const { star, agn } = none.simulated;
  const isEach = star === agn && star === config.spectraPerClass;
  const cutSets = [none, observed, reduced, noLines, datasets['test-later']];
  const lowest = Math.min(...cutSets.map(({ lowestNetCounts: leastNetCounts }) => leastNetCounts));
  return [
    judgeStatement(
      claims.B14,
      `${sizeText(config.spectraPerClass)} of each class are asked for`,
      config.spectraPerClass === 100_000 && isEach,
      byConfig,
    ),
    judgeStatement(
      claims.J8,
      `asked for ${sizeText(config.spectraPerClass)}, ${sizeText(star)} stars and ${sizeText(agn)} AGN are simulated`,
      isEach,
      { why: () => 'Sources are missing, or of one class more were simulated.' },
    ),
    responseItem(reduced),
    judgeStatement(claims['B13.exposure'], secondsText(none.exposures), isAlways(none.exposures, 1e6), byConfig),
    judgeStatement(claims.C1, description(none), isMadeWith(none, 1e6, 1) && none.backgrounds.length === 0, byConfig),
    observedItem(observed),
    judgeStatement(claims.C3, description(reduced), isReduced(reduced), byConfig),
    ratioItem(spectra.background),
    judgeStatement(
      claims.C4,
      `${description(faint)}; least net counts ${faint.lowestNetCounts.toFixed(2)}`,
      isReduced(faint) && cutOf('faint', config) === 1 && faint.lowestNetCounts > 1,
      byConfig,
    ),
    ...laterItems(datasets['test-later'], reduced, laterResponse),
    judgeStatement(
      claims.C6,
      `${noLines.withLine} of ${noLines.above.agn} AGN have a line (${reduced.withLine} of ${reduced.above.agn} with lines)`,
      isReduced(noLines) && noLines.withLine === 0 && reduced.withLine > 0,
      byConfig,
    ),
    judgeLimit(claims.C7, lowest, `${lowest.toFixed(2)} (${cutSets.length} datasets)`, byConfig),
  ];
}

function responseItem({ responses }: MadeDataset): ReportItem {
  const names = responses.map((identity) => identity.split(' ').slice(0, 3).join(' '));
  return judgeStatement(
    claims.B12,
    `${names.length === 1 ? 'the same for all' : `${names.length} different ones`}: ${names.join(', ')}`,
    // More responses than one for each class.
    names.length > 2,
    {
      why: () =>
        'The responses of the cross-matched sources are not embedded. One for both classes cannot give the class away; what responses of the own ' +
        'field are worth is in the section on responses (item J13). simulate takes a list of responses, of which each spectrum draws one.',
    },
  );
}

function observedItem(observed: MadeDataset): ReportItem {
  const { backgrounds } = observed;
  const holds = isMadeWith(observed, 1e6, 1) && backgrounds.length > 0 && backgrounds.every(isObserved);
  return judgeStatement(claims.C2, description(observed), holds, {
    why: () =>
      'The backgrounds of the sources of the two fields are not embedded: smooth shapes of real ACIS-I observations stand for them, at rates ' +
      'as in the Orion field (item K7).',
  });
}

/**
 * The item on background over net counts with the observed and with the reduced background; its error is that of the
 * draws.
 */
function ratioItem({ observed, reduced }: SetupNumbers['spectra']['background']): ReportItem {
  const ratio = ({ background, net }: BackgroundSums) => background / net;
  const relativeVariance = ({ background, backgroundVariance, net, total }: BackgroundSums) =>
    backgroundVariance / background ** 2 + total / net ** 2;
  const value = ratio(observed) / ratio(reduced);
  const sd = value * Math.sqrt(relativeVariance(observed) + relativeVariance(reduced));
  return judgeNumber(
    claims['C3.ratio'],
    { value, sd },
    {
      why: () =>
        'The ratio is off by more than twice the error of the draws, or the config has other factors than the paper.',
    },
  );
}

function laterItems(later: MadeDataset, reduced: MadeDataset, rmfFile: string): ReportItem[] {
  const isOther = later.responses.join() !== reduced.responses.join();
  const { star, agn } = later.simulated;
  return [
    judgeStatement(
      claims.C5,
      `${sizeText(star)} of each class, ${rmfFile}, ${secondsText(later.exposures)}`,
      isOther && rmfFile.endsWith('cycle25') && star === 10_000 && agn === 10_000,
      {
        why: () =>
          'The latest response of ACIS-I that is embedded is that of cycle 19 (2018), ' +
          `${isOther ? 'another one than' : 'the same as'} that of the training.`,
      },
    ),
    report(claims['C5.above'], `${later.above.star} stars, ${later.above.agn} AGN`, {
      what: `spectra above the cut of ${sizeText(star)} of each class in that test set`,
    }),
  ];
}

const tableOrder = ['none', 'observed', 'reduced', 'faint', 'no-lines', 'test-later'] as const satisfies LookedSet[];

export const datasetsTable = ({ datasets }: SetupNumbers, config: ReproduceConfig): ReportTable => ({
  id: 'setup-datasets',
  caption: 'The datasets of this run as they were made.',
  columns: ['dataset', 'exposure', 'flux', 'background', 'cut', 'simulated, each', 'stars above', 'AGN above'],
  rows: tableOrder.map((name) => {
    const { exposures, fluxScales, backgrounds, simulated, above } = datasets[name];
    return [
      recipes[name].title,
      secondsText(exposures),
      `x ${fluxScales.join(', ')}`,
      backgrounds.length > 0 ? 'yes' : 'no',
      `> ${cutOf(name, config)}`,
      ...[simulated.star, above.star, above.agn].map(sizeText),
    ];
  }),
});
