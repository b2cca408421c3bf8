import { streams, uniforms } from '../native/index.js';
import { model } from '../spectral/index.js';
import { pick } from './mixture.js';
import { normalQuantile } from './normal.js';
import { checkSample, clip, type FluxDistribution, GroupBuilder, identityOf, populationData, tenTo } from './parts.js';
import type { Population, SampleOptions, SourceTable } from './types.js';

/** The numbers of data/populations/agn.json; each has its source there. */
interface AgnNumbers {
  version: number;
  mix: { cThin: number; softC: number };
  gamma: { parts: { weight: number; mean: number; sd: number }[]; limits: [number, number] };
  unconstrainedShare: { value: number };
  unconstrainedLogNH: { value: number };
  logNH: { mean: number; sd: number; limits: [number, number] };
  correlation: { value: number };
  redshift: { nearShare: number; near: [number, number]; shape: number; scale: number; limit: number };
  flux: FluxDistribution;
  galacticNH: { value: number };
  line: { share: number; equivalentWidth: [number, number]; energy: number; sigma: number };
  softFraction: { value: number };
}

/** The properties of an AGN, in a `SourceTable`'s `properties`. */
export interface AgnProperties {
  /** Absorbing column in the host, 1e22 cm^-2, and redshift. */
  nH: Float64Array;
  z: Float64Array;
  /** Photon index. */
  Gamma: Float64Array;
  /** Equivalent width of the Fe-K line at the source, eV; NaN without a line. */
  EW: Float64Array;
  /** Absorbed 0.5-10 keV flux of the main component, erg/cm2/s. */
  flux: Float64Array;
  /** 1 for Soft-C, 0 for C-thin. */
  softC: Float64Array;
}

interface Agn {
  nH: number;
  z: number;
  Gamma: number;
  EW: number;
  flux: number;
  softC: number;
}

/** Uniforms an AGN takes, in this order. */
const draws = ['kind', 'line', 'gammaPart', 'gamma', 'constrained', 'nH', 'near', 'z', 'width', 'flux'] as const;
type Draw = Record<(typeof draws)[number], number>;

const THIN = 'cflux(0.5,10,-14)*tbabs*ztbabs*pegpwrlw(1.8,0.5,10,1)';
const SOFT = 'tbabs*pegpwrlw(1.8,0.5,10,1) + cflux(0.5,10,-14)*ztbabs*pegpwrlw(1.8,0.5,10,1)';
const LINE = ' + tbabs*ztbabs*gaussian';

/**
 * AGN by the distributions that Hebbar & Heinke 2023 (section 2, figure 3) print for Tozzi et al. 2006, A&A 451, 457: C-thin
 * and Soft-C in the ratio 93:3, half of them with an Fe-K line on top of the flux-scaled continuum. The catalogue
 * itself is not embedded: within the printed numbers the shapes are assumptions, each named in data/populations/agn.json.
 * Compton-thick AGN (4 % in the paper) are left out, not imitated: they need the reflection model pexrav.
 */
export function agn(): Population {
  const numbers = populationData<AgnNumbers>('agn.json');
  return {
    name: 'agn',
    identity: identityOf('agn', numbers.version, numbers),
    description: 'AGN by printed distributions: C-thin and Soft-C in the ratio 93:3; no Compton-thick ones',
    sample: (count, options) => sampleAgn(count, options, numbers),
  };
}

function sampleAgn(count: number, { seed, first = 0 }: SampleOptions, numbers: AgnNumbers): SourceTable {
  checkSample(count, first);
  const u = uniforms(seed, streams.agnParameters, first, count, draws.length);
  const column = () => new Float64Array(count);
  const properties = { nH: column(), z: column(), Gamma: column(), EW: column(), flux: column(), softC: column() };
  const continuum = new Continuum();
  const groups = [THIN, THIN + LINE, SOFT, SOFT + LINE].map((expression) => new GroupBuilder(expression));
  for (let i = 0; i < count; i++) {
    const draw = Object.fromEntries(draws.map((name, k) => [name, u[i * draws.length + k]])) as Draw;
    const source = agnOf(draw, numbers);
    for (const [name, value] of Object.entries(source)) properties[name as keyof AgnProperties][i] = value;
    const hasLine = !Number.isNaN(source.EW);
    groups[2 * source.softC + (hasLine ? 1 : 0)].add(i, parametersOf(source, numbers, continuum));
  }
  return { count, properties, groups: groups.flatMap((group) => group.build()) };
}

function agnOf(u: Draw, { mix, gamma, logNH, line, flux, ...numbers }: AgnNumbers): Agn {
  const { nearShare, near, shape, scale, limit } = numbers.redshift;
  const softC = u.kind < mix.softC ? 1 : 0;
  const part = pick(gamma.parts, u.gammaPart);
  const z =
    u.near < nearShare
      ? near[0] + u.z * (near[1] - near[0])
      : Math.min(limit, scale * Math.exp(Math.log(-Math.log(1 - u.z)) / shape)); // Weibull
  // A soft component is seen only where the main one is absorbed: Soft-C always has a constrained column.
  const constrained = softC === 1 || u.constrained >= numbers.unconstrainedShare.value;
  const r = numbers.correlation.value;
  const score = r * normalQuantile(u.z) + Math.sqrt(1 - r * r) * normalQuantile(u.nH);
  const column = constrained ? clip(logNH.mean + logNH.sd * score, logNH.limits) : numbers.unconstrainedLogNH.value;
  const [least, most] = line.equivalentWidth;
  return {
    nH: tenTo(column - 22),
    z,
    Gamma: clip(part.mean + part.sd * normalQuantile(u.gamma), gamma.limits),
    EW: u.line < line.share ? 1000 * (least + u.width * (most - least)) : Number.NaN,
    flux: flux.median * tenTo(flux.dex * normalQuantile(u.flux)),
    softC,
  };
}

/** The model's parameters. Soft-C has no Galactic absorption on its main component, as the paper prints it. */
function parametersOf(source: Agn, { galacticNH, line, softFraction }: AgnNumbers, continuum: Continuum) {
  const { nH, z, Gamma, EW, flux, softC } = source;
  const galactic = galacticNH.value;
  const values: Record<string, number> = {
    'cflux.lg10Flux': Math.log10(flux),
    'tbabs.nH': galactic,
    'ztbabs.nH': nH,
    'ztbabs.Redshift': z,
    'pegpwrlw.PhoIndex': Gamma,
  };
  const hasLine = !Number.isNaN(EW);
  if (!softC && !hasLine) return values;
  // Unabsorbed 0.5-10 keV flux, 1e-12 erg/cm2/s, of the power law whose absorbed flux is `flux`.
  const unabsorbed = flux / continuum.absorbedFlux(softC ? 0 : galactic, nH, z, Gamma);
  if (softC) values['pegpwrlw#2.norm'] = softFraction.value * unabsorbed;
  if (hasLine) {
    const energy = line.energy / (1 + z);
    const photons = unabsorbed * pegDensity(energy, Gamma) * (1 + (softC ? softFraction.value : 0));
    values['gaussian.LineE'] = energy;
    values['gaussian.Sigma'] = line.sigma / (1 + z);
    values['gaussian.norm'] = (photons * EW) / 1000 / (1 + z);
  }
  return values;
}

const ERG_PER_KEV = 1.602176634e-9;

/** Photons/cm2/s/keV at `energy` of pegpwrlw(Gamma, 0.5, 10, 1): 1e-12 erg/cm2/s in 0.5-10 keV. */
function pegDensity(energy: number, Gamma: number): number {
  const power = 2 - Gamma;
  // Integral of E^(1 - Gamma) over 0.5-10 keV; its limit at Gamma = 2 is ln 20.
  const integral =
    Math.abs(power) < 1e-6 ? Math.log(20) : (Math.exp(power * Math.log(10)) - Math.exp(power * Math.log(0.5))) / power;
  return (1e-12 / ERG_PER_KEV / integral) * Math.exp(-Gamma * Math.log(energy));
}

/** Absorbed power laws on a grid of their own, to learn the scale that cflux will apply on any other. */
class Continuum {
  private static readonly BINS = 190; // of 50 eV: the flux is then within 0.3 % below 1e24 cm^-2 and 2 % beyond
  private readonly edges = Float64Array.from(
    { length: Continuum.BINS + 1 },
    (_, i) => 0.5 + (9.5 * i) / Continuum.BINS,
  );
  private readonly bound = model('tbabs*ztbabs*pegpwrlw(1.8,0.5,10,1)').bind(
    this.edges.slice(0, -1),
    this.edges.slice(1),
  );

  /** 0.5-10 keV energy flux, erg/cm2/s, of an absorbed pegpwrlw of norm 1. */
  absorbedFlux(galactic: number, nH: number, z: number, Gamma: number): number {
    const photons = this.bound.evaluate(Float64Array.of(galactic, nH, z, Gamma, 0.5, 10, 1));
    return photons.reduce((sum, n, i) => sum + n * (this.edges[i] + this.edges[i + 1]) * 0.5, 0) * ERG_PER_KEV;
  }
}
