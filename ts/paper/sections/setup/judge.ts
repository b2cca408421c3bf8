import { type ConfusionMatrix, type Metrics, metricsOf, wilsonInterval } from '../../../metrics/index.js';
import type { ReportItem, ReportTable } from '../../../report/index.js';
import { type Claim, claims } from '../../claims/claims.js';
import { citeTest, judgeStatement, report } from '../../claims/judging.js';
import type { ReproduceConfig } from '../../run/config.js';
import type { Judgement } from '../../run/section.js';
import { median } from '../../statistics/samples.js';
import type { BandCount, SetupNumbers, ThresholdNumbers } from './compute.js';
import { thresholds } from './compute.js';
import { agnKinds, type DrawnModel, type PresetChange } from './computeSources.js';
import { datasetItems, datasetsTable } from './judgeDatasets.js';

/**
 * Compares models, spectra, datasets and thresholds with section 2 and appendix B; claims about the package alone are
 * checked by its tests.
 */
export function judge(numbers: SetupNumbers, config: ReproduceConfig): Judgement {
  const { sources, spectra, thresholds: verdicts } = numbers;
  return {
    text: [
      'What section 2 and appendix B say of models, spectra, datasets, network and metrics. What is a matter of the package alone is held by ' +
        'its tests: such an item names the test. What depends on the config, or is a number of interest, was found by looking at sources as ' +
        'they are drawn, at the datasets of this run as they were made, and at its first networks.',
      'Agreement is exact unless an error is given. Where something differs, the reason follows; what the paper leaves open is in the ' +
        'section after this one.',
    ],
    items: [
      ...cite('B1.models', 'B1.abundance', 'B9', 'B2.abundances'),
      report(
        claims['B2.cross-sections'],
        'fits of Verner et al. 1996 (vern), with the resonances at the edges of O, Fe and Ne',
        { why: "The paper names no table; XSPEC's default is vern, and its tbabs has these resonances." },
      ),
      ...cite('B3', 'B4', 'B5', 'B4.Gamma'),
      lineModelItem(sources.models),
      ...cite('B8.energy', 'B8.range', 'B10'),
      report(
        claims['B10.line'],
        { value: sources.lineFlux },
        { why: 'The line is added outside of cflux, as the expression is printed (item K5).' },
      ),
      ...cite('J4', 'B7', 'J5', 'J6'),
      presetItem(sources.presets),
      ...cite('B13', 'B15', 'B15.net', 'B16'),
      ...bandItems(spectra.bands, config.minimumNetCounts),
      ...datasetItems(numbers, config),
      ...cite(
        'D2',
        'D4.kernels',
        'D4.biases',
        'D4.adam',
        'H24',
        'D10',
        'D1',
        'J7',
        'D3',
        'D5.loss',
        'D5.sigmoid',
        'J2',
      ),
      thresholdItem(verdicts),
      separateItem(verdicts),
      ...cite('E1', 'E2', 'E3', 'E4', 'E5', 'E.none'),
    ],
    tables: [
      modelsTable(sources.models),
      bandTable(spectra.bands, config.minimumNetCounts),
      datasetsTable(numbers, config),
      thresholdTable(verdicts),
    ],
  };
}

type TestedId = {
  [Id in keyof typeof claims]: (typeof claims)[Id] extends Claim<'tested'> ? Id : never;
}[keyof typeof claims];
const cite = (...ids: TestedId[]): ReportItem[] => ids.map((id) => citeTest(claims[id]));

function lineModelItem(models: readonly DrawnModel[]): ReportItem {
  const added = agnKinds.map((kind) => {
    const [plain, withLine] = [false, true].map((hasLine) =>
      models.find(({ source, structure }) => source === kind && structure.includes('gaussian') === hasLine),
    );
    return plain && withLine ? withLine.structure.slice(plain.structure.length) : 'none drawn';
  });
  return judgeStatement(
    claims['B8.model'],
    added.join(', '),
    added.every((terms) => terms === '+tbabs*ztbabs*gaussian'),
    {
      why: () =>
        'The reflection of C-thick AGN has no column in the host to put before the line (the paper prints none for pexrav, and the ' +
        "catalogue none for these AGN); the line is behind the Galaxy's column there. It concerns 2 % of the AGN.",
    },
  );
}

/** A share in % with three digits; 0 without digits. */
const percentText = (share: number): string => (share === 0 ? '0' : `${(100 * share).toPrecision(3)} %`);

function presetItem({ softC, agn, othersAreSame }: PresetChange): ReportItem {
  const largest = Math.max(...softC.map(Math.abs));
  return report(
    claims.J14,
    `Soft-C AGN change by ${percentText(median(softC))} (median), at most ${percentText(largest)}; the others ` +
      (othersAreSame ? 'are the same' : 'change'),
    {
      why:
        `Soft-C are ${softC.length} of ${agn} AGN: whatever a classifier made of the change, it could hardly move the accuracy by more than ` +
        `${((100 * softC.length) / agn / 2).toFixed(1)} points with as many stars as AGN.`,
    },
  );
}

const backgrounds = [
  { background: 'plain', title: 'no background', claim: claims['J3.plain'] },
  { background: 'observed', title: 'observed background', claim: claims['J3.observed'] },
  { background: 'reduced', title: 'reduced background', claim: claims['J3.reduced'] },
] as const;

const bandItems = (bands: readonly BandCount[], cut: number): ReportItem[] =>
  backgrounds.map(({ background, title, claim }) => {
    const classes = bands.filter((band) => band.background === background);
    const [changed, total] = (['changed', 'spectra'] as const).map((key) =>
      classes.reduce((sum, band) => sum + band[key], 0),
    );
    const interval = wilsonInterval(changed, total, 1.959964).map((share) => (100 * share).toFixed(2));
    return report(claim, `${changed} of ${total} (95 %: ${interval.join(' to ')} %)`, {
      what: `${title}: sources that change side of the cut (${cut} net counts) when counted in 0.3-10 instead of 0.3-8 keV`,
      why: 'The paper has 0.3-10 keV in section 2.1 and 0.3-8 keV in its figures; the latter is used. countBand of a training sets another.',
    });
  });

const bandTable = (bands: readonly BandCount[], cut: number): ReportTable => ({
  id: 'setup-band',
  caption: `Spectra of ${bands[0].spectra} in each class with more than ${cut} net counts, counted in either band (item J3).`,
  columns: ['spectra', 'class', '0.3-8 keV', '0.3-10 keV', 'on another side'],
  rows: bands.map(({ background, isAgn, narrow, wide, changed }) => [
    backgrounds.find((known) => known.background === background)?.title ?? background,
    isAgn ? 'AGN' : 'star',
    ...[narrow, wide, changed].map(String),
  ]),
});

const modelsTable = (models: readonly DrawnModel[]): ReportTable => ({
  id: 'setup-models',
  caption: `Models of ${models.reduce((sum, { source, sources }) => sum + (source === 'star' ? sources : 0), 0)} stars and as many AGN as they are drawn.`,
  columns: ['source', 'model', 'sources'],
  rows: models.map(({ source, structure, sources }) => [source, structure, `${sources}`]),
});

const fewSpectra = () => 'Among so few test spectra a threshold changes too few verdicts.';

function thresholdItem({ low, half, high }: ThresholdNumbers): ReportItem {
  const metrics = [low, half, high].map(metricsOf);
  const percents = (metric: keyof Metrics) => metrics.map((at) => (100 * at[metric]).toFixed(1)).join(', ');
  const [first, second, third] = metrics;
  const isPurer = first.precision < second.precision && second.precision < third.precision;
  const losesMore = first.recall > second.recall && second.recall > third.recall;
  return judgeStatement(claims.D8, `${percents('precision')}; ${percents('recall')}`, isPurer && losesMore, {
    why: fewSpectra,
  });
}

/** The item on a separate threshold for each class: sources below both have no class. */
function separateItem({ half, sureStar, sureAgn }: ThresholdNumbers): ReportItem {
  const plain = metricsOf(half);
  const [precision, npv] = [metricsOf(sureAgn).precision, metricsOf(sureStar).npv];
  const called = sureAgn.truePositive + sureAgn.falsePositive + sureStar.trueNegative + sureStar.falseNegative;
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return judgeStatement(
    claims.D9,
    `precision ${percent(precision)}, NPV ${percent(npv)}, ${percent(1 - called / verdictsIn(half))} left without a class (at 0.5: ` +
      `${percent(plain.precision)}, ${percent(plain.npv)}, none); predict gives both probabilities, its option threshold is one number`,
    precision > plain.precision && npv > plain.npv,
    { why: fewSpectra },
  );
}

const verdictsIn = ({ truePositive, falsePositive, trueNegative, falseNegative }: ConfusionMatrix): number =>
  truePositive + falsePositive + trueNegative + falseNegative;

const thresholdTable = (verdicts: ThresholdNumbers): ReportTable => ({
  id: 'setup-thresholds',
  caption:
    `Purity against completeness, in %: ${verdicts.models} networks of the first iteration with reduced background, on its ${verdicts.spectra} test ` +
    'spectra, pooled. A source is called AGN from this p(AGN) on.',
  columns: ['threshold', 'precision', 'recall', 'NPV', 'TNR', 'accuracy'],
  rows: (['low', 'half', 'high'] as const).map((name) => {
    const { precision, recall, npv, tnr, accuracy } = metricsOf(verdicts[name]);
    return [`${thresholds[name]}`, ...[precision, recall, npv, tnr, accuracy].map((share) => (100 * share).toFixed(1))];
  }),
});
