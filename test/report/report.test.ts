import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { typeset } from '../../ts/chart/style.js';
import type { FigurePanel, HeatMap, Histogram2D, XYChart } from '../../ts/chart/types.js';
import { ParameterError } from '../../ts/index.js';
import { writeReport } from '../../ts/report/index.js';
import { escapeMarkdown } from '../../ts/report/markdown.js';
import type { Report } from '../../ts/report/types.js';
import { oursText, paperText } from '../../ts/report/words.js';
import { energies, report } from './fixture.js';

const folder = mkdtempSync(join(tmpdir(), 'xsift-report-'));
const figures = report.results.flatMap((result) => result.figures);
const items = report.results.flatMap((result) => result.items);
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A copy with one thing changed. */
function changed(change: (copy: Report) => void): Report {
  const copy = structuredClone(report);
  change(copy);
  return copy;
}

describe('writeReport', () => {
  let written: string[];
  const done: number[] = [];
  beforeAll(async () => {
    written = await writeReport(report, folder, { onProgress: (n) => done.push(n) });
  });

  test('writes what it says, and nothing else stays behind', () => {
    const there = [
      ...readdirSync(folder).filter((name) => name !== 'figures'),
      ...readdirSync(join(folder, 'figures')).map((name) => `figures/${name}`),
    ];
    expect(there.sort()).toEqual([...written].sort());
    expect(written).toEqual(
      expect.arrayContaining(['report.html', 'report.md', 'results.json', 'config.json', 'figures/figure-14.png']),
    );
    expect(done).toEqual(figures.map((_, i) => i + 1));
  });

  test('results.json and config.json give back every number; NaN is null', () => {
    const nulled = JSON.parse(JSON.stringify(report, (_, value) => (Number.isNaN(value) ? null : value)));
    expect(JSON.parse(read('results.json'))).toEqual(nulled);
    expect(JSON.parse(read('config.json'))).toEqual(report.config);
    const y = (JSON.parse(read('results.json')) as Report).results[0].figures[0].panels[0] as FigurePanel & XYChart;
    expect([y.series[1].y[103], y.series[1].y[0]]).toEqual([null, 0.1 * 0.3 ** -1.1]);
  });

  test('the CSV of a chart has the numbers of its series, bit for bit', () => {
    const panels = figures.find(({ id }) => id === 'figure-14')!.panels as (FigurePanel & XYChart)[];
    const [head, ...lines] = read('figures/figure-14.csv').trimEnd().split('\n');
    expect(head).toBe('panel,series,kind,x,xHigh,y,low,high');
    const points = lines
      .map((line) => line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/))
      .filter(([panel, , kind]) => panel === panels[4].title && kind === 'points');
    const { series } = panels[4];
    const wanted = series
      .slice(1)
      .flatMap(({ name, x, y, low, high }) => x.map((_, i) => [name, x[i], y[i], low![i], high![i]]));
    const number = (cell: string) => (cell === '' ? Number.NaN : Number(cell));
    expect(
      points.map(([, name, , x, , y, low, high]) => [name, number(x), number(y), number(low), number(high)]),
    ).toEqual(wanted);
    expect(lines.filter((line) => line.includes(',level,'))).toHaveLength(12);
  });

  test('the CSV of a matrix, a density and a network has a row for each cell, bin and layer', () => {
    expect(read('figures/figure-21.csv')).toMatch(
      /^panel,series,kind,x,y,value\nAccuracy by nodes and λ,Mean accuracy \(%\),cell,1e-1,2,50\.2/,
    );
    expect(read('figures/figure-7.csv')).toContain('\nThe network,Input,layer,527,"counts, 0.3-8 keV"\n');
    const bins = read('figures/figure-2.csv')
      .split('\n')
      .filter((line) => line.includes(',bin,'));
    expect(bins).toHaveLength(24 * 30);
    expect(bins[0].split(',').slice(0, 7).map(Number).slice(3)).toEqual([20, 20.125, 0.2, 0.2 * 50 ** (1 / 24)]);
  });

  test('the page keeps text as text, names every figure and table, and marks what stands in', () => {
    const html = read('report.html');
    const { document } = parseHTML(html);
    const shown = [...document.querySelectorAll('figure')].map(({ id }) => id);
    expect([...shown].sort()).toEqual(figures.map(({ id }) => id).sort());
    expect([...document.querySelectorAll('#page-item-table tbody tr')]).toHaveLength(items.length);
    expect(html).toContain('a &lt; b, &quot;quoted&quot;, tbabs*(apec+apec)');
    expect(html).toContain('observed &lt;b&gt;');
    expect(html).not.toMatch(/<information|<simulated|<normalised/);
    expect(html.match(/<\/script>/g)).toHaveLength(figures.length + 1); // none from a text
    for (const svg of document.querySelectorAll('.panel > svg'))
      expect(svg.getAttribute('aria-label')).toMatch(/^(Stand-in\. )?Figure \d+.*\. ./);
    for (const cell of document.querySelectorAll('th')) expect(cell.getAttribute('scope')).toMatch(/^(col|row)$/);
    const marked = [...document.querySelectorAll('.badge')].map((badge) => badge.parentElement!.textContent);
    expect(marked).toEqual(['Stand-inFigure 4. Mean observed spectra.', 'Stand-inTable 1 observed. The observed set']);
    expect(read('figures/figure-4.svg')).toContain('>Stand-in: simulated sources');
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
    for (const link of document.querySelectorAll('a')) expect(ids).toContain(link.getAttribute('href')!.slice(1));
  });

  test('the page opens with what a reader wants, and its sections point to what stands there', () => {
    const { document } = parseHTML(read('report.html'));
    const main = document.querySelector('main')!;
    const order = [...main.children].filter(({ id }) => id).map(({ id }) => id);
    expect(order).toEqual([
      ...['page-top', 'table-1', 'figure-4', 'page-differences', 'page-verdicts'],
      ...['section-table1', 'section-properties', 'section-network', 'page-items', 'page-run'],
    ]);
    expect(main.querySelector('#page-top')!.textContent).toContain('What was repeated & how, in < 2 sentences.');
    expect([...main.querySelectorAll('#page-differences li')]).toHaveLength(2);
    const counts = [...main.querySelectorAll('#page-verdicts li b')].map((count) => Number(count.textContent));
    expect(counts).toEqual([2, 2, 1, 1, 2]); // pass, differs, tested, stand-in, reported
    const above = [...main.querySelectorAll('.above a')].map((link) => link.getAttribute('href'));
    expect(above).toEqual(['#table-1', '#figure-4']);
    const cells = [...main.querySelector('#page-item-table tbody tr')!.children].map((cell) => cell.textContent);
    expect(cells).toEqual([
      'Quantity F1.accuracy of the test',
      'F1.accuracy',
      '88.9 ± 0.9 %',
      '89.3 ± 0.9 %',
      '✓ pass',
    ]);
    expect(main.querySelector('#item-K9')!.textContent).toContain('ours: held by test/network/train.test.ts: seeds');
  });

  test('a report without an opening begins with its verdicts', async () => {
    const empty = { text: [], tables: [], figures: [], differences: [] };
    await writeReport({ ...report, results: report.results.slice(2), opening: empty }, join(folder, 'plain'));
    const { document } = parseHTML(read('plain/report.html'));
    const order = [...document.querySelector('main')!.children].filter(({ id }) => id).map(({ id }) => id);
    expect(order).toEqual(['page-top', 'page-verdicts', 'section-network', 'page-items', 'page-run']);
    expect(read('plain/report.md')).toMatch(/^# .*\n\n## Verdicts\n\n- \*\*0 ✓ pass\*\*/);
    rmSync(join(folder, 'plain'), { recursive: true });
  });

  test('results.sha256 is that of the numbers alone, by the way its documentation gives', async () => {
    const checksum = () => read('results.sha256');
    const { run, ...rest } = JSON.parse(read('results.json'));
    const hash = createHash('sha256').update(JSON.stringify(rest)).digest('hex');
    expect(checksum()).toBe(`${hash}  results.json without "run"\n`);
    const small = { ...report, results: report.results.slice(0, 1), opening: { ...report.opening, figures: [] } };
    const sums: string[] = [];
    for (const change of [{}, { run: { ...report.run, seconds: 1, threads: 64 } }, { config: { seed: 8 } }]) {
      await writeReport({ ...small, ...change }, join(folder, 'sums'));
      sums.push(read('sums/results.sha256'));
    }
    expect(sums[1]).toBe(sums[0]);
    expect(sums[2]).not.toBe(sums[0]);
    rmSync(join(folder, 'sums'), { recursive: true });
  });

  test('the page asks for nothing from elsewhere', () => {
    const page = read('report.html').replace(/<script>[\s\S]*<\/script>/, '');
    expect(page).not.toMatch(/(src|href)="(?!#|data:)/);
    expect(page.match(/url\((?!#)/g)).toBeNull();
  });

  test('the Markdown has the order of the page', () => {
    const markdown = read('report.md');
    const places = [
      ...['What was repeated & how', '**Table 1.** Mean and sd', '](figures/figure-4.png)', '## What differs, and why'],
      ...[
        '- Recall \\*below\\* 200 counts.',
        '- **2 ✓ pass**',
        '## Accuracy of the network',
        'Table 1 is shown at the top.',
      ],
      ...[
        'Figure 4 is shown at the top.',
        '## All items',
        '| Quantity F1.accuracy of the test | F1.accuracy |',
        '## The run',
      ],
    ].map((words) => [words, words.startsWith('| Q') ? markdown.lastIndexOf(words) : markdown.indexOf(words)] as const);
    expect(places.filter(([, at]) => at < 0)).toEqual([]);
    expect(places.map(([, at]) => at)).toEqual(places.map(([, at]) => at).sort((a, b) => a - b));
  });

  test('the Markdown has tables with as many cells in each row, and every picture', () => {
    const markdown = read('report.md');
    const tables = markdown.match(/(^\|.*\n)+/gm)!;
    expect(tables.length).toBe(1 + 3 + 2 + 2); // all items, items by section, tables, the run
    for (const table of tables) {
      const cells = table
        .trimEnd()
        .split('\n')
        .map((row) => row.replaceAll('\\|', '').split('|').length);
      expect(new Set(cells).size).toBe(1);
      expect(table.split('\n')[1]).toMatch(/^\|( --- \|)+$/);
    }
    for (const { id } of figures) expect(markdown).toContain(`](figures/${id}.png)`);
    expect(markdown).toContain(
      '**[Stand-in: not observed spectra: simulated sources that take their place]** **Figure 4.**',
    );
    expect(markdown).toContain('tbabs\\*(apec+apec)');
  });

  test('every SVG is complete: no sheet of styles, nothing that is not a number', () => {
    for (const { id } of figures) expect(read(`figures/${id}.svg`)).not.toMatch(/<style|NaN|Infinity|undefined/);
  });
});

describe('what cannot be shown is refused, with its place', () => {
  type Chart = FigurePanel & XYChart;
  const chartIn = (copy: Report) => copy.results[0].figures[0].panels[0] as Chart;
  const refused: [string, (copy: Report) => void, string][] = [
    [
      'an unknown panel',
      (r) => Object.assign(r.results[0].figures[0].panels[0], { kind: 'pie' }),
      'results[0].figures[0].panels[0].kind: it is "pie"; it must be ("chart" | "heatmap"',
    ],
    [
      'an unknown verdict',
      (r) => Object.assign(r.results[1].items[0], { verdict: 'maybe' }),
      'results[1].items[0].verdict: it is "maybe"; it must be ("pass" | "differs"',
    ],
    [
      'a field by a wrong name',
      (r) => Object.assign(chartIn(r).series[0], { color: 1 }),
      'results[0].figures[0].panels[0].series[0].color: there is no such field',
    ],
    [
      'a field that is missing',
      (r) => Reflect.deleteProperty(r.results[0], 'place'),
      'results[0].place: it is missing',
    ],
    [
      'lists of two lengths',
      (r) => chartIn(r).series[0].y.pop(),
      'results[0].figures[0].panels[0].series[0]: 239 numbers in y for 240 in x',
    ],
    [
      'steps without edges',
      (r) => Reflect.deleteProperty(chartIn(r).series[0], 'xHigh'),
      'series[0]: steps need xHigh, the upper edges of their bins',
    ],
    [
      'a band without bounds',
      (r) => Reflect.deleteProperty(chartIn(r).series[2], 'low'),
      'series[2]: a band needs low',
    ],
    [
      'an error bar with one end',
      (r) => Object.assign(chartIn(r).series[2], { kind: 'line', high: undefined }),
      'series[2]: error bars need both low and high',
    ],
    [
      'a horizontal bar of a line',
      (r) => Object.assign(chartIn(r).series[2], { kind: 'line', xLow: energies, xHigh: energies }),
      'series[2]: horizontal bars need both xLow and xHigh, and only points have them',
    ],
    [
      'text among numbers',
      (r) => Object.assign(chartIn(r).series[0].y, { 3: '1' }),
      'series[0].y: a list of numbers is',
    ],
    [
      'a series on an axis that is not there',
      (r) => Object.assign(chartIn(r).series[0], { right: true }),
      'panels[0]: a series or level is on the right axis, which the chart has not',
    ],
    [
      'limits that descend',
      (r) => Object.assign(chartIn(r).x, { domain: [8, 0.3] }),
      'panels[0].x: the limits must ascend',
    ],
    [
      'a logarithmic axis from 0',
      (r) => Object.assign(chartIn(r).x, { domain: [0, 8] }),
      'panels[0].x: the limits of a logarithmic axis must be above 0',
    ],
    [
      'names on a logarithmic axis',
      (r) => Object.assign(chartIn(r).y, { names: ['a'] }),
      'panels[0].y: an axis of names is linear and has no limits',
    ],
    [
      'a matrix that is no matrix',
      (r) => (r.results[2].figures[2].panels[0] as FigurePanel & HeatMap).values[1].pop(),
      'results[2].figures[2].panels[0]: values must be 5 rows of 6 numbers, one for each name',
    ],
    [
      'edges that do not ascend',
      (r) => (r.results[2].figures[3].panels[0] as FigurePanel & Histogram2D).xEdges.reverse(),
      'results[2].figures[3].panels[0].xEdges: edges must ascend',
    ],
    ['no panel', (r) => r.results[0].figures[0].panels.pop(), 'figures[0].panels: one panel at least is needed'],
    [
      'a short row',
      (r) => r.results[0].tables[0].rows[1].pop(),
      'results[0].tables[0]: rows[1] has 2 cells for 3 columns',
    ],
    [
      'an id twice',
      (r) => r.results[1].figures.push(r.results[0].figures[0]),
      "results[1].figures[2]: the id 'figure-8' is there twice",
    ],
    [
      'a table with the id of a figure',
      (r) => Object.assign(r.results[0].tables[1], { id: 'figure-8' }),
      "results[0].figures[0]: the id 'figure-8' is there twice; each table or figure needs its own",
    ],
    [
      'an id that leaves the folder',
      (r) => Object.assign(r.results[0].figures[0], { id: '../x' }),
      'results[0].figures[0].id: "../x" is no id: letters, digits',
    ],
    [
      'an opening with a figure that is not there',
      (r) => r.opening.figures.push('figure-99'),
      "opening.figures[1]: 'figure-99' is in the figures of no section",
    ],
    [
      'an opening with a table twice',
      (r) => r.opening.tables.push('table-1'),
      "opening.tables[1]: 'table-1' is there twice",
    ],
  ];
  test.each(refused)('%s', async (_, change, message) => {
    const promise = writeReport(changed(change), join(folder, 'refused'));
    await expect(promise).rejects.toThrow(ParameterError);
    await expect(promise).rejects.toThrow(message);
    expect(readdirSync(folder)).not.toContain('refused');
  });

  test('a signal stops it', async () => {
    await expect(writeReport(report, folder, { signal: AbortSignal.abort() })).rejects.toThrow('aborted');
  });
});

test('numbers have the digits that their uncertainty leaves, those of the paper are as printed', () => {
  const item = { ...items[0], unit: '%' };
  const ours = (value: number, more = {}) => oursText({ ...item, ours: { value, ...more } });
  expect(ours(89.3217, { sd: 0.874 })).toBe('89.3 ± 0.9 %');
  expect(ours(89.3217, { sd: 0.123 })).toBe('89.32 ± 0.12 %');
  expect(ours(1234.5, { sd: 45 })).toBe('1235 ± 45 %');
  expect(ours(-0.5, { interval: [-0.61, 0.4] })).toBe('−0.5 [−0.6, 0.4] %');
  expect(ours(0.123456)).toBe('0.1235 %');
  expect(ours(-0.000123456)).toBe('−0.0001235 %');
  expect(paperText({ ...item, paper: { value: 83, sd: 5 } })).toBe('83 ± 5 %');
  expect(paperText({ ...item, paper: { value: 0.43, sd: 0.0042472256 }, unit: '1e22 cm-2' })).toBe(
    '0.43 ± 0.0042 1e22 cm-2',
  );
  expect(['log NH (cm-2)', 'erg/cm2/s', '1e22 cm^-2', 'EM (cm-3), 1e-3 s-4'].map(typeset)).toEqual([
    'log NH (cm⁻²)',
    'erg/cm²/s',
    '1e22 cm⁻²',
    'EM (cm⁻³), 1e-3 s-4',
  ]);
});

test('Markdown takes nothing of a text for its own', () => {
  expect(escapeMarkdown('a|b *c* <d> `e` [f] ~g~ $h$ kT_1 _i_\n\nj &lt;')).toBe(
    'a\\|b \\*c\\* &lt;d> \\`e\\` \\[f\\] \\~g\\~ \\$h\\$ kT_1 \\_i\\_ j &amp;lt;',
  );
  expect(escapeMarkdown('1. no list')).toBe('1\\. no list');
});
