import { selectRows } from '../dataset/index.js';
import { confusionMatrix, type Metrics, metricsOf } from '../metrics/index.js';
import type { ReportItem, ReportTable } from '../report/types.js';
import { measures, percentValue, shareOf, shareText } from './bins.js';
import type { Context, Experiment } from './context.js';
import { recipes } from './data.js';
import {
  meanPercent,
  numberItem,
  overIterations,
  reportedItem,
  statementItem,
  tableMetrics,
  valueText,
} from './measure.js';
import { observedFigures } from './observedFigures.js';
import { type ObservedSet, observedDraw, observedSet } from './observedSet.js';
import { observedRows, type TableSet, tableSets } from './paperTable.js';
import { sourcesIn, type TestSource } from './sourcesOf.js';

const { accuracy, recall, tnr } = measures;

/** What the models trained on one dataset say of the observed spectra. */
interface Applied {
  /** One an iteration: its models on that iteration's draw. */
  iterations: { models: { metrics: Metrics }[] }[];
  /** By row of the observed set: models asked, and those that called it AGN. */
  asked: Uint16Array;
  calledAgn: Uint16Array;
  /** The same of the extragalactic sources; all are asked by every model. */
  extragalactic?: Uint16Array;
}

/** Observed spectra, or what stands in for them: the other rows of Table 1, and sections 3.4 and 3.5. */
export const observed: Experiment = {
  id: 'observed',
  title: 'Observed spectra',
  place: 'Section 3.4 and 3.5, Table 1, Figures 4, 5, 6 and 17',
  cost: ({ iterations }) => 1 + iterations / 4,
  async run(context) {
    const set = await observedSet(context);
    const applied = {} as Record<TableSet, Applied>;
    for (const name of tableSets) {
      for (let i = 0; i < context.config.iterations; i++) await context.trained(name, i);
      applied[name] = await context.step(`observed-${name}`, () => apply(context, set, name));
    }
    const sources = {} as Record<TableSet, TestSource[]>;
    for (const name of tableSets) sources[name] = judged(set, applied[name], context.config.minimumNetCounts);
    const items = [
      ...tableSets.flatMap((name) => rowItems(name, applied[name], set)),
      orderItem(applied, set),
      ...behaviourItems(sources, set),
      ...extragalacticItems(context, set, applied.reduced),
    ];
    return {
      id: this.id,
      title: set.isStandIn ? 'Stand-in for the observed spectra' : this.title,
      place: this.place,
      text: words(set, applied),
      items,
      tables: [tableOf(set, applied)],
      figures: observedFigures(set, sources, context.config.minimumNetCounts),
    };
  },
};

async function apply(context: Context, set: ObservedSet, name: TableSet): Promise<Applied> {
  const { config, threads, signal } = context;
  const { dataset, extragalactic } = set;
  const out: Applied = {
    iterations: [],
    asked: new Uint16Array(dataset.count),
    calledAgn: new Uint16Array(dataset.count),
    ...(extragalactic && { extragalactic: new Uint16Array(extragalactic.count) }),
  };
  for (let i = 0; i < config.iterations; i++) {
    const rows = observedDraw(set, context, i, name === 'faint');
    const spectra = selectRows(dataset, rows);
    const { classifiers } = await context.trained(name, i);
    const models: { metrics: Metrics }[] = [];
    for (const classifier of classifiers) {
      const { verdicts } = await classifier.predict(spectra, { threads, signal });
      models.push({ metrics: metricsOf(confusionMatrix(spectra.labels, verdicts)) });
      rows.forEach((row, k) => {
        if (verdicts[k] < 0) return;
        out.asked[row]++;
        out.calledAgn[row] += verdicts[k];
      });
      if (extragalactic === undefined) continue;
      const others = await classifier.predict(extragalactic, { threads, signal });
      others.verdicts.forEach((verdict, k) => {
        if (verdict === 1) out.extragalactic![k]++;
      });
    }
    out.iterations.push({ models });
  }
  return out;
}

/** The sources of the draws with the usual cut, each with the share of models that called it AGN. */
function judged({ dataset }: ObservedSet, { asked, calledAgn }: Applied, cut: number): TestSource[] {
  const shares = Float64Array.from(calledAgn, (called, row) => called / asked[row]);
  return sourcesIn(dataset, shares).filter(({ row, netCounts }) => asked[row] > 0 && netCounts > cut);
}

const of = ({ iterations }: Applied, metric: keyof Metrics) =>
  overIterations(iterations, ({ models }) => meanPercent(models, metric));

function rowItems(name: TableSet, applied: Applied, { isStandIn }: ObservedSet): ReportItem[] {
  const paper = observedRows[name];
  return tableMetrics.map(([metric, title]) =>
    numberItem(
      `${paper.item}.${title}`,
      `Trained on ${recipes[name].title}, applied to ${isStandIn ? 'the stand-in' : 'observed spectra'}: ${title}`,
      '%',
      paper[metric],
      of(applied, metric),
      {
        isStandIn,
        // Of the stand-in the section's text says all there is.
        ...(!isStandIn && {
          why: () => 'Models trained on another AGN population, one response and another background.',
        }),
      },
    ),
  );
}

function orderItem(applied: Record<TableSet, Applied>, { isStandIn }: ObservedSet): ReportItem {
  const [none, observedSet, reduced] = (['none', 'observed', 'reduced'] as const).map((name) =>
    of(applied[name], 'accuracy'),
  );
  return statementItem(
    'F9',
    `Accuracy on ${isStandIn ? 'the stand-in' : 'the observed set'}: no background < observed background <= reduced background`,
    '81, 89, 91 %',
    [none, observedSet, reduced].map((value) => valueText(value)).join(', ') + ' %',
    none.value < observedSet.value && observedSet.value <= reduced.value,
    { isStandIn },
  );
}

function behaviourItems(sources: Record<TableSet, TestSource[]>, { isStandIn }: ObservedSet): ReportItem[] {
  const split = (of: TestSource[], test: (source: TestSource) => boolean) => [
    of.filter(test),
    of.filter((source) => !test(source)),
  ];
  const [faint, bright] = split(sources.none, ({ netCounts }) => netCounts <= 1000);
  const [loud, quiet] = split(sources.none, ({ backgroundRatio }) => backgroundRatio >= 0.02);
  const clean = (name: TableSet) =>
    shareOf(
      sources[name].filter(({ backgroundRatio }) => backgroundRatio < 0.05),
      accuracy,
    );
  const [lost, wrong] = [shareOf(loud, recall), shareOf(loud, tnr)];
  return [
    statementItem(
      'H14.counts',
      'Trained without background: worse below 1000 net counts',
      'lower',
      `to 1000: ${shareText(shareOf(faint, accuracy))}; above: ${shareText(shareOf(bright, accuracy))}`,
      shareOf(faint, accuracy).value < shareOf(bright, accuracy).value,
      { isStandIn },
    ),
    statementItem(
      'H14.background',
      'Trained without background: worse where background is above 0.02 of the net counts',
      'lower',
      `from 0.02 on: ${shareText(shareOf(loud, accuracy))}; below: ${shareText(shareOf(quiet, accuracy))}`,
      shareOf(loud, accuracy).value < shareOf(quiet, accuracy).value,
      { isStandIn },
    ),
    statementItem(
      'H14.verdict',
      'Trained without background, high background: it is AGN that get called stars',
      'AGN are lost',
      `recall ${shareText(lost)}, TNR ${shareText(wrong)}`,
      lost.value < wrong.value,
      { isStandIn },
    ),
    ...(['observed', 'reduced'] as const).map((name) =>
      statementItem(
        `H15.${name}`,
        `Trained on ${recipes[name].title}: accuracy above 90 % for background below 0.05 of the net counts`,
        'above 90 %',
        shareText(clean(name)),
        clean(name).value > 0.9,
        { isStandIn },
      ),
    ),
  ];
}

function extragalacticItems(
  { config }: Context,
  { extragalactic, isStandIn }: ObservedSet,
  { extragalactic: called }: Applied,
): ReportItem[] {
  if (!extragalactic || !called)
    return [
      reportedItem(
        'H16',
        'Recall of extragalactic sources in the field of the stars',
        '',
        'the label table marks none',
      ),
    ];
  const models = config.iterations * config.cvSplits;
  const all = sourcesIn(
    extragalactic,
    Float64Array.from(called, (n) => n / models),
  );
  const sources = all.filter(({ netCounts }) => netCounts > config.minimumNetCounts);
  if (sources.length === 0)
    return [
      reportedItem(
        'H16',
        'Recall of extragalactic sources in the field of the stars',
        '',
        `none has more than ${config.minimumNetCounts} net counts`,
      ),
    ];
  const found = shareOf(sources, recall);
  const share = (least: number) =>
    (100 * sources.filter(({ backgroundRatio }) => backgroundRatio >= least).length) / sources.length;
  return [
    numberItem(
      'H16',
      `Recall of extragalactic sources in the field of the stars (${sources.length} sources)`,
      '%',
      { value: 63, interval: [51, 74] },
      percentValue(found),
      { isStandIn },
    ),
    ...[
      { least: 0.3, paper: 60 },
      { least: 0.1, paper: 84 },
    ].map(({ least, paper }) => {
      // Of 63 sources.
      const sd = 100 * Math.sqrt(((paper / 100) * (1 - paper / 100)) / 63);
      return numberItem(
        `H17.${least}`,
        `Share of them with background above ${least} of the net counts`,
        '%',
        { value: paper, sd },
        { value: share(least) },
        { isStandIn },
      );
    }),
  ];
}

function tableOf({ isStandIn }: ObservedSet, applied: Record<TableSet, Applied>): ReportTable {
  return {
    id: 'table1-observed',
    caption: `Table 1, ${isStandIn ? 'stand-in for the observed rows (simulated sources: not the observed spectra)' : 'observed rows'}, in %: mean ± standard deviation over the iterations, ours above the paper (in brackets).`,
    columns: ['training spectra', ...tableMetrics.map(([, name]) => name), 'balanced accuracy'],
    rows: tableSets.flatMap((name) => [
      [
        recipes[name].title,
        ...tableMetrics.map(([metric]) => valueText(of(applied[name], metric))),
        valueText(of(applied[name], 'balancedAccuracy')),
      ],
      [
        `(paper, ${observedRows[name].item})`,
        ...tableMetrics.map(([metric]) => `(${valueText(observedRows[name][metric])})`),
        `(${((observedRows[name].recall.value + observedRows[name].tnr.value) / 2).toFixed(1)})`,
      ],
    ]),
    ...(isStandIn && { isStandIn }),
  };
}

function words(set: ObservedSet, applied: Record<TableSet, Applied>): string[] {
  return [
    set.description,
    'In each iteration all AGN with enough counts and as many stars, drawn anew, are shown to the models of that iteration. ' +
      `Models trained without background reach ${valueText(of(applied.none, 'accuracy'))} %, with the observed background ` +
      `${valueText(of(applied.observed, 'accuracy'))} %, with reduced background ${valueText(of(applied.reduced, 'accuracy'))} %.`,
    'The input convention decides how much a background that was not in the training spectra disturbs: with total counts it is part of the ' +
      'input, with net counts it is taken off on average.',
  ];
}
