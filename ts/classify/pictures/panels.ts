import { colourOf } from '../../chart/style.js';
import type { FigurePanel } from '../../chart/types.js';
import { pointRanges, residualPanel, type SpectrumPoint, spectrumPanel } from '../../report/spectrumPanels.js';
import type { Drawn, Sketch } from './types.js';

// A verdict as a picture: data for the chart engine, in Node and on the page of a catalogue.

/** Colours of the classes, in their order: the palette without that of the background. */
const colours = [0, 2, 3, 4, 5];

/** The colour of a class by its number; grey for none. */
export const classColour = (k: number): string => (k < 0 ? '#5a626d' : colourOf(colours[k % colours.length]));

/** The spectrum, and what is left of it after the likeliest source of each class where a bank was asked. */
export function verdictPanels(drawn: Drawn): FigurePanel[] {
  const { sketch, exposure } = drawn;
  const { low, high, likeliest } = sketch;
  const ranges = pointRanges(sketch);
  const points = ranges.map((range) => pointOf(sketch, range));
  const models = drawn.classes.flatMap((name, k) => {
    const counts = likeliest?.[name];
    return counts ? [{ name: `likeliest ${name}`, colour: colours[k % colours.length], counts }] : [];
  });
  const steps = models.map((model) => ({ ...model, low, high }));
  const spectrum = spectrumPanel({
    ...{ title: titleOf(drawn), points, models: steps },
    exposure: exposure > 0 ? exposure : undefined,
  });
  if (models.length === 0) return [spectrum];
  const inPoints = models.map(({ colour, counts }) => ({
    colour,
    counts: ranges.map(({ first, end }) => sum(counts, first, end)),
  }));
  return [spectrum, residualPanel(points, inPoints)];
}

function pointOf({ low, high, counts, background, backgroundScale = 0 }: Sketch, { first, end }: Range): SpectrumPoint {
  const expected = background ? backgroundScale * sum(background, first, end) : 0;
  return {
    ...{ low: low[first], high: high[end - 1], counts: sum(counts, first, end) },
    ...{ background: expected, backgroundVariance: backgroundScale * expected },
  };
}

interface Range {
  first: number;
  end: number;
}

function sum(values: readonly number[], first: number, end: number): number {
  let total = 0;
  for (let i = first; i < end; i++) total += values[i];
  return total;
}

const digits = (value: number): string => String(value < 100 ? Number(value.toPrecision(3)) : Math.round(value));

/** The file without its folder, the row in it, and the object. */
export function nameOf({ file, row, object }: Pick<Drawn, 'file' | 'row' | 'object'>): string {
  const base = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
  return `${base}${row === undefined ? '' : `{${row}}`}${object ? ` (${object})` : ''}`;
}

/** What a picture is of, and what was found: it is passed on without its table. */
export function titleOf(drawn: Drawn): string {
  const { classes, probabilities, verdict, method, flags, error, counts, backgroundCounts, sketch } = drawn;
  const chances = classes.map((name, k) => `P(${name}) ${probabilities[k].toFixed(3)}`);
  const found = [
    `${verdict ?? 'no verdict'}${method ? ` by the ${method}` : ''}`,
    ...(probabilities.some(Number.isNaN) ? [] : chances),
  ];
  const background = sketch.background ? `${digits(backgroundCounts)} of them background` : 'no background known';
  const words = [
    `${nameOf(drawn)}: ${error === undefined ? found.join(', ') : `no verdict: ${error}`}`,
    `${digits(counts)} counts, ${background}`,
    ...(flags.length > 0 ? [`flags: ${flags.join(', ')}`] : []),
    ...(sketch.likeliest || error !== undefined || counts === 0 ? [] : ['no templates, as no bank was asked']),
  ];
  return words.join('; ');
}
