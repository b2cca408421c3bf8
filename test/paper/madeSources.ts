import type { Dataset } from '../../ts/index.js';
import { type TestSource, type TestSourceColumns, toColumns } from '../../ts/paper/run/testSources.js';
import type { Figure, XYChart } from '../../ts/report/index.js';

/** Test sources made by hand: `count` of them, of which the first `right` are called by their class. */
export function madeSources({
  count,
  right,
  ...fields
}: { count: number; right: number } & Partial<TestSource> & Pick<TestSource, 'isAgn'>): TestSource[] {
  const none = Number.NaN;
  return Array.from({ length: count }, (_, i) => ({
    ...{ row: i, netCounts: 500, backgroundRatio: 0.01, nH: 0.1, kT1: none, kT2: none, Gamma: none, z: none, EW: none },
    ...{ softC: none, cThick: none },
    ...fields,
    calledAgn: fields.isAgn === i < right ? 1 : 0,
  }));
}

export const stars = (count: number, right: number, fields: Partial<TestSource> = {}): TestSource[] =>
  madeSources({ count, right, kT1: 1, ...fields, isAgn: false });
export const agn = (count: number, right: number, fields: Partial<TestSource> = {}): TestSource[] =>
  madeSources({ count, right, Gamma: 1.8, z: 1, softC: 0, cThick: 0, ...fields, isAgn: true });

export const columnsOf = (...groups: TestSource[][]): TestSourceColumns => toColumns(groups.flat());

/** A dataset of spectra made by hand: rows of counts in channels between `edges`, keV; stars 0, AGN 1. */
export function madeDataset(spectra: {
  edges: number[];
  labels: number[];
  counts: number[][];
  backgroundCounts?: number[][];
  backgroundScale?: number[];
  properties?: Record<string, number[]>;
}): Dataset {
  const { edges, labels, counts, backgroundCounts, backgroundScale, properties = {} } = spectra;
  const count = labels.length;
  return {
    ...{ count, channels: edges.length - 1, firstChannel: 0, classes: ['star', 'agn'], provenance: [] },
    eMin: Float64Array.from(edges.slice(0, -1)),
    eMax: Float64Array.from(edges.slice(1)),
    counts: Uint16Array.from(counts.flat()),
    ...(backgroundCounts && { backgroundCounts: Uint16Array.from(backgroundCounts.flat()) }),
    ...(backgroundScale && { backgroundScale: Float64Array.from(backgroundScale) }),
    exposure: new Float64Array(count).fill(1e5),
    labels: Uint8Array.from(labels),
    source: Uint32Array.from(labels.keys()),
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, values]) => [name, Float64Array.from(values)]),
    ),
  };
}

/** A panel of a figure that is a chart. */
export function chartPanel({ id, panels }: Figure, index: number): XYChart {
  const panel = panels[index];
  if (panel?.kind !== 'chart') throw new Error(`panel ${index} of ${id} is no chart`);
  return panel;
}
