import { checkList, checkObject, ParameterError } from '../base/index.js';
import type { ChartSeries, Figure, FigurePanel } from '../chart/types.js';
import type { Report, ReportSection } from './types.js';
import { verdicts } from './words.js';

/**
 * Whether a reproduction can be written: names that can be file names and stand for one thing each, lists of one length,
 * kinds and verdicts that the report knows.
 *
 * @throws ParameterError that names the place: `results[2].figures[0].panels[1].series[0]: ...`
 */
export function checkReproduction(reproduction: Report): void {
  const needed = ['version', 'config', 'results', 'run'];
  checkObject('reproduction', reproduction, `{ ${needed.join(', ')} }`, ...needed);
  checkList('reproduction.results', reproduction.results, 'a list of results');
  const seen = new Set<string>();
  const unique = (what: string, id: string, at: string) => {
    if (typeof id !== 'string' || !/^[A-Za-z0-9][\w.-]*$/.test(id))
      fail(at, `${what} id '${id}' must be letters, digits, '.', '_' and '-'`);
    if (seen.has(`${what} ${id}`)) fail(at, `${what} id '${id}' is there twice; each needs its own`);
    seen.add(`${what} ${id}`);
  };
  reproduction.results.forEach((result, i) => {
    checkResult(result, `results[${i}]`, unique);
  });
}

function checkResult(result: ReportSection, at: string, unique: (what: string, id: string, at: string) => void): void {
  for (const list of ['text', 'items', 'tables', 'figures'] as const)
    checkList(`${at}.${list}`, result[list], 'a list');
  unique('result', result.id, at);
  result.items.forEach((item, i) => {
    unique('item', item.id, `${at}.items[${i}]`);
    if (!Object.hasOwn(verdicts, item.verdict))
      fail(`${at}.items[${i}]`, `verdict '${item.verdict}' is not one of ${Object.keys(verdicts).join(', ')}`);
  });
  result.tables.forEach((table, i) => {
    unique('table', table.id, `${at}.tables[${i}]`);
    table.rows.forEach((row, k) => {
      if (row.length !== table.columns.length)
        fail(`${at}.tables[${i}].rows[${k}]`, `${row.length} cells for ${table.columns.length} columns`);
    });
  });
  result.figures.forEach((figure, i) => {
    unique('figure', figure.id, `${at}.figures[${i}]`);
    checkFigure(figure, `${at}.figures[${i}]`);
  });
}

function checkFigure(figure: Figure, at: string): void {
  checkList(`${at}.panels`, figure.panels, 'a list of panels');
  if (figure.panels.length === 0) fail(at, 'a figure needs a panel at least');
  figure.panels.forEach((panel, i) => {
    checkPanel(panel, `${at}.panels[${i}]`);
  });
}

function checkPanel(panel: FigurePanel, at: string): void {
  switch (panel.kind) {
    case 'chart':
      panel.series.forEach((series, i) => {
        checkSeries(series, `${at}.series[${i}]`);
        if (series.right && !panel.right)
          fail(`${at}.series[${i}]`, 'it is on the right axis, which the chart has not');
      });
      break;
    case 'heatmap':
      checkMatrix(panel.values, panel.y.names.length, panel.x.names.length, at);
      break;
    case 'histogram2d':
      checkMatrix(panel.values, panel.yEdges.length - 1, panel.xEdges.length - 1, at);
      break;
    case 'network':
      checkList(`${at}.layers`, panel.layers, 'a list of layers');
      break;
    default:
      fail(
        at,
        `panel kind '${(panel as FigurePanel).kind}' is not known; there are chart, heatmap, histogram2d, network`,
      );
  }
}

function checkSeries(series: ChartSeries, at: string): void {
  if (!['line', 'points', 'steps', 'band'].includes(series.kind))
    fail(at, `series kind '${series.kind}' is not known; there are line, points, steps, band`);
  if (series.kind === 'steps' && !series.xHigh) fail(at, 'steps need xHigh, the upper edges of their bins');
  if (series.kind === 'band' && !(series.low && series.high)) fail(at, 'a band needs low and high');
  for (const field of ['y', 'xHigh', 'low', 'high'] as const)
    if (series[field] && series[field].length !== series.x.length)
      fail(at, `${series[field].length} numbers in ${field} for ${series.x.length} in x`);
}

function checkMatrix(values: number[][], rows: number, columns: number, at: string): void {
  const isFitting = values.length === rows && values.every((row) => row.length === columns);
  if (!isFitting) fail(at, `values must be ${rows} rows of ${columns} numbers, as its names or edges say`);
}

function fail(at: string, message: string): never {
  throw new ParameterError('reproduction', `${at}: ${message}`);
}
