import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scaleAxis } from '../../ts/chart/axis.js';
import { typeset } from '../../ts/chart/style.js';
import type { FigurePanel, XYChart } from '../../ts/chart/types.js';
import { ParameterError } from '../../ts/index.js';
import { writeReport } from '../../ts/report/index.js';
import { escapeMarkdown } from '../../ts/report/markdown.js';
import type { Report } from '../../ts/report/types.js';
import { oursText, paperText } from '../../ts/report/words.js';
import { reproduction } from './fixture.js';

const folder = mkdtempSync(join(tmpdir(), 'xsift-report-'));
const figures = reproduction.results.flatMap((result) => result.figures);
const items = reproduction.results.flatMap((result) => result.items);
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A copy with one thing changed. */
function changed(change: (copy: Report) => void): Report {
  const copy = structuredClone(reproduction);
  change(copy);
  return copy;
}

describe('writeReport', () => {
  let written: string[];
  const done: number[] = [];
  beforeAll(async () => {
    written = await writeReport(reproduction, folder, { onProgress: (n) => done.push(n) });
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
    const nulled = JSON.parse(JSON.stringify(reproduction, (_, value) => (Number.isNaN(value) ? null : value)));
    expect(JSON.parse(read('results.json'))).toEqual(nulled);
    expect(JSON.parse(read('config.json'))).toEqual(reproduction.config);
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
    expect([...document.querySelectorAll('figure')].map(({ id }) => id)).toEqual(figures.map(({ id }) => id));
    expect([...document.querySelectorAll('#items tbody tr')]).toHaveLength(items.length);
    expect(html).toContain('a &lt; b, &quot;quoted&quot;, tbabs*(apec+apec)');
    expect(html).toContain('observed &lt;b&gt;');
    expect(html).not.toMatch(/<information|<simulated|<normalised/);
    expect(html.match(/<\/script>/g)).toHaveLength(figures.length + 1); // none from a text
    for (const svg of document.querySelectorAll('.panel > svg'))
      expect(svg.getAttribute('aria-label')).toMatch(/^(Stand-in\. )?Figure \d+.*\. ./);
    for (const cell of document.querySelectorAll('th')) expect(cell.getAttribute('scope')).toMatch(/^(col|row)$/);
    const marked = [...document.querySelectorAll('.badge')].map((badge) => badge.parentElement!.textContent);
    expect(marked).toEqual(['Stand-inTable 1 observed. The observed set', 'Stand-inFigure 4. Mean observed spectra.']);
    expect(read('figures/figure-4.svg')).toContain('>Stand-in: simulated sources');
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
    for (const link of document.querySelectorAll('a')) expect(ids).toContain(link.getAttribute('href')!.slice(1));
  });

  test('the page asks for nothing from elsewhere', () => {
    const page = read('report.html').replace(/<script>[\s\S]*<\/script>/, '');
    expect(page).not.toMatch(/(src|href)="(?!#|data:)/);
    expect(page.match(/url\((?!#)/g)).toBeNull();
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
  const refused: [string, (copy: Report) => void, string][] = [
    [
      'an unknown panel',
      (r) => Object.assign(r.results[0].figures[0].panels[0], { kind: 'pie' }),
      "results[0].figures[0].panels[0]: panel kind 'pie' is not known",
    ],
    [
      'an unknown verdict',
      (r) => Object.assign(r.results[1].items[0], { verdict: 'maybe' }),
      "results[1].items[0]: verdict 'maybe' is not one of pass, differs",
    ],
    [
      'lists of two lengths',
      (r) => (r.results[0].figures[0].panels[0] as FigurePanel & XYChart).series[0].y.pop(),
      'series[0]: 239 numbers in y for 240 in x',
    ],
    ['a short row', (r) => r.results[0].tables[0].rows[1].pop(), 'results[0].tables[0].rows[1]: 2 cells for 3 columns'],
    ['an id twice', (r) => r.results[1].figures.push(r.results[0].figures[0]), "figure id 'figure-8' is there twice"],
    [
      'an id that leaves the folder',
      (r) => Object.assign(r.results[0].figures[0], { id: '../x' }),
      "figure id '../x' must be",
    ],
  ];
  test.each(refused)('%s', async (_, change, message) => {
    const promise = writeReport(changed(change), join(folder, 'refused'));
    await expect(promise).rejects.toThrow(ParameterError);
    await expect(promise).rejects.toThrow(message);
    expect(readdirSync(folder)).not.toContain('refused');
  });

  test('limits that no axis can have', () => {
    const axis = { label: 'kT', type: 'log', domain: [0, 5] } as const;
    expect(() => scaleAxis(axis, [], 300, false)).toThrow("axis 'kT' (log) has the limits 0 to 5; they must ascend");
  });

  test('a signal stops it', async () => {
    await expect(writeReport(reproduction, folder, { signal: AbortSignal.abort() })).rejects.toThrow('aborted');
  });
});

describe('axes', () => {
  const ticks = (axis: Parameters<typeof scaleAxis>[0], values: number[], pixels = 330) => [
    ...scaleAxis(axis, values, pixels, false).ticks.values(),
  ];

  test('numbers stand at round places, as many as there is room for', () => {
    expect(ticks({ label: '', type: 'log', domain: [0.3, 8] }, [])).toEqual(
      expect.arrayContaining(['0.3', '0.5', '1', '2', '5', '8']),
    );
    expect(ticks({ label: '', type: 'log' }, [3, 40_000])).toEqual(['10', '100', '1000', '10000']);
    expect(ticks({ label: '', type: 'log' }, [2e-16, 3e-12])).toEqual(['10⁻¹⁵', '10⁻¹⁴', '10⁻¹³', '10⁻¹²']);
    expect(ticks({ label: '', type: 'linear' }, [-0.012, 0.03])).toEqual([
      '−0.02',
      '−0.01',
      '0.00',
      '0.01',
      '0.02',
      '0.03',
    ]);
    expect(ticks({ label: '', type: 'linear' }, [0, 4e6])).toEqual(['0', '10⁶', '2×10⁶', '3×10⁶', '4×10⁶']);
  });

  test('limits are those of the data, rounded outwards; nothing is no trouble', () => {
    expect(scaleAxis({ label: '', type: 'linear' }, [0.13, NaN, 0.87], 330, false).domain).toEqual([0, 1]);
    expect(scaleAxis({ label: '', type: 'linear' }, [5, 5], 330, false).domain[0]).toBeLessThan(5);
    expect(scaleAxis({ label: '', type: 'log' }, [0, -1, 32, 690], 330, false).domain).toEqual([30, 700]);
    expect(scaleAxis({ label: '', type: 'log' }, [], 330, false).domain).toEqual([1, 10]);
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
