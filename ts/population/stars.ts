import {
  checkList,
  checkObject,
  checkOptions,
  ParameterError,
  type ReadonlyFloat64Array,
  readData,
  wordsFor,
} from '../base/index.js';
import type { CoupRow } from '../catalog/index.js';
import { streams, uniforms } from '../native/index.js';
import { agnNumbers } from './agnSources.js';
import { BandFlux } from './bandFlux.js';
import { normalQuantile } from './normal.js';
import {
  checkSample,
  type FluxDistribution,
  GroupBuilder,
  identityOf,
  type ParameterSet,
  parameterSet,
  tenTo,
} from './parts.js';
import { draws, fromMixtures, fromRows, type Star, starNumbers } from './starSources.js';
import type { Population, SampleOptions, SourceTable } from './types.js';

/** The properties of a star, in a `SourceTable`'s `properties`. */
export interface StarProperties {
  /** Absorbing column, 1e22 cm^-2. */
  readonly nH: ReadonlyFloat64Array;
  /** Plasma temperatures, keV, kT1 <= kT2; kT2 and emRatio (EM2 / EM1) are NaN for one plasma. */
  readonly kT1: ReadonlyFloat64Array;
  readonly kT2: ReadonlyFloat64Array;
  readonly emRatio: ReadonlyFloat64Array;
  /** log10 of the emission measures, cm^-3, with `fluxMatch: false` only; logEM2 is NaN for one plasma. */
  readonly logEM1?: ReadonlyFloat64Array;
  readonly logEM2?: ReadonlyFloat64Array;
  /** Absorbed 0.5-10 keV flux, erg/cm2/s. */
  readonly flux: ReadonlyFloat64Array;
}

/** Options of {@link stars}. */
export interface StarOptions {
  /**
   * true (default): each star has an absorbed 0.5-10 keV flux drawn from that of the AGN, so that its emission measures keep
   * only their ratio. false: it has the flux that its own emission measures give at the distance of the Orion nebula.
   */
  fluxMatch?: boolean;
  /**
   * Absorbed 0.5-10 keV fluxes to draw from, erg/cm2/s, blurred by 0.1 dex, such as those of the CDFS catalogue's rows (softFlux +
   * hardFlux); default: the embedded distribution of the AGN.
   */
  fluxes?: ArrayLike<number>;
}

const SCALE = 'cflux(0.5,10,-14)*';

/** log10 of a drawn flux, from two uniforms. */
type DrawFlux = (pick: number, spread: number) => number;

/**
 * Young stars, as Hebbar & Heinke 2023 (section 2) simulate them: `tbabs*apec` or `tbabs*(apec+apec)`, abundance 0.3, scaled
 * by `cflux` to an absorbed 0.5-10 keV flux from the AGN's distribution, so that emission measures keep only their ratio.
 *
 * With `rows` (filtered COUP rows: see `filterCoup`) each star is one row drawn at random, which keeps all
 * correlations, blurred by the kernel of data/populations/stars.json. Without, it is drawn from Gaussian mixtures fitted to
 * the logarithms of those rows (tools/population).
 *
 * @param rows filtered rows of the catalogue (`filterCoup`); without them stars follow the fitted mixtures
 * @throws ParameterError when no rows are left to draw from, for rows without emission measures where they are needed, for
 *   fluxes that are not above 0.
 */
export function stars(rows?: readonly CoupRow[], options: StarOptions = {}): Population {
  const numbers = readData('populations/stars.json', starNumbers);
  const agn = readData('populations/agn.json', agnNumbers);
  checkOptions(options);
  const { fluxMatch = true, fluxes } = options;
  if (typeof fluxMatch !== 'boolean')
    throw new ParameterError('fluxMatch', `fluxMatch is ${wordsFor(fluxMatch)}; true or false is needed`);
  if (rows !== undefined) checkRows(rows, fluxMatch);
  if (fluxes !== undefined) checkFluxes(fluxes, fluxMatch);
  const spread = agn.kernel.logFlux;
  const drawFlux = fluxes ? fromFluxes(fluxes, spread) : fromLognormal(agn.flux);
  const draw = rows ? fromRows(rows, numbers) : fromMixtures(numbers);
  const source = rows ? [rows, numbers.limits, numbers.kernel, numbers.abundance] : [numbers];
  const flux = fluxes ? [Array.from(fluxes), spread] : [agn.flux];
  const name = [rows ? 'star-coup' : 'star', !fluxMatch && 'own-flux', fluxes && 'given-fluxes'];
  const content = fluxMatch ? [...source, ...flux] : [...source, numbers.distance];
  const origin = rows
    ? `young stars: ${rows.length} rows of the COUP catalogue, each drawn whole and blurred`
    : 'young stars: Gaussian mixtures fitted to the filtered COUP catalogue';
  const whose = fluxes ? `${fluxes.length} given ones` : 'the distribution of the AGN';
  const fluxText = fluxMatch ? `; fluxes from ${whose}` : `; fluxes of their own at ${numbers.distance.value} pc`;
  let sets: StarSets | undefined; // made once: they parse models
  return {
    name: 'star',
    identity: identityOf(name.filter(Boolean).join('-'), numbers.version, content),
    description: origin + fluxText,
    sample(count, given) {
      sets ??= setsOf(numbers.abundance, fluxMatch);
      return sampleStars(count, given, { draw, sets, parsec: numbers.distance.value, ...(fluxMatch && { drawFlux }) });
    },
  };
}

interface StarSets {
  onePlasma: ParameterSet;
  twoPlasmas: ParameterSet;
}

/** Behind cflux, norms count by their ratio alone. */
function setsOf(abundance: number, fluxMatch: boolean): StarSets {
  const plasma = `apec(1,${abundance},0,1)`;
  const [one, two] = [`tbabs*${plasma}`, `tbabs*(${plasma}+${plasma})`];
  if (fluxMatch)
    return {
      onePlasma: parameterSet(SCALE + one, ['tbabs.nH', 'apec.kT', 'cflux.lg10Flux']),
      twoPlasmas: parameterSet(SCALE + two, [
        'tbabs.nH',
        'apec#3.kT',
        'apec#4.kT',
        'apec#3.norm',
        'apec#4.norm',
        'cflux.lg10Flux',
      ]),
    };
  return {
    onePlasma: parameterSet(one, ['tbabs.nH', 'apec.kT', 'apec.norm']),
    twoPlasmas: parameterSet(two, ['tbabs.nH', 'apec#2.kT', 'apec#3.kT', 'apec#2.norm', 'apec#3.norm']),
  };
}

function checkRows(rows: readonly CoupRow[], fluxMatch: boolean): void {
  checkList('rows', rows, 'a list of COUP rows (filterCoup)');
  rows.forEach((row, i) => {
    checkObject(`rows[${i}]`, row, 'a COUP row (readCoup)', 'logNH', 'kT1', 'kT2', 'logEM1', 'logEM2');
    const measures = [...(fluxMatch ? [] : [row.logEM1]), ...(row.kT2 > 0 ? [row.logEM1, row.logEM2] : [])];
    if (!(Number.isFinite(row.logNH) && row.kT1 > 0 && measures.every(Number.isFinite)))
      throw new ParameterError(
        'rows',
        `rows[${i}] (COUP ${row.coup}) lacks a column, temperature or emission measure; leave such rows out (filterCoup)`,
      );
  });
  if (rows.length === 0) throw new ParameterError('rows', 'no COUP rows are left to draw stars from');
}

function checkFluxes(fluxes: ArrayLike<number>, fluxMatch: boolean): void {
  checkList('fluxes', fluxes, 'a list of fluxes, erg/cm2/s');
  if (!fluxMatch) throw new ParameterError('fluxes', 'fluxes are given, but with fluxMatch false stars have their own');
  if (fluxes.length === 0) throw new ParameterError('fluxes', 'there is no flux to draw from; give one or more');
  const bad = Array.from(fluxes).findIndex((flux) => !(flux > 0 && flux < 1));
  if (bad >= 0)
    throw new ParameterError('fluxes', `fluxes[${bad}] is ${wordsFor(fluxes[bad])}; it must be above 0, in erg/cm2/s`);
}

const fromLognormal =
  ({ median, dex }: FluxDistribution): DrawFlux =>
  (pick) =>
    Math.log10(median) + dex * normalQuantile(pick);

const fromFluxes =
  (fluxes: ArrayLike<number>, dex: number): DrawFlux =>
  (pick, spread) =>
    Math.log10(fluxes[Math.floor(pick * fluxes.length)]) + dex * normalQuantile(spread);

interface StarDraw {
  draw: (u: Float64Array) => Star;
  sets: StarSets;
  /** Distance of stars with a brightness of their own, pc. */
  parsec: number;
  /** Without it the stars keep the brightness of their emission measures. */
  drawFlux?: DrawFlux;
}

function sampleStars(count: number, options: SampleOptions, { draw, sets, parsec, drawFlux }: StarDraw): SourceTable {
  checkSample(count, options);
  const { seed, first = 0 } = options;
  const width = draws.star + draws.flux;
  const u = uniforms(seed, streams.starParameters, first, count, width);
  const column = () => new Float64Array(count).fill(Number.NaN);
  const measures = { logEM1: column(), logEM2: column() };
  const properties = { nH: column(), kT1: column(), kT2: column(), emRatio: column(), flux: column() };
  const onePlasma = new GroupBuilder(sets.onePlasma);
  const twoPlasmas = new GroupBuilder(sets.twoPlasmas);
  for (let i = 0; i < count; i++) {
    const starUniforms = u.subarray(i * width, (i + 1) * width);
    const star = draw(starUniforms);
    const { nH, kT1, kT2, emRatio, logEM1, logEM2 } = star;
    properties.nH[i] = nH;
    properties.kT1[i] = kT1;
    properties.kT2[i] = kT2;
    properties.emRatio[i] = emRatio;
    const values = drawFlux ? matched(star) : unmatched(star, parsec);
    if (drawFlux) {
      const logFlux = drawFlux(starUniforms[draws.star], starUniforms[draws.star + 1]);
      values.push(logFlux);
      properties.flux[i] = tenTo(logFlux);
    } else [measures.logEM1[i], measures.logEM2[i]] = [logEM1, logEM2];
    (Number.isNaN(kT2) ? onePlasma : twoPlasmas).add(i, values);
  }
  const groups = [...onePlasma.build(), ...twoPlasmas.build()];
  if (drawFlux) return { count, properties, groups };
  for (const { model, index, parameters } of groups)
    new BandFlux(model).fluxes(parameters).forEach((flux, k) => {
      properties.flux[index[k]] = flux;
    });
  return { count, properties: { ...properties, ...measures }, groups };
}

/** Column, temperatures and shares. */
function matched({ nH, kT1, kT2, emRatio }: Star): number[] {
  if (Number.isNaN(kT2)) return [nH, kT1];
  const share = emRatio / (1 + emRatio);
  return [nH, kT1, kT2, 1 - share, share];
}

const CM_PER_PC = 3.085677581491367e18;

/** Column, temperatures and norms: apec's is 1e-14 / (4 pi D^2) times the emission measure (XSPEC manual, apec). */
function unmatched({ nH, kT1, kT2, logEM1, logEM2 }: Star, parsec: number): number[] {
  const offset = -14 - Math.log10(4 * Math.PI) - 2 * Math.log10(parsec * CM_PER_PC);
  const norm1 = tenTo(logEM1 + offset);
  if (Number.isNaN(kT2)) return [nH, kT1, norm1];
  return [nH, kT1, kT2, norm1, tenTo(logEM2 + offset)];
}
