import type { Spectra } from '../../ts/dataset/index.js';
import type { Classifier } from '../../ts/network/index.js';

/** Arrays for an exported classifier by the name of the input: spectra x numbers. */
export function servedInputs({ model }: Classifier, spectra: Spectra): Record<string, Float64Array> {
  const { count, channels, eMin, counts, backgroundCounts, backgroundScale, exposure, responseDescriptor } = spectra;
  const width = model.input.channels.length;
  const first = eMin.findIndex((energy) => Math.abs(energy - model.input.eMin[0]) < 1e-4);
  const cut = (numbers?: ArrayLike<number>) =>
    Float64Array.from({ length: count * width }, (_, i) =>
      numbers ? numbers[Math.floor(i / width) * channels + first + (i % width)] : 0,
    );
  const names = spectra.responseDescriptorNames?.length ?? 0;
  return {
    counts: cut(counts),
    background_counts: cut(backgroundCounts),
    background_scale: backgroundScale ? Float64Array.from(backgroundScale) : new Float64Array(count),
    exposure: exposure ? Float64Array.from(exposure) : new Float64Array(count),
    ...(responseDescriptor && {
      response_descriptor: Float64Array.from(
        { length: count * names },
        (_, i) => responseDescriptor[responseDescriptor.length === names ? i % names : i],
      ),
    }),
  };
}
