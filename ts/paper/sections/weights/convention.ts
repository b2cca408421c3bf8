import type { InputConvention } from '../../../index.js';

/** The input convention in a sentence. */
export function conventionText({ counts, scale, transform, standardise }: InputConvention): string {
  const what = {
    none: 'counts',
    rate: 'counts per ks',
    unit: 'shares of the counts',
    'unit-channels': 'shares of the counts x channels',
    'unit-floor': 'shares of the counts',
  };
  const how = transform === 'none' ? '' : ` (${transform})`;
  const divided = standardise
    ? ': those of the network divided by the standard deviation of each channel, because the network saw standardised inputs'
    : ', as the network saw them (not standardised)';
  return `They act on ${counts} ${what[scale]}${how} per channel${divided}.`;
}
