import { checkList, checkObject, checkOptions, FileError, ParameterError, packageVersion } from '../base/index.js';
import { areaRatio } from '../ogip/areaRatio.js';
import { channelCounts } from '../ogip/channelCounts.js';
import type { LoadedSpectrum, Pha, Rmf } from '../ogip/index.js';
import { responseDescriptorNames } from '../simulation/index.js';
import { hasArea, observedDescriptor, observedIdentity } from './observedResponse.js';
import { concatenate } from './rows.js';
import type { Dataset } from './types.js';

/**
 * Makes a dataset of observed spectra. Background counts are scaled to the source region by exposure x BACKSCAL x
 * AREASCAL of the source over that of the background (OGIP/92-007). A spectrum without background beside others that
 * have one gets a background of no counts and a scale of 0. GROUPING and QUALITY are ignored: classifiers use the
 * channels as they are. Where the effective area of every spectrum is known (an ARF, or an RMF that holds it), the dataset
 * has the descriptors of their responses ({@link responseDescriptor}).
 *
 * @param observed spectra, each with an RMF, whose EBOUNDS hold the energies of the channels
 * @param options.classes the class of each spectrum, if it is known; without it all are 'unknown'
 * @throws FileError for a spectrum without RMF; for counts that are no whole numbers from 0 to 65535; for a scaling that
 *   differs from channel to channel. MismatchError for channels that the RMF does not have, or spectra of different
 *   channel grids. ParameterError for an empty list.
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
  return {
    count: 1,
    channels: detChans,
    firstChannel,
    eMin,
    eMax,
    counts: countsOf(pha, rmf),
    ...(background && {
      backgroundCounts: countsOf(background, rmf),
      backgroundScale: Float64Array.of((areaRatio(pha, background) * pha.exposure) / background.exposure),
    }),
    ...(isDescribed && { responseDescriptor: observedDescriptor(pha, rmf, arf), responseDescriptorNames }),
    exposure: Float64Array.of(pha.exposure),
    classes: [name],
    labels: Uint8Array.of(0),
    properties: {},
    source: Uint32Array.of(0),
    provenance: [
      { seed: 0, population: 'observed', response: observedIdentity(pha, rmf, arf), version: packageVersion },
    ],
  };
}

/** Datasets keep counts in 16 bits. */
const countsOf = (pha: Pha, rmf: Rmf): Uint16Array => Uint16Array.from(channelCounts(pha, rmf, 65535));
