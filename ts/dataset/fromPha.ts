import { checkList, checkObject, checkOptions, FileError, ParameterError } from '../base/index.js';
import { areaScaledRmf, scaledBackground } from '../ogip/areaRatio.js';
import { channelCounts, channelQuality } from '../ogip/channelCounts.js';
import type { LoadedSpectrum } from '../ogip/index.js';
import { responseDescriptorNames } from '../simulation/index.js';
import { hasArea, observedDescriptor, observedProvenance } from './observedResponse.js';
import { concatenate } from './rows.js';
import type { Dataset } from './types.js';
import { validateDataset } from './validate.js';

/**
 * Makes a dataset of observed spectra. Background counts are scaled to the source region by exposure x BACKSCAL x
 * AREASCAL of the source over that of the background (OGIP/92-007), channel by channel if need be. A spectrum without background beside
 * others that have one gets a background of no counts and a scale of 0. Channels of bad QUALITY, in the spectrum or its background, have
 * no counts, and the dataset's `quality` says so, also of channels that are not stored. GROUPING is ignored: classifiers use the
 * channels as they are. Where the effective area of every spectrum is known (an ARF, or an RMF that holds it), the dataset
 * has the descriptors of their responses ({@link responseDescriptor}).
 *
 * @param observed spectra, each with an RMF, whose EBOUNDS hold the energies of the channels
 * @param options.classes the class of each spectrum, if it is known; without it all are 'unknown'
 * @throws FileError for a spectrum without RMF; for counts that are no whole numbers from 0 to 2^32 - 1, or of a background below 0; for
 *   a scaling that is not above 0 in good channels. MismatchError for channels that are not those of the RMF (DETCHANS, the stored
 *   ones), or spectra of different channel grids. ParameterError for an empty list.
 */
export function datasetFromPha(
  observed: readonly LoadedSpectrum[],
  options: { classes?: readonly string[] } = {},
): Dataset {
  checkOptions(options);
  const { classes } = options;
  checkList('observed', observed, 'a list of spectra (loadSpectrum)');
  for (const [i, spectrum] of observed.entries()) {
    checkObject(`observed[${i}]`, spectrum, '{ pha, background?, rmf, arf? } (loadSpectrum)', 'pha');
    checkObject(`observed[${i}].pha`, spectrum.pha, 'a spectrum (readPha)', 'channel', 'counts', 'exposure');
  }
  if (classes !== undefined) checkList('classes', classes, 'a list of names');
  if (classes && classes.length !== observed.length)
    throw new ParameterError('classes', `there are ${classes.length} classes for ${observed.length} spectra`);
  const isDescribed = observed.every(hasArea);
  const singles = observed.map((spectrum, i) => single(spectrum, classes?.[i] ?? 'unknown', isDescribed));
  if (singles.length === 1) return validateDataset(singles[0], 'datasets[0]') as Dataset;
  const dataset = concatenate(singles, { names: observed.map(({ pha }) => pha.file) });
  return { ...dataset, source: dataset.source.map((_, i) => i) };
}

function single({ pha, background, rmf, arf }: LoadedSpectrum, name: string, isDescribed: boolean): Dataset {
  if (!rmf)
    throw new FileError(
      pha.file,
      'no RMF is known for this spectrum, and so no channel energies; name one with --rmf (option rmf)',
    );
  const { detChans, firstChannel, eMin, eMax } = rmf;
  const counts = channelCounts(pha, rmf, 'observed');
  const scaled = background && scaledBackground(pha, background, rmf);
  const quality = channelQuality(pha, rmf, background);
  quality?.forEach((value, c) => {
    if (value !== 0) counts[c] = 0;
  });
  const seenBy = areaScaledRmf(pha, rmf);
  return {
    count: 1,
    channels: detChans,
    firstChannel,
    eMin,
    eMax,
    counts: narrowest(counts) as Dataset['counts'],
    ...(scaled && {
      backgroundCounts: narrowest(scaled.counts),
      backgroundScale: Float64Array.of(scaled.scale),
    }),
    ...(quality && { quality }),
    ...(isDescribed && { responseDescriptor: observedDescriptor(pha, seenBy, arf).slice(), responseDescriptorNames }),
    exposure: Float64Array.of(pha.exposure),
    classes: [name],
    labels: Uint8Array.of(0),
    properties: {},
    source: Uint32Array.of(0),
    provenance: [observedProvenance(pha, seenBy, arf)],
  };
}

/** The smallest type of array that holds the numbers as they are. */
function narrowest(values: Float64Array<ArrayBuffer>): NonNullable<Dataset['backgroundCounts']> {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isInteger(values[i])) return values;
    largest = Math.max(largest, values[i]);
  }
  return largest <= 65535 ? new Uint16Array(values) : new Uint32Array(values);
}
