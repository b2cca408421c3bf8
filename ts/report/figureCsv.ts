import type { Figure, FigurePanel, HeatMap, Histogram2D, NetworkDiagram, XYChart } from '../chart/types.js';
import { csvTable, type TableCell } from './csv.js';

const columns = ['panel', 'series', 'kind', 'x', 'xHigh', 'y', 'yHigh', 'low', 'high', 'value', 'detail'] as const;
type Row = Partial<Record<(typeof columns)[number], TableCell>>;

/**
 * The data of all panels of a figure in the long format, a row for each point, bin or cell; columns that no row uses are
 * left out. `kind` is that of the series (line, points, steps, band), or marker, level, cell, bin, layer.
 */
export function figureCsv(figure: Figure): string {
  const rows = figure.panels.flatMap((panel, i) => {
    const name = panel.title || `panel ${i + 1}`;
    return panelRows(panel).map((row): Row => ({ panel: name, ...row }));
  });
  const used = columns.filter((column) => rows.some((row) => row[column] !== undefined));
  return csvTable(
    used,
    rows.map((row) => used.map((column) => row[column])),
  );
}

function panelRows(panel: FigurePanel): Row[] {
  switch (panel.kind) {
    case 'chart':
      return chartRows(panel);
    case 'heatmap':
      return heatMapRows(panel);
    case 'histogram2d':
      return histogramRows(panel);
    case 'network':
      return networkRows(panel);
  }
}

const chartRows = ({ series, markers = [], levels = [] }: XYChart): Row[] => [
  ...series.flatMap(({ name, kind, x, xHigh, y, low, high }) =>
    x.map(
      (at, i): Row => ({
        ...{ series: name, kind, x: at, xHigh: xHigh?.[i], y: y[i], low: low?.[i], high: high?.[i] },
      }),
    ),
  ),
  ...markers.map(({ x, name }): Row => ({ series: name, kind: 'marker', x })),
  ...levels.map(({ y, name }): Row => ({ series: name, kind: 'level', y })),
];

const heatMapRows = ({ x, y, values, label }: HeatMap): Row[] =>
  values.flatMap((row, j) =>
    row.map((value, i): Row => ({ series: label, kind: 'cell', x: x.names[i], y: y.names[j], value })),
  );

const histogramRows = ({ xEdges, yEdges, values, label }: Histogram2D): Row[] =>
  values.flatMap((row, j) =>
    row.map(
      (value, i): Row => ({
        ...{
          series: label,
          kind: 'bin',
          x: xEdges[i],
          xHigh: xEdges[i + 1],
          y: yEdges[j],
          yHigh: yEdges[j + 1],
          value,
        },
      }),
    ),
  );

const networkRows = ({ layers }: NetworkDiagram): Row[] =>
  layers.map(({ name, nodes, detail }): Row => ({ series: name, kind: 'layer', value: nodes, detail }));
