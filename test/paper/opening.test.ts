import { expect, test } from 'vitest';
import { openingOf } from '../../ts/paper/claims/opening.js';
import type { ReportItem, ReportSection } from '../../ts/report/index.js';

const item = (id: string, verdict: ReportItem['verdict'], change: Partial<ReportItem> = {}): ReportItem => ({
  ...{ id, what: `what ${id} is`, unit: '%', paper: { value: 91.7, sd: 0.8 }, ours: { value: 88.4, sd: 0.2 }, verdict },
  ...change,
});
const section = (items: ReportItem[], tables: string[] = [], figures: string[] = []): ReportSection => ({
  ...{ id: 's', title: 'S', place: '', text: [], items },
  tables: tables.map((id) => ({ id, caption: '', columns: [], rows: [] })),
  figures: figures.map((id) => ({ id, number: id, caption: '', panels: [] })),
});

test('a difference in a line: ours, the paper, and the first sentence of the reason', () => {
  const why = 'At equal shares 0.5 of it would go. The rest is not traced.';
  const { differences } = openingOf([section([item('F5.accuracy', 'differs', { why })])]);
  expect(differences).toEqual([
    'what F5.accuracy is: 88.4 ± 0.2 %; the paper: 91.7 ± 0.8 %. At equal shares 0.5 of it would go.',
  ]);
});

test('five lines at most, in the order in which readers ask, of what differs alone', () => {
  const ids = ['B17', 'H1', 'H2', 'F1.order', 'F3.accuracy', 'F7.accuracy'];
  const items = [...ids.map((id) => item(id, 'differs')), item('F5.accuracy', 'pass'), item('H20', 'reported')];
  const { differences } = openingOf([section(items.slice(0, 3)), section(items.slice(3))]);
  expect(differences.map((line) => line.split(' ')[1])).toEqual(['F3.accuracy', 'F7.accuracy', 'F1.order', 'H1', 'H2']);
});

test('statements are their words, and tables and figures only those that the run has', () => {
  const opening = openingOf([
    section([item('F1.order', 'differs', { unit: '', paper: '+2.8 points', ours: '-0.6 points' })], ['table1', 'x']),
    section([], [], ['figure-13', 'figure-14']),
  ]);
  expect(opening.differences).toEqual(['what F1.order is: -0.6 points; the paper: +2.8 points.']);
  expect([opening.tables, opening.figures]).toEqual([['table1'], ['figure-13']]);
});
