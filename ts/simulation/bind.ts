import { checkObject, checkOptions, FileError } from '../base/index.js';
import type { BindOptions, BoundModel, SpectralModel } from '../spectral/index.js';
import { checkResponse } from './apply.js';
import type { Response } from './response.js';

/** Bins join when one begins where the other ends, to this share of their width; the native core has the same. */
const JOIN_TOLERANCE = 1e-3;

/**
 * `SpectralModel.bind` on a response's energies. The last eight models of a response are kept, so that calls such as `expectedCounts`
 * bind each once.
 *
 * @returns the model on the response's energies, with what there is to warn of
 * @throws FileError naming the RMF and its row for energies on which no model can be evaluated: gaps and overlaps.
 */
export function bindToResponse(model: SpectralModel, response: Response, options: BindOptions = {}): BoundModel {
  checkObject('model', model, 'a model (model)', 'bind', 'expression');
  checkResponse(response);
  checkOptions(options);
  // A plasma table of one's own has no name to be found by.
  if (options.plasma) return bind(model, response, options);
  const key = JSON.stringify([model.expression, Array.from(model.values), options.abundances, options.fineStructure]);
  const known = boundModels.get(response) ?? new Map<string, BoundModel>();
  const bound = known.get(key) ?? bind(model, response, options);
  known.delete(key);
  known.set(key, bound);
  if (known.size > KEPT) known.delete(known.keys().next().value!);
  boundModels.set(response, known);
  return bound;
}

/** Models bound to a response last, by expression, values and options: binding takes milliseconds, a spectrum microseconds. */
const boundModels = new WeakMap<Response, Map<string, BoundModel>>();
const KEPT = 8;

function bind(model: SpectralModel, response: Response, options: BindOptions): BoundModel {
  checkEnergies(response);
  return model.bind(response.energLo, response.energHi, options);
}

function checkEnergies({ rmfFile: rmf, energLo, energHi }: Response): void {
  for (let e = 0; e < energLo.length; e++) {
    const row = `row ${e + 1}: the energy bin from ${energLo[e]} to ${energHi[e]} keV (ENERG_LO, ENERG_HI)`;
    if (e === 0 || Math.abs(energLo[e] - energHi[e - 1]) <= JOIN_TOLERANCE * (energHi[e] - energLo[e])) continue;
    const kind = energLo[e] > energHi[e - 1] ? 'leaves a gap after' : 'overlaps';
    const remedy = 'models need bins that follow each other; make the RMF anew';
    throw new FileError(rmf, `${row} ${kind} the one before it, which ends at ${energHi[e - 1]} keV; ${remedy}`);
  }
}
