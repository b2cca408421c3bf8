import { fillChannels, type ReadonlyFloat64Array } from '../base/index.js';
import type { Spectra } from '../dataset/index.js';
import type { ClassifierModel } from './classifierModel.js';
import type { InputConvention } from './inputs.js';

/**
 * Beyond this share of bad channels in the band a network's probabilities may be far too sure, even with what was to be expected in
 * their place (docs/classify.md has the numbers).
 */
export const mostBad = 0.15;

/**
 * What the training spectra look like in the channels of the inputs: their mean, with the transform undone. Where the mean is not above
 * 0, as of net counts at the end of the band, it is a thousandth of the largest.
 */
export function trainingShape(
  { mean, channels }: Pick<ClassifierModel['input'], 'mean' | 'channels'>,
  { transform, group = 1 }: Pick<InputConvention, 'transform' | 'group'>,
): Float64Array {
  const undo = { none: (x: number) => x, sqrt: (x: number) => x * Math.abs(x), log1p: Math.expm1 }[transform];
  const shape = Float64Array.from(channels, (_, i) => {
    const first = i - (i % group);
    return undo(mean[Math.floor(i / group)]) / Math.min(group, channels.length - first);
  });
  const most = shape.reduce((most, value) => Math.max(most, value), 0);
  return most > 0 ? shape.map((value) => Math.max(value, most / 1000)) : shape.fill(1);
}

/**
 * Spectra whose bad channels, and those that are not stored, have the counts that the others lead to expect: by the shape of the
 * training spectra in the source region, flat in the background region.
 *
 * @param channels indices of the inputs' channels
 * @param shapeOf gives that of the training spectra in these channels; asked only where channels are bad
 */
export function withBadChannelsFilled(
  spectra: Spectra,
  channels: Uint32Array,
  shapeOf: () => ReadonlyFloat64Array,
): Spectra {
  const { quality, count, channels: width, counts, backgroundCounts } = spectra;
  if (!quality) return spectra;
  const shape = shapeOf();
  const [first, end] = [channels[0], channels[channels.length - 1] + 1];
  const wide = new Float64Array(end);
  channels.forEach((c, i) => {
    wide[c] = shape[i];
  });
  const filled = (numbers: ArrayLike<number>, by?: Float64Array) => {
    const out = Float64Array.from(numbers);
    for (let row = 0; row < count; row++) {
      const start = row * width;
      const isBad = (c: number) => quality[start + c] !== 0;
      if (!channels.some(isBad)) continue;
      out.set(fillChannels(out.subarray(start, start + width), { isBad, first, end, shape: by }), start);
    }
    return out;
  };
  return {
    ...spectra,
    counts: filled(counts, wide),
    ...(backgroundCounts && { backgroundCounts: filled(backgroundCounts) }),
  };
}
