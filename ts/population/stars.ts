import type { CoupRow } from '../catalog/index.js';
import { checkList, checkObject, ParameterError, streams, uniforms } from '../native/index.js';
import { type Mixture, sampleMixture } from './mixture.js';
import { normalQuantile } from './normal.js';
import { checkSample, clip, type FluxDistribution, GroupBuilder, identityOf, populationData, tenTo } from './parts.js';
import type { Population, SampleOptions, SourceTable } from './types.js';

/** The numbers of data/populations/stars.json, each with its source in the file. */
export interface StarNumbers {
  version: number;
  /** Share of stars described by one plasma. */
  oneTemperature: number;
  /** log NH, log kT1 (log kT2, log EM2/EM1), all log10, NH in cm^-2, kT in keV. */
  one: Mixture;
  two: Mixture;
  /** Values beyond are set to the limit, as the catalogue's own fits stop there. */
  limits: { logNH: [number, number]; kT: [number, number] };
  /** Standard deviations by which a catalogue row is blurred, in dex. */
  kernel: { logNH: number; logkT: number; logRatio: number };
  abundance: number;
}

/** The properties of a star, in a `SourceTable`'s `properties`. */
export interface StarProperties {
  /** Absorbing column, 1e22 cm^-2. */
  nH: Float64Array;
  /** Plasma temperatures, keV, kT1 <= kT2; kT2 and emRatio (EM2 / EM1) are NaN for one plasma. */
  kT1: Float64Array;
  kT2: Float64Array;
  emRatio: Float64Array;
  /** Absorbed 0.5-10 keV flux, erg/cm2/s. */
  flux: Float64Array;
}

/** Uniforms a star takes: its kind or row, its mixture component, four normals, its flux. */
const DRAWS = 7;

/** log10 NH, kT1, kT2, EM2/EM1 of one star; the last two only with two plasmas. */
type StarLogs = number[];

/**
 * Young stars, as Hebbar & Heinke 2023 (section 2) simulate them: `tbabs*apec` or `tbabs*(apec+apec)`, abundance 0.3, scaled
 * by `cflux` to an absorbed 0.5-10 keV flux from the AGN's distribution, so that emission measures keep only their ratio.
 *
 * With `rows` (filtered COUP rows: see `filterCoup`) each star is one row drawn at random, which keeps all
 * correlations, blurred by the kernel of data/populations/stars.json. Without, it is drawn from Gaussian mixtures fitted to
 * the logarithms of those rows (tools/population).
 *
 * @throws ParameterError when no rows are left to draw from.
 */
export function stars(rows?: readonly CoupRow[]): Population {
  const numbers = populationData<StarNumbers>('stars.json');
  const { flux } = populationData<{ flux: FluxDistribution }>('agn.json');
  const { limits, abundance, version } = numbers;
  if (rows !== undefined) checkList('rows', rows, 'a list of COUP rows (filterCoup)');
  rows?.forEach((row, i) => {
    checkObject(`rows[${i}]`, row, 'a COUP row (readCoup)', 'logNH', 'kT1');
  });
  if (rows?.length === 0) throw new ParameterError('rows', 'no COUP rows are left to draw stars from');
  const draw = rows ? fromRows(rows, numbers) : fromMixtures(numbers);
  const content = rows ? [rows, limits, numbers.kernel, abundance, flux] : [numbers, flux];
  return {
    name: 'star',
    identity: identityOf(rows ? 'star-coup' : 'star', version, content),
    description: rows
      ? `young stars: ${rows.length} rows of the COUP catalogue, each drawn whole and blurred`
      : 'young stars: Gaussian mixtures fitted to the filtered COUP catalogue',
    sample: (count, options) => sampleStars(count, options, draw, { limits, abundance, flux }),
  };
}

function fromMixtures({ oneTemperature, one, two }: StarNumbers): (u: Float64Array) => StarLogs {
  return (u) => sampleMixture(u[0] < oneTemperature ? one : two, u[1], Array.from(u.subarray(2, 6), normalQuantile));
}

function fromRows(rows: readonly CoupRow[], { kernel }: StarNumbers): (u: Float64Array) => StarLogs {
  const widths = [kernel.logNH, kernel.logkT, kernel.logkT, kernel.logRatio];
  return (u) => {
    const { logNH, kT1, kT2, logEM1, logEM2 } = rows[Math.floor(u[0] * rows.length)];
    const logs = [logNH, Math.log10(kT1)];
    if (kT2 > 0) logs.push(Math.log10(kT2), logEM2 - logEM1);
    return logs.map((value, k) => value + widths[k] * normalQuantile(u[2 + k]));
  };
}

function sampleStars(
  count: number,
  options: SampleOptions,
  draw: (u: Float64Array) => StarLogs,
  { limits, abundance, flux }: Pick<StarNumbers, 'limits' | 'abundance'> & { flux: FluxDistribution },
): SourceTable {
  checkSample(count, options);
  const { seed, first = 0 } = options;
  const u = uniforms(seed, streams.starParameters, first, count, DRAWS);
  const column = () => new Float64Array(count).fill(Number.NaN);
  const properties = { nH: column(), kT1: column(), kT2: column(), emRatio: column(), flux: column() };
  const one = new GroupBuilder(`cflux(0.5,10,-14)*tbabs*apec(1,${abundance},0,1)`);
  const two = new GroupBuilder(`cflux(0.5,10,-14)*tbabs*(apec(1,${abundance},0,1)+apec(1,${abundance},0,1))`);
  for (let i = 0; i < count; i++) {
    const own = u.subarray(i * DRAWS, (i + 1) * DRAWS);
    const star = starOf(draw(own), limits);
    const logFlux = Math.log10(flux.median) + flux.dex * normalQuantile(own[6]);
    for (const [name, value] of Object.entries({ ...star, flux: tenTo(logFlux) }))
      properties[name as keyof StarProperties][i] = value;
    const common = { 'cflux.lg10Flux': logFlux, 'tbabs.nH': star.nH };
    if (Number.isNaN(star.kT2)) one.add(i, { ...common, 'apec.kT': star.kT1 });
    else {
      const share = star.emRatio / (1 + star.emRatio);
      const plasmas = { 'apec#3.kT': star.kT1, 'apec#4.kT': star.kT2, 'apec#3.norm': 1 - share, 'apec#4.norm': share };
      two.add(i, { ...common, ...plasmas });
    }
  }
  return { count, properties, groups: [...one.build(), ...two.build()] };
}

/** Logs to properties, within the limits and with the cooler plasma first, as in the catalogue. */
function starOf([logNH, log1, log2, logRatio]: StarLogs, limits: StarNumbers['limits']) {
  const nH = tenTo(clip(logNH, limits.logNH) - 22);
  const kT1 = clip(tenTo(log1), limits.kT);
  if (log2 === undefined) return { nH, kT1, kT2: Number.NaN, emRatio: Number.NaN };
  const kT2 = clip(tenTo(log2), limits.kT);
  const emRatio = tenTo(logRatio);
  return kT1 <= kT2 ? { nH, kT1, kT2, emRatio } : { nH, kT1: kT2, kT2: kT1, emRatio: 1 / emRatio };
}
