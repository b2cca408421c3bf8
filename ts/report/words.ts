import type { Report, ReportItem, ReportValue, Verdict } from './types.js';

/** A verdict in a sign and a word: no colour is needed to read it. */
export const verdicts: Record<Verdict, { sign: string; word: string; meaning: string }> = {
  pass: { sign: '✓', word: 'pass', meaning: 'within twice the joint standard deviation, or the statement holds' },
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

/** How many items have each verdict. */
export function countVerdicts(items: readonly ReportItem[]): Record<Verdict, number> {
  const counts = { pass: 0, differs: 0, tested: 0, 'stand-in': 0, reported: 0 };
  for (const { verdict } of items) counts[verdict]++;
  return counts;
}

export const allItems = ({ results }: Report): ReportItem[] => results.flatMap(({ items }) => items);

/** The summary in sentences. */
export function summaryOf(reproduction: Report): string[] {
  const items = allItems(reproduction);
  const counts = countVerdicts(items);
  const judged = counts.pass + counts.differs;
  const figures = reproduction.results.reduce((sum, { figures }) => sum + figures.length, 0);
  const tables = reproduction.results.reduce((sum, { tables }) => sum + tables.length, 0);
  return [
    `Every number, table and figure of Hebbar & Heinke, "Machine learning applied to X-ray spectra: separating stars in ` +
      `Orion nebula cluster from active galactic nuclei in CDFS", that can be repeated here, computed anew by xsift ` +
      `${reproduction.version} from the first simulated photon on: ${items.length} items, ${tables} tables and ${figures} figures.`,
    `Judged against the paper: ${judged}, of which ${counts.pass} pass and ${counts.differs} differ. Computed on a stand-in for ` +
      `observed spectra, compared but not judged: ${counts['stand-in']}. Reported, where the paper gives nothing to compare with: ` +
      `${counts.reported}. An item passes if it is within twice the joint standard deviation, ` +
      `|ours − paper| ≤ 2 √(σ²ours + σ²paper), or if its statement holds. No input was changed to make an item pass.`,
  ];
}

/** The paper's number as the paper prints it. */
export function paperText({ paper, unit }: ReportItem): string {
  if (paper === undefined) return '–';
  return typeof paper === 'string' ? paper : withUnit(valueText(paper, plain), unit);
}

/** Ours: as many digits as its uncertainty makes sense of. */
export function oursText({ ours, unit }: ReportItem): string {
  if (typeof ours === 'string') return ours;
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
  const text = [minus(write(value))];
  if (sd) text.push(`± ${write(sd)}`);
  if (interval) text.push(`[${minus(write(interval[0]))}, ${minus(write(interval[1]))}]`);
  return text.join(' ');
}

/** A number as it is, but for digits that no paper prints: those of a standard deviation that was calculated. */
const plain = (value: number): string => {
  const text = String(value);
  return text.length > 7 ? String(Number(value.toPrecision(2))) : text;
};
const minus = (text: string): string => text.replace('-', '−');
const withUnit = (text: string, unit: string): string => (unit ? `${text} ${unit}` : text);

/** 3723 s: '1 h 2 min 3 s'. */
export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  const parts: [number, string][] = [
    [Math.floor(whole / 3600), 'h'],
    [Math.floor(whole / 60) % 60, 'min'],
    [whole % 60, 's'],
  ];
  const first = parts.findIndex(([number]) => number > 0);
  if (first < 0) return `${Number(seconds.toPrecision(2))} s`;
  return parts
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
