import type { ReportItem } from '../report/types.js';
import { crossing, isAbove, logEdges, measures, shareOf, shareText } from './bins.js';
import type { Experiment } from './context.js';
import { agnItems, fall, lineItems, softAgnItems } from './dependenceAgn.js';
import { certaintyFigure, figure14 } from './dependenceFigures.js';
import { reportedItem, statementItem } from './measure.js';
import { type TestSource, testSources } from './sourcesOf.js';
import { pooledVerdicts } from './verdicts.js';

const { accuracy, recall, tnr } = measures;

/** How the performance depends on counts, background and the sources' properties: Figures 13 and 14. */
export const dependence: Experiment = {
  id: 'dependence',
  title: 'Dependence on the properties of the sources',
  place: 'Section 3.1 and 4.1, Figures 13 and 14',
  cost: ({ spectraPerClass, iterations }) => 3e-6 * spectraPerClass * iterations * 2,
  async run(context) {
    const sources = await testSources(context, 'reduced');
    const { histogram } = await pooledVerdicts(context, 'reduced');
    const items = [
      ...brightnessItems(sources),
      ...starItems(sources),
      ...agnItems(sources),
      ...lineItems(sources),
      ...softAgnItems(sources),
    ];
    const best = sources.filter(isEasy);
    items.push(easyItem(best, sources), certaintyItem(histogram));
    return {
      id: this.id,
      title: this.title,
      place: this.place,
      text: [
        `The models of Table 1 for reduced background, each applied to its test set: ${sources.length.toLocaleString('en')} sources of ` +
          'which at least one iteration kept clear. A source counts once, with the share of its models that are right; intervals are ' +
          "Wilson's, 95 %, for that number of sources.",
        `Of sources that the paper's summary calls favourable (200 counts, background below 5 %, column below 1e22 cm^-2, kT to 2 keV, ` +
          `photon index to 2, no line or an equivalent width from 0.5 keV) ${shareText(shareOf(best, accuracy))} are classified right, of ` +
          `all ${shareText(shareOf(sources, accuracy))}.`,
      ],
      items,
      tables: [],
      figures: [certaintyFigure(histogram), figure14(sources)],
    };
  },
};

const isStar = ({ isAgn }: TestSource): boolean => !isAgn;
const isAgn = (source: TestSource): boolean => source.isAgn;

function brightnessItems(sources: TestSource[]): ReportItem[] {
  const counts = crossing(sources, (source) => source.netCounts, logEdges(100, 10_000, 12), accuracy, 0.9);
  const ratio = crossing(sources, (source) => source.backgroundRatio, logEdges(0.003, 1, 12), accuracy, 0.9, true);
  const countsText = crossingText(counts, (edge) => `from ${edge.toFixed(0)} on`);
  const ratioText = crossingText(ratio, (edge) => `up to ${edge.toPrecision(2)}`);
  const bright = shareOf(
    sources.filter(({ netCounts }) => netCounts > 300),
    accuracy,
  );
  const clean = shareOf(
    sources.filter(({ backgroundRatio }) => backgroundRatio < 0.05),
    accuracy,
  );
  return [
    statementItem(
      'H1',
      'Accuracy above 90 % for more than 300 net counts (Figure 14a; 200 in the text): in every bin of that figure',
      'above 90 %',
      `${shareText(bright)} above 300; every bin: ${countsText}`,
      // The bins begin at 316 counts.
      counts.value < 320,
      { why: () => faintest(sources) },
    ),
    statementItem(
      'H2',
      'Accuracy above 90 % for background below 0.05 of the net counts: in every bin of Figure 14d',
      'above 90 %',
      `${shareText(clean)} below 0.05; every bin: ${ratioText}`,
      ratio.value >= 0.05,
      {
        why: () =>
          `Above 300 counts these have ${shareText(
            shareOf(
              sources.filter((s) => s.backgroundRatio < 0.05 && s.netCounts > 300),
              accuracy,
            ),
          )}, below ${shareText(
            shareOf(
              sources.filter((s) => s.backgroundRatio < 0.05 && s.netCounts <= 300),
              accuracy,
            ),
          )}: a clean spectrum with few counts is no easier. ${faintest(sources)}`,
      },
    ),
    reportedItem(
      'J10.counts',
      'Net counts from which every bin has an accuracy of 90 % and more',
      '',
      countsText,
      'The paper gives 200 in the text and 300 in Figure 14a.',
    ),
    reportedItem(
      'J10.background',
      'Background over net counts up to which every bin has an accuracy of 90 % and more',
      '',
      ratioText,
      'The paper gives 0.05 in the text and 0.08 in Figure 14d.',
    ),
  ];
}

/** In words, `inWords` giving 'from X on' or 'up to X'. */
function crossingText({ value, interval }: ReturnType<typeof crossing>, inWords: (edge: number) => string): string {
  if (Number.isNaN(value)) return 'never';
  const ends = interval.map((edge) => (Number.isNaN(edge) ? 'never' : inWords(edge)));
  return `${inWords(value)} (by the ends of the intervals: ${ends.join('; ')})`;
}

/** Which sources the errors among bright ones are. */
function faintest(sources: TestSource[]): string {
  const bright = sources.filter(({ netCounts }) => netCounts > 300);
  const hot = shareOf(
    bright.filter((source) => isStar(source) && hotter(source) > 4),
    tnr,
  );
  const soft = shareOf(
    bright.filter((source) => isAgn(source) && source.Gamma > 2),
    recall,
  );
  return `Of those above 300 counts, stars hotter than 4 keV have a TNR of ${shareText(hot)}, AGN with a photon index above 2 a recall of ${shareText(soft)}.`;
}

const hotter = ({ kT1, kT2 }: TestSource): number => (Number.isNaN(kT2) ? kT1 : kT2);

function starItems(sources: TestSource[]): ReportItem[] {
  const stars = sources.filter(isStar);
  const of = (test: (source: TestSource) => boolean) => shareOf(stars.filter(test), tnr);
  const [thin, thick] = [of(({ nH }) => nH < 1), of(({ nH }) => nH >= 1)];
  const [cool, hot] = [of(({ kT1 }) => kT1 <= 2), of(({ kT1 }) => kT1 > 2)];
  return [
    fall('H3.tnr', 'TNR drops for columns from 1e22 cm^-2 on', thin, thick, 'below', 'from 1e22 on'),
    fall('H4', 'TNR falls for kT above 2 keV', cool, hot, 'to 2 keV', 'above'),
  ];
}

/** Section 5: where the method is at its best. */
const isEasy = (s: TestSource): boolean =>
  s.netCounts >= 200 &&
  s.backgroundRatio <= 0.05 &&
  (isAgn(s) ? s.Gamma <= 2 && (Number.isNaN(s.EW) || s.EW >= 500) : s.nH < 1 && s.kT1 <= 2);

/** Figure 13, in its bins of 0.02: those above 0.96 and below 0.04 are surely above 95 %. */
function certaintyItem(histogram: { star: number[]; agn: number[] }): ReportItem {
  const certain = (of: number[]) => {
    const total = of.reduce((sum, n) => sum + n, 0);
    const part = (bins: number[]) => (100 * bins.reduce((sum, n) => sum + n, 0)) / total;
    return { low: part(of.slice(0, 2)), high: part(of.slice(-2)) };
  };
  const [star, agn] = [certain(histogram.star), certain(histogram.agn)];
  return statementItem(
    'G13',
    'Most stars and most AGN are identified correctly with a certainty above 95 % (here: above 96 %, a bin of Figure 13)',
    'most',
    `${star.low.toFixed(1)} % of the verdicts on stars, ${agn.high.toFixed(1)} % of those on AGN; as certain and wrong: ` +
      `${star.high.toFixed(1)} and ${agn.low.toFixed(1)} %`,
    star.low > 50 && agn.high > 50,
  );
}

function easyItem(best: TestSource[], all: TestSource[]): ReportItem {
  const [inside, outside] = [
    shareOf(best, accuracy),
    shareOf(
      all.filter((source) => !isEasy(source)),
      accuracy,
    ),
  ];
  return statementItem(
    'H28',
    'Best for at least 200 counts, background to 5 %, stars below 1e22 cm^-2 and 2 keV, AGN with photon index to 2 (and a line above 0.5 keV, if any)',
    'better than elsewhere',
    `${shareText(inside)}; elsewhere ${shareText(outside)}`,
    isAbove(inside, outside),
  );
}
