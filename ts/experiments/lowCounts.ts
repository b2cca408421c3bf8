import type { ReportItem } from '../report/types.js';
import { type Judged, logEdges, measures, percentValue, performanceChart, shareOf, shareText } from './bins.js';
import type { Experiment } from './context.js';
import { numberItem, reportedItem, statementItem } from './measure.js';
import { type TestSource, testSources } from './sourcesOf.js';

const { accuracy, recall, tnr } = measures;

/** The paper's bins of net counts, its accuracies in % ("about"), and what we take "about" for. */
const paperBins = [
  { from: 1, to: 8, id: 'H10.1-8', value: 50 },
  { from: 8, to: 21, id: 'H10.8-21', value: 60 },
  { from: 21, to: 55, id: 'H10.21-55', value: 74 },
  { from: 55, to: 146, id: 'H10.55-146', value: 83 },
];
const about = 1;

/** Sources with few counts: trained and tested with net counts above 1. */
export const lowCounts: Experiment = {
  id: 'low-counts',
  title: 'Performance at low counts',
  place: 'Section 3.2, Figure 15',
  cost: ({ spectraPerClass, iterations }) => 4e-6 * spectraPerClass * iterations * 2,
  async run(context) {
    const sources = await testSources(context, 'faint');
    const bins = paperBins.map((bin) => ({ ...bin, sources: between(sources, bin.from, bin.to) }));
    const majority = (of: readonly Judged[]) => {
      const agn = of.filter(({ isAgn }) => isAgn).length / of.length;
      return Math.max(agn, 1 - agn);
    };
    const items: ReportItem[] = bins.map(({ id, from, to, value, sources: own }) =>
      numberItem(
        id,
        `Accuracy for ${from} to ${to} net counts`,
        '%',
        { value, sd: about },
        percentValue(shareOf(own, accuracy)),
        {
          why: () =>
            `${((100 * own.filter(({ isAgn }) => isAgn).length) / own.length).toFixed(0)} % of the sources in this bin are AGN: always giving the larger class ` +
            `would be right for ${(100 * majority(own)).toFixed(1)} %. The balanced accuracy is ${balancedText(own)}. The class shares of the paper's bins are not known.`,
        },
      ),
    );
    items.push(
      ...bins.map(({ from, to, sources: own }) =>
        reportedItem(`J11.${from}-${to}`, `Balanced accuracy for ${from} to ${to} net counts`, '', balancedText(own)),
      ),
      ...[
        { least: 20, level: 0.7 },
        { least: 70, level: 0.8 },
      ].map(({ least, level }) => levelItem(sources, least, level)),
    );
    return {
      id: this.id,
      title: this.title,
      place: this.place,
      text: [
        `Models trained on reduced background with net counts above ${context.config.faintNetCounts}, applied to their test sets: ` +
          `${sources.length.toLocaleString('en')} sources, each counted once with the share of its models that are right.`,
        'Below about 20 counts the two classes are not equally many at a given number of counts, as stars have more counts at the same flux: ' +
          'accuracy there is partly the class share. The balanced accuracy stands beside it for that reason.',
      ],
      items,
      tables: [
        {
          id: 'low-counts',
          caption: 'By net counts, with 95 % intervals (Wilson).',
          columns: ['net counts', 'accuracy', 'paper', 'recall', 'TNR', 'balanced accuracy', 'AGN share'],
          rows: bins.map(({ from, to, value, sources: own }) => [
            `${from} to ${to}`,
            shareText(shareOf(own, accuracy)),
            `about ${value} %`,
            shareText(shareOf(own, recall)),
            shareText(shareOf(own, tnr)),
            balancedText(own),
            `${((100 * own.filter(({ isAgn }) => isAgn).length) / own.length).toFixed(1)} %`,
          ]),
        },
      ],
      figures: [
        {
          id: 'figure-15',
          number: 'Figure 15',
          caption:
            'Accuracy against net counts, trained and tested with net counts above 1: number of spectra (steps, left) and accuracy, recall and TNR (right, 95 %).',
          panels: [
            performanceChart(sources, {
              title: 'Low counts',
              label: 'net counts, 0.3-8 keV',
              scale: 'log',
              edges: logEdges(1, 10_000, 20),
              quantity: ({ netCounts }) => netCounts,
              measures: [accuracy, recall, tnr],
            }),
          ],
        },
      ],
    };
  },
};

const between = (sources: readonly TestSource[], from: number, to: number): TestSource[] =>
  sources.filter(({ netCounts }) => netCounts > from && netCounts <= to);

function balancedText(sources: readonly Judged[]): string {
  const [a, b] = [shareOf(sources, recall), shareOf(sources, tnr)];
  // Half the sum of two independent shares.
  const half = (part: 'low' | 'high') => Math.hypot(a[part] - a.value, b[part] - b.value) / 2;
  const value = (a.value + b.value) / 2;
  return `${(100 * value).toFixed(1)} % (${(100 * (value - half('low'))).toFixed(1)} to ${(100 * (value + half('high'))).toFixed(1)})`;
}

function levelItem(sources: readonly TestSource[], least: number, level: number): ReportItem {
  const own = shareOf(between(sources, least, least * 1.5), accuracy);
  return statementItem(
    `H11.${least}`,
    `Accuracy at least ${100 * level} % from ${least} net counts on (here: from ${least} to ${1.5 * least})`,
    `at least ${100 * level} %`,
    shareText(own),
    own.value >= level,
    {
      why: () =>
        `From ${2 * least} to ${3 * least} counts it is ${shareText(shareOf(between(sources, 2 * least, 3 * least), accuracy))}.`,
    },
  );
}
