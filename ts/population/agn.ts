import {
  checkList,
  checkOptions,
  ParameterError,
  type ReadonlyFloat64Array,
  readData,
  wordsFor,
} from '../base/index.js';
import { type CdfsRow, filterCdfs } from '../catalog/index.js';
import { streams, uniforms } from '../native/index.js';
import { AgnModels, type AgnPreset, agnPresets } from './agnModels.js';
import {
  type Agn,
  type AgnMix,
  agnMixes,
  agnNumbers,
  type Draw,
  draws,
  fromCatalog,
  fromDistributions,
} from './agnSources.js';
import { checkSample, GroupBuilder, identityOf } from './parts.js';
import type { Population, SampleOptions, SourceTable } from './types.js';

/** The properties of an AGN, in a `SourceTable`'s `properties`. */
export interface AgnProperties {
  /** Absorbing column in the host, 1e22 cm^-2; NaN for C-thick, of which only reflected light is seen. */
  readonly nH: ReadonlyFloat64Array;
  /** Redshift. */
  readonly z: ReadonlyFloat64Array;
  /** Photon index. */
  readonly Gamma: ReadonlyFloat64Array;
  /** Equivalent width of the Fe-K line at the source, eV; NaN without a line. */
  readonly EW: ReadonlyFloat64Array;
  /** Absorbed 0.5-10 keV flux of the main component, erg/cm2/s. */
  readonly flux: ReadonlyFloat64Array;
  /** 1 for Soft-C, 0 for the others. */
  readonly softC: ReadonlyFloat64Array;
  /** 1 for C-thick, 0 for the others. */
  readonly cThick: ReadonlyFloat64Array;
}

/** Options of {@link agn}. */
export interface AgnOptions {
  /** Models as the paper prints them (`paper`, the default), or with every term behind the Galaxy's column (`physical`). */
  preset?: AgnPreset;
  /** Shares of the models: C-thin 93 %, Soft-C 3 %, C-thick 4 % (`paper`, the default), or as in the `catalog`. */
  mix?: AgnMix;
  /** false: no AGN has an Fe-K line; all else of each stays as it is with true, the default. */
  lines?: boolean;
}

/**
 * AGN by the distributions that Hebbar & Heinke 2023 (section 2, figure 3) print for Tozzi et al. 2006, A&A 451, 457: C-thin
 * 93 %, Soft-C 3 %, C-thick 4 % (reflection alone), half of them with an Fe-K line on top of the flux-scaled continuum. The
 * catalogue itself is not embedded: within the printed numbers the shapes are assumptions, each named in data/populations/agn.json.
 *
 * With `rows` (those of the catalogue: see `readCdfs`, `filterCdfs`) each AGN is one row drawn at random, among those of its
 * model, blurred by the kernel of data/populations/agn.json.
 *
 * @param rows complete rows of the catalogue (`filterCdfs`); without them AGN follow the printed distributions
 * @throws ParameterError for an unknown preset or mix, rows whose fit is not complete, or when there are no rows of a model that
 *   the mix needs.
 */
export function agn(rows?: readonly CdfsRow[], options: AgnOptions = {}): Population {
  checkOptions(options);
  const { preset = 'paper', mix = 'paper', lines = true } = options;
  checkName('preset', preset, agnPresets);
  checkName('mix', mix, agnMixes);
  if (typeof lines !== 'boolean')
    throw new ParameterError('lines', `lines is ${wordsFor(lines)}; true or false is needed`);
  if (rows !== undefined) checkRows(rows);
  const printed = readData('populations/agn.json', agnNumbers);
  const numbers = lines ? printed : { ...printed, line: { ...printed.line, share: 0 } };
  const draw = rows ? fromCatalog(rows, numbers, mix) : fromDistributions(numbers, mix);
  const name = [
    rows ? 'agn-cdfs' : 'agn',
    preset !== 'paper' && preset,
    mix !== 'paper' && `${mix}-mix`,
    !lines && 'no-lines',
  ];
  const shares = mix === 'paper' ? 'C-thin 93 %, Soft-C 3 %, C-thick 4 %' : 'C-thin, Soft-C, C-thick 299:8:14';
  let models: AgnModels | undefined; // made once: they hold bound models
  return {
    name: 'agn',
    identity: identityOf(name.filter(Boolean).join('-'), numbers.version, rows ? [rows, numbers] : numbers),
    description:
      (rows
        ? `AGN: ${rows.length} rows of the CDFS catalogue, each drawn whole and blurred${mix === 'paper' ? `; ${shares}` : ''}`
        : `AGN by printed distributions: ${shares}`) +
      (preset === 'paper' ? '' : `; ${preset} models`) +
      (lines ? '' : '; no Fe-K lines'),
    sample(count, given) {
      models ??= new AgnModels(numbers, preset);
      return sampleAgn(count, given, draw, models);
    },
  };
}

function checkName(option: string, value: unknown, names: readonly string[]): void {
  if (!names.includes(value as string))
    throw new ParameterError(option, `${option} is ${wordsFor(value)}; it must be ${names.join(' or ')}`);
}

function checkRows(rows: readonly CdfsRow[]): void {
  checkList('rows', rows, 'a list of CDFS rows (filterCdfs)');
  const { rows: complete } = filterCdfs(rows);
  if (complete.length < rows.length)
    throw new ParameterError(
      'rows',
      `${rows.length - complete.length} of the ${rows.length} CDFS rows lack a number; leave them out by filterCdfs`,
    );
  if (rows.length === 0) throw new ParameterError('rows', 'no CDFS rows are left to draw AGN from');
}

function sampleAgn(count: number, options: SampleOptions, draw: (u: Draw) => Agn, models: AgnModels): SourceTable {
  checkSample(count, options);
  const { seed, first = 0 } = options;
  const u = uniforms(seed, streams.agnParameters, first, count, draws.length);
  const column = () => new Float64Array(count);
  const properties = {
    nH: column(),
    z: column(),
    Gamma: column(),
    EW: column(),
    flux: column(),
    softC: column(),
    cThick: column(),
  };
  const groups = models.sets.map((set) => new GroupBuilder(set));
  const names = Object.keys(properties) as (keyof AgnProperties)[];
  const numbers = {} as Draw;
  const sources = Array.from({ length: count }, (_, i) => {
    for (let k = 0; k < draws.length; k++) numbers[draws[k]] = u[i * draws.length + k];
    return draw(numbers);
  });
  const absorbed = models.absorbedFluxes(sources);
  sources.forEach((source, i) => {
    for (const name of names) properties[name][i] = source[name];
    groups[models.placeOf(source)].add(i, models.parametersOf(source, absorbed[i]));
  });
  return { count, properties, groups: groups.flatMap((group) => group.build()) };
}
