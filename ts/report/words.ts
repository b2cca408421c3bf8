import type { Report, ReportItem, ReportValue, Verdict } from './types.js';

/** A verdict in a sign and a word: no colour is needed to read it. */
export const verdicts: Record<Verdict, { sign: string; word: string; meaning: string }> = {
  pass: {
    sign: '✓',
    word: 'pass',
    meaning:
      'within twice the joint standard deviation, |ours − paper| ≤ 2 √(σ²ours + σ²paper), or the statement holds',
  },
  differs: {
    sign: '✗',
    word: 'differs',
    meaning: 'farther away, or the statement does not hold; its section says what is known of the reason',
  },
  tested: {
    sign: '✓',
    word: 'tested',
    meaning: 'a statement about the package itself, which a test of its suite holds',
  },
  'stand-in': {
    sign: '◇',
    word: 'stand-in',
    meaning: 'computed on a stand-in for observed spectra: compared, not judged',
  },
  reported: { sign: '–', word: 'reported', meaning: 'the paper gives nothing to compare with' },
};

export const standInWords = 'Stand-in';
export const standInMeaning = 'not observed spectra: simulated sources that take their place';

/** The verdicts, each with the number of its items. */
export const verdictCounts = (items: readonly ReportItem[]) =>
  (Object.keys(verdicts) as Verdict[]).map((verdict) => ({
    ...{ verdict, ...verdicts[verdict] },
    count: items.filter((item) => item.verdict === verdict).length,
  }));

export const allItems = ({ results }: Report): ReportItem[] => results.flatMap(({ items }) => items);

/** The paper's number as the paper prints it. */
export function paperText({ paper, unit }: ReportItem): string {
  if (paper === undefined) return '–';
  return typeof paper === 'string' ? paper : withUnit(valueText(paper, plain), unit);
}

/** Ours: as many digits as its uncertainty makes sense of; of a statement that a test holds, that test. */
export function oursText({ ours, unit, verdict }: ReportItem): string {
  if (typeof ours === 'string') return verdict === 'tested' ? `held by ${ours}` : ours;
  const { sd, interval, value } = ours;
  const spread = sd ?? (interval ? (interval[1] - interval[0]) / 2 : NaN);
  // A spread of rounding errors is none: values that are all the same, but for the last bit.
  if (!(spread > 1e-9 * Math.abs(value)))
    return withUnit(
      valueText({ value }, (number) => String(Number(number.toPrecision(4)))),
      unit,
    );
  const decade = Math.floor(Math.log10(spread));
  const decimals = (spread / 10 ** decade < 2 ? 1 : 0) - decade;
  const isTiny = decimals > 6;
  return withUnit(valueText(ours, isTiny ? (n) => n.toExponential(2) : (n) => n.toFixed(Math.max(0, decimals))), unit);
}

function valueText({ value, sd, interval }: ReportValue, write: (number: number) => string): string {
  const words = [minus(write(value))];
  if (sd) words.push(`± ${write(sd)}`);
  if (interval) words.push(`[${minus(write(interval[0]))}, ${minus(write(interval[1]))}]`);
  return words.join(' ');
}

/** A number as it is, but for digits that no paper prints: those of a standard deviation that was calculated. */
const plain = (value: number): string => {
  const digits = String(value);
  return digits.length > 7 ? String(Number(value.toPrecision(2))) : digits;
};
const minus = (digits: string): string => digits.replace('-', '−');
const withUnit = (digits: string, unit: string): string => (unit ? `${digits} ${unit}` : digits);

/** 3723 s: '1 h 2 min 3 s'. */
export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  const amounts: [number, string][] = [
    [Math.floor(whole / 3600), 'h'],
    [Math.floor(whole / 60) % 60, 'min'],
    [whole % 60, 's'],
  ];
  const first = amounts.findIndex(([number]) => number > 0);
  if (first < 0) return `${Number(seconds.toPrecision(2))} s`;
  return amounts
    .slice(first)
    .map(([number, unit]) => `${number} ${unit}`)
    .join(' ');
}

/** The facts of a run: what, and how much. */
export function runFacts({ run, version }: Report): [string, string][] {
  return [
    ['xsift', version],
    ['Machine', run.machine],
    ['Threads', String(run.threads)],
    ['Instruction set', run.instructionSet],
    ['Wall time', `${durationText(run.seconds)}${run.resumed ? ', over all parts of a resumed run' : ''}`],
    ['Peak memory', `${(run.peakMemory / 1e9).toFixed(2)} GB`],
  ];
}

/** The config in lines, `training.epochs` and its value. */
export function configFacts(config: Record<string, unknown>, prefix = ''): [string, string][] {
  return Object.entries(config).flatMap(([key, value]): [string, string][] => {
    const isGroup = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isGroup
      ? configFacts(value as Record<string, unknown>, `${prefix}${key}.`)
      : [[prefix + key, typeof value === 'string' ? value : JSON.stringify(value)]];
  });
}

/** table1-observed: 'Table 1 observed'. */
export const shortName = (id: string): string =>
  (id.charAt(0).toUpperCase() + id.slice(1)).replaceAll(/[-_]/g, ' ').replaceAll(/([a-z])(?=\d)/g, '$1 ');

/** Tables and figures that the opening shows, and whether it shows one: it does not stand in its section then, but is linked from there. */
export function openingParts({ opening, results }: Report) {
  const tables = results.flatMap((result) => result.tables);
  const figures = results.flatMap((result) => result.figures);
  return {
    tables: opening.tables.map((id) => tables.find((table) => table.id === id)!),
    figures: opening.figures.map((id) => figures.find((figure) => figure.id === id)!),
    isShown: ({ id }: { id: string }) => opening.tables.includes(id) || opening.figures.includes(id),
  };
}

/** What the folder of a report holds beside the page. */
export const filesText =
  'results.json holds every number of this report, and figures/ each figure as SVG and PNG with its data as CSV. ' +
  'results.sha256 is a checksum of the numbers without the machine and the time they took: two runs of one config and version agree in it.';
