import { checkList, ParameterError, wordsFor } from '../base/index.js';
import type { Figure, FigurePanel, HeatMap, Histogram2D, NetworkDiagram, XYChart } from '../chart/types.js';
import { csvCell } from '../table/lines.js';
import type { TableCell } from '../table/types.js';

/**
 * A table as CSV: a header line, quotes as RFC 4180 has them where a cell holds a comma, quote or line break, and line feeds
 * alone at line ends, as awk, cut and diff want them.
 * Numbers are in the shortest form that reads back to the same double; NaN, null and undefined are empty cells.
 *
 * @param columns the header
 * @param rows the cells of each row, in the order of the columns
 */
export function csvTable(columns: readonly string[], rows: Iterable<readonly TableCell[]>): string {
  checkList('columns', columns, 'a list of names');
  if (typeof rows?.[Symbol.iterator] !== 'function' || typeof rows === 'string')
    throw new ParameterError('rows', `rows is ${wordsFor(rows)}; a list of lists of cells is needed`);
  const lines = [columns, ...rows].map((cells) => Array.from(cells, csvCell).join(','));
  return `${lines.join('\n')}\n`;
}

const columns = [
  'panel',
  'series',
  'kind',
  'x',
  'xLow',
  'xHigh',
  'y',
  'yHigh',
  'low',
  'high',
  'value',
  'detail',
] as const;
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
  ...series.flatMap(({ name, kind, x, xLow, xHigh, y, low, high }) =>
    x.map((at, i): Row => {
      const errors = { xLow: xLow?.[i], xHigh: xHigh?.[i], low: low?.[i], high: high?.[i] };
      return { series: name, kind, x: at, y: y[i], ...errors };
    }),
  ),
  ...markers.map(({ x, xHigh, name }): Row => ({ series: name, kind: 'marker', x, xHigh })),
  ...levels.map(({ y, name }): Row => ({ series: name, kind: 'level', y })),
];

const heatMapRows = ({ x, y, values, label }: HeatMap): Row[] =>
  values.flatMap((row, j) =>
    row.map((value, i): Row => ({ series: label, kind: 'cell', x: x.names[i], y: y.names[j], value })),
  );

const histogramRows = ({ xEdges, yEdges, values, label }: Histogram2D): Row[] =>
  values.flatMap((row, j) =>
    row.map((value, i): Row => {
      const edges = { x: xEdges[i], xHigh: xEdges[i + 1], y: yEdges[j], yHigh: yEdges[j + 1] };
      return { series: label, kind: 'bin', ...edges, value };
    }),
  );

const networkRows = ({ layers }: NetworkDiagram): Row[] =>
  layers.map(({ name, nodes, detail }): Row => ({ series: name, kind: 'layer', value: nodes, detail }));
