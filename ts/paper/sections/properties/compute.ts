import { agn, type SourceTable, stars } from '../../../index.js';
import type { Context } from '../../run/context.js';
import { seedFor } from '../../run/seeds.js';
import { bandFluxes } from '../../statistics/bandFluxes.js';

/**
 * Number of AGN whose models are evaluated for figure 3c, and of stars with their own emission measures for figure 2d.
 */
const EVALUATED = 20_000;

type Columns<Name extends string> = Record<Name, Float64Array>;

/**
 * Properties of the sources of all datasets; NaN where a property does not apply. nH in 1e22 cm^-2, temperatures in
 * keV, EW in eV, flux 0.5-10 keV in erg/cm2/s.
 */
export interface PropertyColumns {
  star: Columns<'nH' | 'kT1' | 'kT2' | 'flux'>;
  /** Emission measures of stars that have them as in the catalogue: log10, cm^-3. */
  measures: Columns<'logEM1' | 'logEM2'>;
  agn: Columns<'nH' | 'z' | 'Gamma' | 'EW' | 'softC' | 'cThick' | 'flux'>;
  /** Absorbed fluxes in 0.5-2 and 2-10 keV of the first AGN, erg/cm2/s; NaN for the others. */
  agnFluxes: Columns<'soft' | 'hard'>;
}

export function compute({ config }: Context): PropertyColumns {
  const seed = seedFor(config.seed, 'sources');
  const galaxies = agn().sample(config.spectraPerClass, { seed });
  const evaluated = Math.min(EVALUATED, config.spectraPerClass);
  const bands = [
    [0.5, 2],
    [2, 10],
  ] as const;
  const [soft, hard] = bandFluxes(galaxies, bands, evaluated);
  return {
    star: columnsFrom(stars().sample(config.spectraPerClass, { seed }), ['nH', 'kT1', 'kT2', 'flux']),
    measures: columnsFrom(stars(undefined, { fluxMatch: false }).sample(evaluated, { seed }), ['logEM1', 'logEM2']),
    agn: columnsFrom(galaxies, ['nH', 'z', 'Gamma', 'EW', 'softC', 'cThick', 'flux']),
    agnFluxes: { soft, hard },
  };
}

const columnsFrom = <Name extends string>({ properties }: SourceTable, names: readonly Name[]): Columns<Name> =>
  Object.fromEntries(names.map((name) => [name, properties[name]])) as Columns<Name>;
