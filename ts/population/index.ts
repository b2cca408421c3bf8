import { checkOptions, ParameterError } from '../base/index.js';
import { type CdfsRow, type CoupRow, filterCdfs, filterCoup, readCdfs, readCoup } from '../catalog/index.js';
import type { Source } from '../ogip/index.js';
import { type AgnOptions, agn } from './agn.js';
import { type StarOptions, stars } from './stars.js';
import type { Population } from './types.js';

export { type AgnOptions, type AgnProperties, agn } from './agn.js';
export type { AgnPreset } from './agnModels.js';
export type { AgnMix } from './agnSources.js';
export { normalQuantile } from './normal.js';
export { tenTo } from './parts.js';
export { type StarOptions, type StarProperties, stars } from './stars.js';
export type { Population, SampleOptions, SourceGroup, SourceTable } from './types.js';

/** Options of {@link population}. */
export interface PopulationOptions extends AgnOptions, Pick<StarOptions, 'fluxMatch'> {
  /**
   * The COUP catalogue (VizieR J/ApJS/160/319/coup as FITS or tab-separated values), or its rows by `filterCoup`; stars are
   * drawn from them. Stars only.
   */
  coup?: Source | readonly CoupRow[];
  /**
   * The CDFS catalogue (VizieR J/A+A/451/457), or its rows by `filterCdfs`: AGN are drawn from them; stars take their fluxes from
   * them, unless `fluxMatch` is false.
   */
  cdfs?: Source | readonly CdfsRow[];
}

/**
 * A population by its name: {@link stars} or {@link agn}, from the embedded distributions or from catalogues, which are read
 * and filtered here. `preset` and `mix` are for AGN, `fluxMatch` for stars.
 *
 * @throws ParameterError for another name, or for an option of the other class; FileError if a catalogue cannot be read
 */
export function population(name: 'star' | 'agn', options: PopulationOptions = {}): Population {
  checkOptions(options);
  const { coup, cdfs, fluxMatch, preset, mix } = options;
  if (name !== 'star' && name !== 'agn')
    throw new ParameterError('name', `no population "${name}"; there are star and agn`);
  const agnRows =
    cdfs === undefined ? undefined : Array.isArray(cdfs) ? cdfs : filterCdfs(readCdfs(cdfs as Source)).rows;
  if (name === 'agn') {
    if (coup !== undefined) throw new ParameterError('coup', 'the COUP catalogue holds stars; agn takes none');
    if (fluxMatch !== undefined) throw new ParameterError('fluxMatch', 'fluxMatch is for stars; agn takes none');
    return agn(agnRows, { preset, mix });
  }
  for (const [option, value] of Object.entries({ preset, mix }))
    if (value !== undefined) throw new ParameterError(option, `${option} is for AGN; star takes none`);
  const rows = coup === undefined ? undefined : Array.isArray(coup) ? coup : filterCoup(readCoup(coup as Source)).rows;
  const fluxes = agnRows?.map(({ softFlux, hardFlux }) => softFlux + hardFlux);
  return stars(rows, { fluxMatch, fluxes });
}
