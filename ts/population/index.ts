import { filterCoup, readCoup } from '../catalog/index.js';
import { checkOptions, ParameterError } from '../native/index.js';
import type { Source } from '../ogip/index.js';
import { agn } from './agn.js';
import { stars } from './stars.js';
import type { Population } from './types.js';

export { type AgnProperties, agn } from './agn.js';
export { normalQuantile } from './normal.js';
export { tenTo } from './parts.js';
export { type StarProperties, stars } from './stars.js';
export type { Population, SampleOptions, SourceGroup, SourceTable } from './types.js';

/**
 * A population by its name.
 *
 * @param options.coup the COUP catalogue (VizieR J/ApJS/160/319/coup as FITS); stars are then drawn from its filtered rows
 * @throws ParameterError for another name, or for a catalogue given with AGN; FileError if the catalogue cannot be read
 */
export function population(name: 'star' | 'agn', options: { coup?: Source } = {}): Population {
  checkOptions(options);
  if (name === 'star') return stars(options.coup === undefined ? undefined : filterCoup(readCoup(options.coup)).rows);
  if (name !== 'agn') throw new ParameterError('name', `no population "${name}"; there are star and agn`);
  if (options.coup !== undefined) throw new ParameterError('coup', 'the COUP catalogue holds stars; agn takes none');
  return agn();
}
