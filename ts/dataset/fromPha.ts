import { checkList, checkObject, checkOptions, FileError, ParameterError, packageVersion } from '../base/index.js';
import { areaRatio } from '../ogip/areaRatio.js';
import { channelCounts } from '../ogip/channelCounts.js';
import type { Arf, LoadedSpectrum, Pha, Rmf } from '../ogip/index.js';
import { createResponse } from '../simulation/index.js';
import { concatenate } from './rows.js';
import type { Dataset } from './types.js';

/**
 * Makes a dataset of observed spectra. Background counts are scaled to the source region by exposure x BACKSCAL x
 * AREASCAL of the source over that of the background (OGIP/92-007). A spectrum without background beside others that
 * have one gets a background of no counts and a scale of 0. GROUPING and QUALITY are ignored: classifiers use the
 * channels as they are.
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
  const singles = observed.map((spectrum, i) => single(spectrum, classes?.[i] ?? 'unknown'));
  const dataset = concatenate(singles, { names: observed.map(({ pha }) => pha.file) });
  return { ...dataset, source: dataset.source.map((_, i) => i) };
}

function single({ pha, background, rmf, arf }: LoadedSpectrum, name: string): Dataset {
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
    exposure: Float64Array.of(pha.exposure),
    classes: [name],
    labels: Uint8Array.of(0),
    properties: {},
    source: Uint32Array.of(0),
    provenance: [
      { seed: 0, population: 'observed', response: responseIdentity(pha, rmf, arf), version: packageVersion },
    ],
  };
}

/**
 * Identities of responses, by RMF, then by ARF (by the RMF again without one), then by names. They are kept because
 * many spectra share a response, and its hash takes milliseconds.
 */
const identities = new WeakMap<Rmf, WeakMap<Rmf | Arf, Map<string, string>>>();

/**
 * The identity of a spectrum's response; the keywords of the spectrum name the instrument where those of the response
 * do not.
 */
function responseIdentity(pha: Pha, rmf: Rmf, arf?: Arf): string {
  const named = { ...rmf };
  for (const name of ['telescope', 'instrument', 'detector'] as const) named[name] ??= arf?.[name] ?? pha[name];
  const ofRmf = identities.get(rmf) ?? new WeakMap<Rmf | Arf, Map<string, string>>();
  identities.set(rmf, ofRmf);
  const known = ofRmf.get(arf ?? rmf) ?? new Map<string, string>();
  ofRmf.set(arf ?? rmf, known);
  const key = JSON.stringify([named.telescope, named.instrument, named.detector]);
  const identity = known.get(key) ?? createResponse(named, arf).identity;
  known.set(key, identity);
  return identity;
}

/** Datasets keep counts in 16 bits. */
const countsOf = (pha: Pha, rmf: Rmf): Uint16Array => Uint16Array.from(channelCounts(pha, rmf, 65535));
