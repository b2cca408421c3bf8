import type { Figure, FigurePanel } from '../chart/types.js';
import { evenEdges, logEdges, measures, type Panel14, performanceChart } from './bins.js';
import type { TestSource } from './sourcesOf.js';
import { probabilityBins } from './verdicts.js';

const { accuracy, recall, tnr, precision, npv } = measures;
const countEdges = logEdges(100, 10_000, 12);
const ratioEdges = logEdges(0.003, 1, 12);
const isStar = ({ isAgn }: TestSource): boolean => !isAgn;
const isAgn = (source: TestSource): boolean => source.isAgn;

/** Figure 13. */
export function certaintyFigure(histogram: { star: number[]; agn: number[] }): Figure {
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

/** Panels a to l. */
export function figure14(sources: TestSource[]): Figure {
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
  const panel = (own: Panel14<TestSource>, of = sources): FigurePanel => performanceChart(of, own);
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
