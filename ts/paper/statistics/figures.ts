import type { ChartAxis, ChartSeries, Figure, FigurePanel, XYChart } from '../../report/index.js';

/** A figure of the paper. */
export const paperFigure = (number: number, caption: string, ...panels: FigurePanel[]): Figure => ({
  ...{ id: `figure-${number}`, number: `Figure ${number}`, caption, panels },
});

export const chart = (
  title: string,
  axes: { x: ChartAxis; y: ChartAxis },
  series: ChartSeries[],
  more: Partial<XYChart> = {},
): FigurePanel => ({ kind: 'chart', title, ...axes, series, ...more });

/** The axis of spectra, keV. */
export const energyAxis: ChartAxis = { label: 'Energy (keV)', type: 'log', domain: [0.3, 8] };
export const countsAxis: ChartAxis = { label: 'Net counts, 0.3-8 keV', type: 'log' };
export const ratioAxis: ChartAxis = { label: 'Background / net counts', type: 'log' };
