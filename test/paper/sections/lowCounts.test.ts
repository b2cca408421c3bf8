import { expect, test } from 'vitest';
import { quickConfig } from '../../../ts/paper/index.js';
import { draw } from '../../../ts/paper/sections/lowCounts/draw.js';
import { judge } from '../../../ts/paper/sections/lowCounts/judge.js';
import { agn, columnsOf, stars } from '../madeSources.js';

const judged = (...groups: Parameters<typeof columnsOf>) => {
  const { items, tables } = judge(columnsOf(...groups), quickConfig());
  return { item: (id: string) => items.find((item) => item.id === id)!, rows: tables![0].rows };
};

test('a bin is above its lower count and up to its upper one, and is held against the number of that bin', () => {
  // 21 counts belong to 8-21, 21.5 to 21-55: 60 % and 74 % in the paper, with 1 point for "about".
  const { item } = judged(stars(5000, 3000, { netCounts: 21 }), agn(5000, 3700, { netCounts: 21.5 }));
  expect(item('H10.8-21')).toMatchObject({ paper: { value: 60, sd: 1 }, ours: { value: 60 }, verdict: 'pass' });
  expect(item('H10.21-55')).toMatchObject({ paper: { value: 74, sd: 1 }, ours: { value: 74 }, verdict: 'pass' });
  expect(item('H10.1-8')).toMatchObject({ ours: 'no sources', verdict: 'reported' });
});

test('a bin that is far from the paper differs, and says which share is AGN and what guessing would give', () => {
  const { item } = judged(stars(1000, 900, { netCounts: 10 }), agn(3000, 2700, { netCounts: 10 }));
  expect(item('H10.8-21')).toMatchObject({ ours: { value: 90 }, verdict: 'differs' });
  expect(item('H10.8-21').why).toContain('75 % of the sources in this bin are AGN');
  expect(item('H10.8-21').why).toContain('right for 75.0 %');
});

test('the balanced accuracy counts both classes alike', () => {
  // 90 % of 100 stars, 50 % of 900 AGN.
  const { item, rows } = judged(stars(100, 90, { netCounts: 30 }), agn(900, 450, { netCounts: 30 }));
  expect(item('J11.21-55').ours).toMatch(/^70\.0 % \(6\d\.\d to 7\d\.\d\)$/);
  expect(rows[2].slice(0, 3)).toEqual(['21 to 55', expect.stringMatching(/^54\.0 % /), 'about 74 %']);
  expect(rows[2].at(-1)).toBe('90.0 %');
  expect(item('J11.8-21').ours).toBe('not known without sources of both classes');
  expect(judged(agn(9, 5, { netCounts: 30 })).item('J11.21-55').ours).toMatch(/^not known/);
  expect(judged(stars(9, 5, { netCounts: 30 })).item('J11.21-55').ours).toMatch(/^not known/);
});

test('the accuracy from 20 counts on is that of 20 to 30, and reaches the level exactly', () => {
  const just = judged(
    stars(10, 7, { netCounts: 25 }),
    stars(10, 0, { netCounts: 31 }),
    stars(10, 0, { netCounts: 20 }),
  );
  expect(just.item('H11.20')).toMatchObject({ paper: 'at least 70 %', verdict: 'pass' });
  const below = judged(stars(10, 6, { netCounts: 25 }), stars(10, 9, { netCounts: 50 }));
  expect(below.item('H11.20')).toMatchObject({ verdict: 'differs' });
  expect(below.item('H11.20').why).toMatch(/^From 40 to 60 counts it is 90\.0 % /);
  expect(judged(stars(10, 8, { netCounts: 100 })).item('H11.70')).toMatchObject({ verdict: 'pass' });
});

test('Figure 15 shows three measures over the histogram of both classes', () => {
  const [{ id, panels }] = draw(columnsOf(stars(10, 9, { netCounts: 50 }), agn(20, 5, { netCounts: 50 })));
  const [panel] = panels;
  expect(id).toBe('figure-15');
  if (panel.kind !== 'chart') throw new Error(panel.kind);
  expect(panel.series.map(({ name, right }) => [name, right ?? false])).toEqual([
    ['stars', false],
    ['AGN', false],
    ['accuracy', true],
    ['recall', true],
    ['TNR', true],
  ]);
  const bin = panel.series[0].y.indexOf(10);
  expect(panel.series.map(({ y }) => y[bin])).toEqual([10, 20, expect.closeTo(100 * (14 / 30)), 25, 90]);
});
