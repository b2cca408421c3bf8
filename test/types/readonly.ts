// Type tests, checked by `tsc` (npm run lint) and never run: what is handed out cannot be assigned to, and what users build from
// arrays of their own needs no cast. A line that should not compile and does is an error itself (@ts-expect-error).
import type {
  Classifier,
  ClassifierModel,
  Dataset,
  LoadedSpectrum,
  PlasmaTable,
  Response,
  SimulatedSpectra,
  SourceTable,
  Spectra,
} from '../../ts/index.js';
import {
  applyResponse,
  createResponse,
  datasetFromPha,
  model,
  poissonLogLikelihood,
  type ReadonlyFloat64Array,
  type ReadonlyUint16Array,
  selectRows,
} from '../../ts/index.js';
import {
  type Arf,
  type FitsFile,
  groupChannels,
  type Pha,
  type Rmf,
  sumGroups,
  writePha,
} from '../../ts/ogip/index.js';

export function assigning(
  ...given: [Pha, Rmf, Arf, Dataset, Spectra, SimulatedSpectra, SourceTable, Response, LoadedSpectrum]
): void {
  const [pha, rmf, arf, dataset, spectra, simulated, sources, response, loaded] = given;
  // @ts-expect-error a field
  pha.exposure = 1;
  // @ts-expect-error an element
  pha.counts[0] = 1;
  // @ts-expect-error a field of a field
  pha.background!.object = 'x';
  // @ts-expect-error a card of the header
  pha.header.cards[0].value = 1;
  // @ts-expect-error an element, whether there is one value or many
  if (typeof pha.backScal === 'object') pha.backScal[0] = 1;
  // @ts-expect-error what changes an array
  rmf.matrix.fill(0);
  // @ts-expect-error what changes an array
  rmf.nGrp.set([1]);
  // @ts-expect-error a view shows what must not change
  rmf.eMin.subarray(1)[0] = 1;
  // @ts-expect-error an element
  arf.specResp[0] = 1;
  // @ts-expect-error what changes an array
  arf.energLo.sort();
  // @ts-expect-error an element
  dataset.counts[0] = 1;
  // @ts-expect-error a list
  dataset.classes.push('cv');
  // @ts-expect-error an element of a list
  dataset.classes[0] = 'cv';
  // @ts-expect-error a field of an element of a list
  dataset.provenance[0].seed = 1;
  // @ts-expect-error a property
  dataset.properties.flux = new Float64Array(1);
  // @ts-expect-error an element of a property
  dataset.properties.flux[0] = 1;
  // @ts-expect-error an element
  spectra.counts[0] = 1;
  // @ts-expect-error an element
  spectra.eMin[0] = 1;
  // @ts-expect-error a field
  simulated.seed = 1;
  // @ts-expect-error an element
  simulated.expectedCounts![0] = 1;
  // @ts-expect-error an element
  sources.groups[0].parameters[0] = 1;
  // @ts-expect-error a list
  sources.groups.pop();
  // @ts-expect-error an element
  response.energLo[0] = 1;
  // @ts-expect-error a field
  response.identity = 'x';
  // @ts-expect-error a field
  loaded.rmf = rmf;
}

export function assigningToModels(model: ClassifierModel, classifier: Classifier, plasma: PlasmaTable, fits: FitsFile) {
  // @ts-expect-error a weight
  model.network.weights[0] = 1;
  // @ts-expect-error a list
  model.network.sizes.push(1);
  // @ts-expect-error an element
  model.input.mean[0] = 1;
  // @ts-expect-error a word of the convention
  model.input.convention.counts = 'total';
  // @ts-expect-error a setting
  model.training.seed = 1;
  // @ts-expect-error a list
  model.training.hiddenLayers.push(1);
  // @ts-expect-error a weight
  classifier.model.network.weights[0] = 1;
  // @ts-expect-error an element
  plasma.load().lines[0] = 1;
  // @ts-expect-error a list
  fits.hdus.push(fits.hdus[0]);
  // @ts-expect-error a parameter's value
  spectral.values[0] = 1;
}
const spectral = model('powerlaw');

/** Arrays of the caller's own, as he has them. */
export function building(edges: Float64Array, counts: Uint16Array, names: string[], labels: Uint8Array): Dataset {
  const seen: Record<string, Float64Array> = { flux: edges };
  const dataset: Dataset = {
    count: labels.length,
    channels: edges.length,
    firstChannel: 1,
    eMin: edges,
    eMax: edges.map((energy) => energy + 1),
    counts,
    exposure: new Float64Array(labels.length).fill(1e5),
    classes: names,
    labels,
    properties: seen,
    source: Uint32Array.from(labels),
    provenance: [{ seed: 1, population: 'mine', response: 'mine', version: '1' }],
  };
  // What was built before is built on, and a copy may be changed.
  const changed = dataset.counts.slice();
  changed[0] = 1;
  const fluxes: Float64Array = dataset.properties.flux.map((flux) => 2 * flux);
  return selectRows({ ...dataset, counts: changed, properties: { ...dataset.properties, fluxes } }, [0, 1]);
}

/** Everything that reads takes both kinds. */
export function reading(pha: Pha, rmf: Rmf, arf: Arf, dataset: Dataset): unknown[] {
  const response = createResponse(rmf, arf);
  const flux: Float64Array = model('powerlaw').bind(response.energLo, response.energHi).evaluate();
  const expected: Float64Array = applyResponse(response, flux, 1);
  writePha('x.pha', { ...pha, counts: expected });
  const whole = Float64Array.from(pha.counts, (count) => count + 1);
  const shared: ReadonlyFloat64Array = new Float64Array(new SharedArrayBuffer(8));
  const bytes = new Uint8Array(rmf.matrix.buffer, rmf.matrix.byteOffset, rmf.matrix.byteLength);
  const first: number | undefined = dataset.counts.at(0);
  let total = 0;
  for (const count of dataset.counts) total += count;
  return [
    ...[whole, shared, bytes, first, total, [...dataset.counts]],
    dataset.counts.subarray(1).reduce((sum, count) => sum + count, 0),
    sumGroups(pha.counts, groupChannels(pha)),
    poissonLogLikelihood(dataset.counts, expected, dataset.channels),
    datasetFromPha([{ pha, rmf, arf }]),
  ];
}

/** Kinds do not pass for each other, and readonly ones not for mutable ones. */
export function kinds(doubles: ReadonlyFloat64Array, words: ReadonlyUint16Array): unknown[] {
  // @ts-expect-error it may be changed there
  const mutable: Float64Array = doubles;
  // @ts-expect-error another kind
  const other: ReadonlyFloat64Array = words;
  // @ts-expect-error another kind
  const mine: ReadonlyUint16Array = new Uint32Array(1);
  return [mutable, other, mine];
}
