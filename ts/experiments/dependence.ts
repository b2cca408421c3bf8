import {
  crossing,
  evenEdges,
  logEdges,
  measures,
  type Panel14,
  percentValue,
  performanceChart,
  type Share,
  shareOf,
  shareText,
  slopeOf,
} from './bins.js';
import type { Experiment } from './context.js';
import { numberItem, reportedItem, statementItem } from './measure.js';
import { type TestSource, testSources } from './sourcesOf.js';
import type { Figure, Item, Panel } from './types.js';
import { pooledVerdicts, probabilityBins } from './verdicts.js';

const { accuracy, recall, tnr, precision, npv } = measures;

/** How the performance depends on counts, background and the sources' properties: Figures 13 and 14. */
export const dependence: Experiment = {
  id: 'dependence',
  title: 'Dependence on the properties of the sources',
  place: 'Section 3.1 and 4.1, Figures 13 and 14',
  cost: ({ spectraPerClass, iterations }) => 3e-6 * spectraPerClass * iterations * 2,
  async run(context) {
    const sources = await testSources(context, 'reduced');
    const { histogram } = await pooledVerdicts(context, 'reduced');
    const items = [...brightnessItems(sources), ...starItems(sources), ...agnItems(sources), ...lineItems(sources)];
    const best = sources.filter(isEasy);
    items.push(easyItem(best, sources));
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

const countEdges = logEdges(100, 10_000, 12);
const ratioEdges = logEdges(0.003, 1, 12);
const isStar = ({ isAgn }: TestSource): boolean => !isAgn;
const isAgn = (source: TestSource): boolean => source.isAgn;

function brightnessItems(sources: TestSource[]): Item[] {
  const counts = crossing(sources, (source) => source.netCounts, logEdges(100, 10_000, 24), accuracy, 0.9);
  const ratio = crossing(sources, (source) => source.backgroundRatio, logEdges(0.003, 1, 24), accuracy, 0.9, true);
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
      'Accuracy above 90 % for more than 300 net counts (Figure 14a; 200 in the text)',
      'above 90 %',
      shareText(bright),
      bright.value > 0.9,
      {
        why: () => `Every bin reaches 90 % from ${counts.value.toFixed(0)} counts on only; ${faintest(sources)}`,
      },
    ),
    statementItem(
      'H2',
      'Accuracy above 90 % for background below 0.05 of the net counts',
      'above 90 %',
      shareText(clean),
      clean.value > 0.9,
      {
        why: () => `A low ratio goes with many counts: it is the counts that help. ${faintest(sources)}`,
      },
    ),
    reportedItem(
      'J10.counts',
      'Net counts from which every bin has an accuracy of 90 % and more',
      '',
      counts,
      'The paper gives 200 in the text and 300 in Figure 14a.',
    ),
    reportedItem(
      'J10.background',
      'Background over net counts up to which every bin has an accuracy of 90 % and more',
      '',
      ratio,
      'The paper gives 0.05 in the text and 0.08 in Figure 14d.',
    ),
  ];
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
  return `of those above 300 counts, stars hotter than 4 keV have a TNR of ${shareText(hot)}, AGN with a photon index above 2 a recall of ${shareText(soft)}.`;
}

const hotter = ({ kT1, kT2 }: TestSource): number => (Number.isNaN(kT2) ? kT1 : kT2);

function starItems(sources: TestSource[]): Item[] {
  const stars = sources.filter(isStar);
  const of = (test: (source: TestSource) => boolean) => shareOf(stars.filter(test), tnr);
  const [thin, thick] = [of(({ nH }) => nH < 1), of(({ nH }) => nH >= 1)];
  const [cool, hot] = [of(({ kT1 }) => kT1 <= 2), of(({ kT1 }) => kT1 > 2)];
  return [
    fall('H3.tnr', 'TNR drops for columns from 1e22 cm^-2 on', thin, thick, 'below', 'from 1e22 on'),
    fall('H4', 'TNR falls for kT above 2 keV', cool, hot, 'to 2 keV', 'above'),
  ];
}

function agnItems(sources: TestSource[]): Item[] {
  const agn = sources.filter(isAgn);
  const of = (test: (source: TestSource) => boolean) => shareOf(agn.filter(test), recall);
  const isThin = ({ softC, cThick }: TestSource) => !softC && !cThick;
  const [clear, absorbed] = [of((s) => isThin(s) && s.nH < 1), of((s) => isThin(s) && s.nH >= 1 && s.nH < 100)];
  const [hard, soft] = [of(({ Gamma }) => Gamma < 2), of(({ Gamma }) => Gamma >= 2)];
  const [thin, softC, thick] = [of(isThin), of(({ softC }) => softC === 1), of(({ cThick }) => cThick === 1)];
  const models = `C-thin ${shareText(thin)}, Soft-C ${shareText(softC)}, C-thick ${shareText(thick)}`;
  const slope = slopeOf(
    agn,
    ({ z }) => z,
    ({ calledAgn }) => 100 * calledAgn,
  );
  const high = of(({ z }) => z > 4);
  return [
    statementItem(
      'H3.recall',
      'Recall drops only slightly with the column, and is high again for C-thick AGN',
      'slight drop, then a rise',
      `${shareText(clear)} below 1e22 cm^-2, ${shareText(absorbed)} from 1e22 to 1e24, C-thick ${shareText(thick)}`,
      clear.value - absorbed.value < 0.1 && thick.high >= absorbed.value,
      {
        why: () =>
          'Absorbed AGN are harder than most stars here and are found more easily, not less: the network goes by the shape of the continuum as well.',
      },
    ),
    fall('H5', 'Recall is higher for AGN with a photon index below 2', hard, soft, 'below 2', 'from 2 on'),
    statementItem(
      'H6.thick',
      'Recall of C-thick AGN is above that of C-thin ones',
      'above',
      models,
      thick.value > thin.value,
      {
        why: () =>
          'Within the intervals the two cannot be told apart, or the reflected continuum is parted from hot, absorbed stars less well.',
      },
    ),
    statementItem(
      'H6.soft',
      'Recall of Soft-C AGN is above that of C-thin ones',
      'above',
      models,
      softC.value > thin.value,
      {
        why: () =>
          'The soft component, assumed at 3 % of the unabsorbed flux, brings counts below 2 keV, where stars have theirs.',
      },
    ),
    reportedItem(
      'J20',
      'Change of recall with redshift, per unit of z',
      '% points',
      slope,
      'The text says it increases slightly, Figure 14j that it does not change.',
    ),
    statementItem(
      'H7',
      'Recall is flat or rises slightly with redshift',
      '0 or slightly above',
      `${slope.value.toFixed(2)} (${slope.interval.map((e) => e.toFixed(2)).join(' to ')}) points per unit of z; z > 4: ${shareText(high)}`,
      slope.interval[1] >= 0 && slope.value < 5,
      {
        why: () =>
          'At higher redshift the band shows a less absorbed part of the spectrum, which looks softer; which effect wins depends on how the columns go with redshift.',
      },
    ),
  ];
}

function lineItems(sources: TestSource[]): Item[] {
  const agn = sources.filter(isAgn);
  const of = (test: (source: TestSource) => boolean) => shareOf(agn.filter(test), recall);
  const [none, weak, strong] = [
    of(({ EW }) => Number.isNaN(EW)),
    of(({ EW }) => EW < 1000),
    of(({ EW }) => EW >= 2000),
  ];
  const lined = agn.filter(({ EW }) => EW > 0);
  const position = slopeOf(
    lined,
    ({ z }) => 6.4 / (1 + z),
    ({ calledAgn }) => 100 * calledAgn,
  );
  const isNear = ({ nH }: TestSource, from: number, to: number) => nH >= from && nH < to;
  const clear = of((s) => s.nH <= 0.1);
  const clearSoft = of((s) => s.nH <= 0.1 && s.Gamma > 2);
  const middleSoft = of((s) => isNear(s, 0.5, 2) && s.Gamma > 2);
  const middleHard = of((s) => isNear(s, 0.5, 2) && s.Gamma < 2);
  const softBright = of((s) => s.Gamma > 2 && s.netCounts >= 3000);
  const softLine = of((s) => s.Gamma > 2 && s.EW >= 1500);
  const softFaint = of((s) => s.Gamma > 2 && s.netCounts < 3000 && !(s.EW >= 1500));
  const column = () =>
    'The populations differ: the AGN are drawn from printed distributions, in which columns of 1e21 and photon indices above 2 fall together as often as chance has it.';
  return [
    statementItem(
      'H8.width',
      'Recall rises with the equivalent width of the Fe-K line',
      'rises',
      `without ${shareText(none)}, below 1 keV ${shareText(weak)}, from 2 keV on ${shareText(strong)}`,
      strong.value > none.value && strong.value > weak.value,
      {
        why: () => 'The intervals overlap.',
      },
    ),
    statementItem(
      'H8.position',
      'Recall does not depend on the energy of the line',
      'within errors',
      `${position.value.toFixed(2)} (${position.interval.map((e) => e.toFixed(2)).join(' to ')}) points per keV`,
      position.interval[0] <= 0 && position.interval[1] >= 0,
      {
        why: () =>
          'The energy of the line is the redshift in other words, and recall changes with redshift (J20); the interval rests on many more spectra than the bins of the paper.',
      },
    ),
    numberItem(
      'H20',
      'Recall for columns up to 1e21 cm^-2, all photon indices',
      '%',
      { value: 98.5, sd: 0.5 },
      percentValue(clear),
      {
        why: () => `Those with a photon index above 2 alone: ${shareText(clearSoft)}. ${column()}`,
      },
    ),
    numberItem(
      'H21.soft',
      'Recall for columns around 1e22 cm^-2 (0.5 to 2), photon index above 2',
      '%',
      { value: 72, sd: 2 },
      percentValue(middleSoft),
      { why: column },
    ),
    numberItem(
      'H21.hard',
      'Recall for columns around 1e22 cm^-2 (0.5 to 2), photon index below 2',
      '%',
      { value: 96, sd: 2 },
      percentValue(middleHard),
      { why: column },
    ),
    statementItem(
      'H22',
      'AGN with a photon index above 2 reach a recall of 90 % only with 3000 counts or an equivalent width of 1.5 keV',
      'above 90 % with either, below without',
      `3000 counts: ${shareText(softBright)}; 1.5 keV: ${shareText(softLine)}; neither: ${shareText(softFaint)}`,
      softBright.value > 0.9 && softLine.value > 0.9 && softFaint.value < 0.9,
      {
        why: () =>
          'Soft AGN with few absorbing atoms look like hot stars to this network, which sees shapes through ten nodes; more counts help less than a line does.',
      },
    ),
  ];
}

/** A share that the paper says is lower on one side. */
function fall(id: string, what: string, high: Share, low: Share, highName: string, lowName: string): Item {
  return statementItem(
    id,
    what,
    'lower',
    `${highName}: ${shareText(high)}; ${lowName}: ${shareText(low)}`,
    low.value < high.value,
    {
      why: () => 'The two shares do not differ in this direction; their intervals say how firmly.',
    },
  );
}

/** Section 5: where the method is at its best. */
const isEasy = (s: TestSource): boolean =>
  s.netCounts >= 200 &&
  s.backgroundRatio <= 0.05 &&
  (isAgn(s) ? s.Gamma <= 2 && (Number.isNaN(s.EW) || s.EW >= 500) : s.nH < 1 && s.kT1 <= 2);

function easyItem(best: TestSource[], all: TestSource[]): Item {
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
    inside.low > outside.high,
  );
}

function certaintyFigure(histogram: { star: number[]; agn: number[] }): Figure {
  const edges = evenEdges(0, 1, probabilityBins);
  const series = (['star', 'agn'] as const).map((name) => {
    const total = histogram[name].reduce((sum, n) => sum + n, 0);
    return {
      name: name === 'star' ? 'stars' : 'AGN',
      kind: 'steps' as const,
      x: edges.slice(0, -1),
      xHigh: edges.slice(1),
      y: histogram[name].map((n) => n / total),
    };
  });
  return {
    id: 'figure-13',
    number: 'Figure 13',
    caption:
      'Probability of being an AGN, by the models for reduced background, for the test sources of each class; all models of all iterations.',
    panels: [
      {
        kind: 'chart',
        title: 'Certainty',
        x: { label: 'P(AGN)', type: 'linear', domain: [0, 1] },
        y: { label: 'share of the class', type: 'log' },
        series,
      },
    ],
  };
}

function figure14(sources: TestSource[]): Figure {
  const counts = {
    label: 'net counts, 0.3-8 keV',
    scale: 'log',
    edges: countEdges,
    quantity: (s: TestSource) => s.netCounts,
  } as const;
  const ratio = {
    label: 'background / net counts',
    scale: 'log',
    edges: ratioEdges,
    quantity: (s: TestSource) => s.backgroundRatio,
  } as const;
  const model = ({ softC, cThick }: TestSource) => 0.5 + softC + 2 * cThick;
  const panel = (own: Panel14<TestSource>, of = sources): Panel => performanceChart(of, own);
  const [stars, agn] = [sources.filter(isStar), sources.filter(isAgn)];
  return {
    id: 'figure-14',
    number: 'Figure 14',
    caption:
      'Performance against properties of the sources, reduced background: number of spectra (steps, left) and the share of right verdicts (points with 95 % intervals, right). ' +
      '(a-c) net counts; (d-f) background over net counts; (g) absorbing column; (h) temperature, the cooler of two; (i) photon index; (j) redshift; (k) model; (l) equivalent width of the Fe-K line.',
    panels: [
      panel({ title: '(a) accuracy', ...counts, measures: [accuracy] }),
      panel({ title: '(b) recall and TNR', ...counts, measures: [recall, tnr] }),
      panel({ title: '(c) precision and NPV', ...counts, measures: [precision, npv] }),
      panel({ title: '(d) accuracy', ...ratio, measures: [accuracy] }),
      panel({ title: '(e) recall and TNR', ...ratio, measures: [recall, tnr] }),
      panel({ title: '(f) precision and NPV', ...ratio, measures: [precision, npv] }),
      panel({
        title: '(g) column',
        label: 'N_H (1e22 cm^-2)',
        scale: 'log',
        edges: logEdges(0.01, 1000, 15),
        quantity: ({ nH }) => nH,
        measures: [recall, tnr],
      }),
      panel(
        {
          title: '(h) temperature',
          label: 'kT1 (keV)',
          scale: 'log',
          edges: logEdges(0.2, 15, 12),
          quantity: ({ kT1 }) => kT1,
          measures: [tnr],
        },
        stars,
      ),
      panel(
        {
          title: '(i) photon index',
          label: 'photon index',
          scale: 'linear',
          edges: evenEdges(0.6, 2.8, 11),
          quantity: ({ Gamma }) => Gamma,
          measures: [recall],
        },
        agn,
      ),
      panel(
        {
          title: '(j) redshift',
          label: 'redshift',
          scale: 'linear',
          edges: evenEdges(0, 6, 12),
          quantity: ({ z }) => z,
          measures: [recall],
        },
        agn,
      ),
      panel(
        {
          title: '(k) model',
          label: 'model (1 C-thin, 2 Soft-C, 3 C-thick)',
          scale: 'linear',
          edges: [0.5, 1.5, 2.5, 3.5],
          quantity: (s) => model(s) + 0.5,
          measures: [recall],
        },
        agn,
      ),
      panel(
        {
          title: '(l) Fe-K line',
          label: 'equivalent width (eV)',
          scale: 'linear',
          edges: evenEdges(0, 3000, 10),
          quantity: ({ EW }) => (Number.isNaN(EW) ? 0 : EW),
          measures: [recall],
        },
        agn,
      ),
    ],
  };
}
