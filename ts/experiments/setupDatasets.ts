import { netCounts } from '../dataset/index.js';
import type { ReportItem, ReportTable, ReportValue } from '../report/types.js';
import { embeddedBackgroundNames } from '../simulation/index.js';
import type { ReproduceConfig } from './config.js';
import type { Context } from './context.js';
import { cutOf, Data, recipes, type SetName, type SimulatedSet } from './data.js';
import { responses } from './instrument.js';
import { numberItem, reportedItem, statementItem } from './measure.js';
import type { SetupPart } from './setup.js';

/** Spectra of each class that the datasets are made of here: the first of the full ones, simulated and cut in the same way. */
const SPECTRA = 2000;

const looked = ['none', 'observed', 'reduced', 'faint', 'no-lines', 'test-later'] as const satisfies SetName[];
type Looked = (typeof looked)[number];

/** What is kept of a dataset: all that the items need. */
interface Look {
  name: Looked;
  simulated: { star: number; agn: number };
  above: { star: number; agn: number };
  exposures: number[];
  fluxScales: number[];
  backgrounds: string[];
  responses: string[];
  hasBackground: boolean;
  leastNet: number;
  withLine: number;
  /** Scaled background and net counts by source: class and number. */
  counts: Map<string, { background: number; backgroundVariance: number; net: number; total: number }>;
}

/** The datasets as they are made: items B12, B14, C1 to C7 and J8. */
export async function setupDatasets({ config, threads, signal }: Context): Promise<SetupPart> {
  const small: ReproduceConfig = {
    ...config,
    spectraPerClass: Math.min(SPECTRA, config.spectraPerClass),
    responseSpectra: Math.min(SPECTRA, config.responseSpectra),
  };
  const data = new Data(small, { threads, signal });
  const looks = {} as Record<Looked, Look>;
  for (const name of looked) looks[name] = lookAt(name, await data.get(name));
  return {
    items: [...sizeItems(config, small, looks), responseItem(looks), ...variantItems(config, looks), cutItem(looks)],
    tables: [datasetsTable(config, looks)],
  };
}

function lookAt(name: Looked, { dataset, netCounts: all }: SimulatedSet): Look {
  const { provenance, exposure, labels, source, backgroundCounts, backgroundScale, channels, properties } = dataset;
  const net = netCounts(dataset);
  const agn = labels.reduce((sum, label) => sum + label, 0);
  const different = <T>(values: Iterable<T>) => [...new Set(values)];
  const counts: Look['counts'] = new Map();
  for (let row = 0; row < dataset.count; row++) {
    let [background, total] = [0, 0];
    for (let i = row * channels; i < (row + 1) * channels; i++) {
      background += backgroundCounts ? backgroundScale![row] * backgroundCounts[i] : 0;
      total += dataset.counts[i];
    }
    const backgroundVariance = background * (backgroundScale?.[row] ?? 0);
    counts.set(`${labels[row]}-${source[row]}`, { background, backgroundVariance, net: net[row], total });
  }
  return {
    name,
    simulated: { star: all.star.length, agn: all.agn.length },
    above: { star: dataset.count - agn, agn },
    exposures: different(exposure),
    fluxScales: different(provenance.map(({ fluxScale = 1 }) => fluxScale)),
    backgrounds: different(provenance.flatMap(({ background }) => background ?? [])),
    responses: different(provenance.map(({ response }) => response)),
    hasBackground: backgroundCounts !== undefined,
    leastNet: net.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY),
    withLine: properties.EW.filter((width) => width > 0).length,
    counts,
  };
}

/** From an observation, not of the package. */
const isObserved = (identity: string) => !embeddedBackgroundNames.some((name) => identity.startsWith(`${name}@`));
const sizeText = (value: number) => value.toLocaleString('en');
const seconds = (values: number[]) => values.map((value) => `${value / 1000} ks`).join(', ');
const isOne = (values: number[], value: number) => values.length === 1 && values[0] === value;
const byConfig = 'The config of this run has another number; the full one has that of the paper.';

function sizeItems(config: ReproduceConfig, small: ReproduceConfig, looks: Record<Looked, Look>): ReportItem[] {
  const { star, agn } = looks.none.simulated;
  const isEach = star === agn && star === small.spectraPerClass;
  return [
    statementItem(
      'B14',
      'spectra in a dataset, before the cut',
      '100,000 stars and 100,000 AGN',
      `${sizeText(config.spectraPerClass)} of each class are asked for`,
      config.spectraPerClass === 100_000 && isEach,
      { why: () => byConfig },
    ),
    statementItem(
      'J8',
      'whether that is the number of each class or of both together',
      'each (section 2; the abstract leaves it open)',
      `asked for ${sizeText(small.spectraPerClass)}, ${sizeText(star)} stars and ${sizeText(agn)} AGN are simulated`,
      isEach,
    ),
  ];
}

function responseItem({ reduced }: Record<Looked, Look>): ReportItem {
  const { responses: names } = reduced;
  return statementItem(
    'B12',
    'response of a simulated spectrum',
    'that of a cross-matched source of its field',
    `${names.length === 1 ? 'the same for all' : `${names.length} different ones`}: ${names.map((name) => name.split(' ').slice(0, 3).join(' ')).join(', ')}`,
    // More than one for each class.
    names.length > 2,
    {
      why: () =>
        'The responses of the cross-matched sources are not embedded. One for both classes cannot give the class away; what responses of the own ' +
        'field are worth is in the section on responses (item J13). simulate takes a list of responses, of which each spectrum draws one.',
    },
  );
}

function variantItems(config: ReproduceConfig, looks: Record<Looked, Look>): ReportItem[] {
  const { none, observed, reduced, faint, 'no-lines': noLines, 'test-later': later } = looks;
  const describe = ({ exposures, fluxScales, hasBackground, backgrounds }: Look) =>
    `${seconds(exposures)}, flux x ${fluxScales.join(', ')}, ${hasBackground ? backgrounds.join(', ') : 'no background'}`;
  const exposureIs = (look: Look, value: number, scale: number) =>
    isOne(look.exposures, value) && isOne(look.fluxScales, scale);
  const isReduced = (look: Look) => exposureIs(look, 1e5, 10) && look.hasBackground;
  return [
    statementItem(
      'B13.exposure',
      'exposure of the simulated spectra',
      '1 Ms',
      seconds(none.exposures),
      isOne(none.exposures, 1e6),
      { why: () => byConfig },
    ),
    statementItem(
      'C1',
      recipes.none.title,
      '1 Ms, no background',
      describe(none),
      exposureIs(none, 1e6, 1) && !none.hasBackground,
      {
        why: () => byConfig,
      },
    ),
    statementItem(
      'C2',
      recipes.observed.title,
      '1 Ms, with the observed background of each source',
      describe(observed),
      exposureIs(observed, 1e6, 1) && observed.backgrounds.every(isObserved),
      {
        why: () =>
          'The backgrounds of the sources of the two fields are not embedded: smooth shapes of real ACIS-I observations stand for them, at rates ' +
          'as in the Orion field (item K7).',
      },
    ),
    statementItem('C3', recipes.reduced.title, '100 ks, flux x 10', describe(reduced), isReduced(reduced), {
      why: () => byConfig,
    }),
    ratioItem(observed, reduced),
    statementItem(
      'C4',
      recipes.faint.title,
      'more than 1 net count',
      `${describe(faint)}; least net counts ${faint.leastNet.toFixed(2)}`,
      isReduced(faint) && cutOf('faint', config) === 1 && faint.leastNet > 1,
      { why: () => byConfig },
    ),
    ...laterItems(config, later, reduced),
    statementItem(
      'C6',
      recipes['no-lines'].title,
      'no Fe-K line in any AGN',
      `${noLines.withLine} of ${noLines.above.agn} AGN have a line (${reduced.withLine} of ${reduced.above.agn} with lines)`,
      isReduced(noLines) && noLines.withLine === 0 && reduced.withLine > 0,
      { why: () => byConfig },
    ),
  ];
}

/** Sources that are above the cut in both, so that the cut favours neither. */
function ratioItem(observed: Look, reduced: Look): ReportItem {
  const sums = [observed, reduced].map((look, k) => {
    const other = [reduced, observed][k];
    const sum = { background: 0, backgroundVariance: 0, net: 0, total: 0 };
    for (const [source, counts] of look.counts) {
      if (!other.counts.has(source)) continue;
      for (const key of ['background', 'backgroundVariance', 'net', 'total'] as const) sum[key] += counts[key];
    }
    return { ...sum, ratio: sum.background / sum.net };
  });
  const value = sums[0].ratio / sums[1].ratio;
  const relative = sums.map((one) => one.backgroundVariance / one.background ** 2 + one.total / one.net ** 2);
  const ours: ReportValue = { value, sd: value * Math.sqrt(relative[0] + relative[1]) };
  return numberItem(
    'C3.ratio',
    'background over net counts with the observed background, over the same with reduced background (same sources)',
    '',
    { value: 10 },
    ours,
    {
      why: () =>
        'The ratio is off by more than twice the error of the draws, or the config has other factors than the paper.',
    },
  );
}

function laterItems(config: ReproduceConfig, later: Look, reduced: Look): ReportItem[] {
  const { later: response } = responses();
  const isOther = later.responses.join() === response.identity && later.responses.join() !== reduced.responses.join();
  return [
    statementItem(
      'C5',
      'test set seen through a later response',
      '10,000 stars and AGN each, cycle 25, reduced background, classified by the models of C3',
      `${sizeText(config.responseSpectra)} of each class, ${response.rmfFile}, ${seconds(later.exposures)}`,
      isOther && response.rmfFile.endsWith('cycle25') && config.responseSpectra === 10_000,
      {
        why: () =>
          'The latest response of ACIS-I that is embedded is that of cycle 19 (2018), ' +
          `${isOther ? 'another one than' : 'the same as'} that of the training.`,
      },
    ),
    reportedItem(
      'C5.above',
      `spectra above the cut of ${sizeText(later.simulated.star)} of each class that are simulated for this item`,
      '',
      `${later.above.star} stars, ${later.above.agn} AGN`,
    ),
  ];
}

function cutItem(looks: Record<Looked, Look>): ReportItem {
  const cut = looked.filter((name) => name !== 'faint').map((name) => looks[name]);
  const least = Math.min(...cut.map(({ leastNet }) => leastNet));
  return statementItem(
    'C7',
    'least net counts in all datasets but C4',
    'more than 100',
    `${least.toFixed(2)} (${cut.length} datasets)`,
    least > 100,
    { why: () => byConfig },
  );
}

function datasetsTable(config: ReproduceConfig, looks: Record<Looked, Look>): ReportTable {
  return {
    id: 'setup-datasets',
    caption:
      'Datasets as they are made, from the first sources of each class; the full ones have ' +
      `${sizeText(config.spectraPerClass)} (test sets ${sizeText(config.responseSpectra)}) sources of each class.`,
    columns: ['dataset', 'exposure', 'flux', 'background', 'cut', 'simulated, each', 'stars above', 'AGN above'],
    rows: looked.map((name) => {
      const { exposures, fluxScales, hasBackground, simulated, above } = looks[name];
      return [
        recipes[name].title,
        seconds(exposures),
        `x ${fluxScales.join(', ')}`,
        hasBackground ? 'yes' : 'no',
        `> ${cutOf(name, config)}`,
        sizeText(simulated.star),
        sizeText(above.star),
        sizeText(above.agn),
      ];
    }),
  };
}
