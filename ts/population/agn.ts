import { streams, uniforms } from '../native/index.js';
import { type BoundModel, model } from '../spectral/index.js';
import { pick } from './mixture.js';
import { normalQuantile } from './normal.js';
import { checkSample, clip, type FluxDistribution, GroupBuilder, identityOf, populationData, tenTo } from './parts.js';
import type { Population, SampleOptions, SourceTable } from './types.js';

/** The numbers of data/populations/agn.json; each has its source there. */
interface AgnNumbers {
  version: number;
  mix: { cThin: number; softC: number; cThick: number };
  reflection: { cosIncl: number };
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
  /** Absorbing column in the host, 1e22 cm^-2; NaN for C-thick, of which only reflected light is seen. */
  nH: Float64Array;
  /** Redshift. */
  z: Float64Array;
  /** Photon index. */
  Gamma: Float64Array;
  /** Equivalent width of the Fe-K line at the source, eV; NaN without a line. */
  EW: Float64Array;
  /** Absorbed 0.5-10 keV flux of the main component, erg/cm2/s. */
  flux: Float64Array;
  /** 1 for Soft-C, 0 for the others. */
  softC: Float64Array;
  /** 1 for C-thick, 0 for the others. */
  cThick: Float64Array;
}

interface Agn {
  nH: number;
  z: number;
  Gamma: number;
  EW: number;
  flux: number;
  softC: number;
  cThick: number;
}

/** Uniforms an AGN takes, in this order. */
const draws = ['kind', 'line', 'gammaPart', 'gamma', 'constrained', 'nH', 'near', 'z', 'width', 'flux'] as const;
type Draw = Record<(typeof draws)[number], number>;

const THIN = 'cflux(0.5,10,-14)*tbabs*ztbabs*pegpwrlw(1.8,0.5,10,1)';
const SOFT = 'tbabs*pegpwrlw(1.8,0.5,10,1) + cflux(0.5,10,-14)*ztbabs*pegpwrlw(1.8,0.5,10,1)';
const LINE = ' + tbabs*ztbabs*gaussian';
const THICK = 'cflux(0.5,10,-14)*tbabs*pexrav(1.8,0,-1,0,1,1,0.45,1)';
const THICK_LINE = ' + tbabs*gaussian';

/**
 * AGN by the distributions that Hebbar & Heinke 2023 (section 2, figure 3) print for Tozzi et al. 2006, A&A 451, 457: C-thin
 * 93 %, Soft-C 3 %, C-thick 4 % (reflection alone), half of them with an Fe-K line on top of the flux-scaled continuum. The
 * catalogue itself is not embedded: within the printed numbers the shapes are assumptions, each named in data/populations/agn.json.
 */
export function agn(): Population {
  const numbers = populationData<AgnNumbers>('agn.json');
  return {
    name: 'agn',
    identity: identityOf('agn', numbers.version, numbers),
    description: 'AGN by printed distributions: C-thin 93 %, Soft-C 3 %, C-thick 4 %',
    sample: (count, options) => sampleAgn(count, options, numbers),
  };
}

function sampleAgn(count: number, options: SampleOptions, numbers: AgnNumbers): SourceTable {
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
  const continuum = new Continuum();
  const expressions = [THIN, THIN + LINE, SOFT, SOFT + LINE, THICK, THICK + THICK_LINE];
  const groups = expressions.map((expression) => new GroupBuilder(expression));
  for (let i = 0; i < count; i++) {
    const draw = Object.fromEntries(draws.map((name, k) => [name, u[i * draws.length + k]])) as Draw;
    const source = agnOf(draw, numbers);
    for (const [name, value] of Object.entries(source)) properties[name as keyof AgnProperties][i] = value;
    const hasLine = !Number.isNaN(source.EW);
    const values = source.cThick ? reflected(source, numbers, continuum) : parametersOf(source, numbers, continuum);
    groups[2 * source.softC + 4 * source.cThick + (hasLine ? 1 : 0)].add(i, values);
  }
  return { count, properties, groups: groups.flatMap((group) => group.build()) };
}

function agnOf(u: Draw, { mix, gamma, logNH, line, flux, ...numbers }: AgnNumbers): Agn {
  const { nearShare, near, shape, scale, limit } = numbers.redshift;
  const softC = u.kind < mix.softC ? 1 : 0;
  const cThick = !softC && u.kind < mix.softC + mix.cThick ? 1 : 0;
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
    nH: cThick ? Number.NaN : tenTo(column - 22),
    z,
    Gamma: clip(part.mean + part.sd * normalQuantile(u.gamma), gamma.limits),
    EW: u.line < line.share ? 1000 * (least + u.width * (most - least)) : Number.NaN,
    flux: flux.median * tenTo(flux.dex * normalQuantile(u.flux)),
    softC,
    cThick,
  };
}

/** The model's parameters, but for C-thick. Soft-C has no Galactic absorption on its main component, as the paper prints it. */
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
  if (!hasLine) return values;
  const photons = unabsorbed * pegDensity(line.energy / (1 + z), Gamma) * (1 + (softC ? softFraction.value : 0));
  return { ...values, ...lineOf(source, line, photons) };
}

/** The parameters of C-thick: reflection alone, behind the Galaxy's column, and a line of an equivalent width against it. */
function reflected(source: Agn, { galacticNH, line, reflection }: AgnNumbers, continuum: Continuum) {
  const { z, Gamma, EW, flux } = source;
  const values: Record<string, number> = {
    'cflux.lg10Flux': Math.log10(flux),
    'tbabs.nH': galacticNH.value,
    'pexrav.PhoIndex': Gamma,
    'pexrav.Redshift': z,
    'pexrav.cosIncl': reflection.cosIncl,
  };
  if (Number.isNaN(EW)) return values;
  const { absorbedFlux, density } = continuum.reflection(galacticNH.value, z, Gamma, reflection.cosIncl, line.energy);
  return { ...values, ...lineOf(source, line, (flux / absorbedFlux) * density) };
}

/** The line, given the continuum's photons/cm2/s/keV at its energy. */
function lineOf({ z, EW }: Agn, { energy, sigma }: AgnNumbers['line'], density: number): Record<string, number> {
  return {
    'gaussian.LineE': energy / (1 + z),
    'gaussian.Sigma': sigma / (1 + z),
    'gaussian.norm': (density * EW) / 1000 / (1 + z),
  };
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
  private readonly grid = [this.edges.slice(0, -1), this.edges.slice(1)] as const;
  private readonly bound = model('tbabs*ztbabs*pegpwrlw(1.8,0.5,10,1)').bind(...this.grid);
  private readonly pexrav = model('tbabs*pexrav').bind(...this.grid);
  private atLine?: BoundModel;

  /** 0.5-10 keV energy flux, erg/cm2/s, of an absorbed pegpwrlw of norm 1. */
  absorbedFlux(galactic: number, nH: number, z: number, Gamma: number): number {
    return this.energyFlux(this.bound.evaluate(Float64Array.of(galactic, nH, z, Gamma, 0.5, 10, 1)));
  }

  /**
   * Of a reflected power law of norm 1: 0.5-10 keV energy flux behind the Galaxy's column, erg/cm2/s, and photons/cm2/s/keV in
   * front of it at `energy` / (1 + z).
   */
  reflection(galactic: number, z: number, Gamma: number, cosIncl: number, energy: number) {
    const parameters = (redshift: number) => [Gamma, 0, -1, redshift, 1, 1, cosIncl, 1];
    const absorbedFlux = this.energyFlux(this.pexrav.evaluate(Float64Array.of(galactic, ...parameters(z))));
    // At the energy of the source the same share is reflected at any redshift; the power law is that of the observer.
    const width = 0.01;
    this.atLine ??= model('pexrav').bind(Float64Array.of(energy - width / 2), Float64Array.of(energy + width / 2));
    const [photons] = this.atLine.evaluate(Float64Array.from(parameters(0)));
    return { absorbedFlux, density: (photons / width) * Math.exp(Gamma * Math.log(1 + z)) };
  }

  private energyFlux(photons: Float64Array): number {
    return photons.reduce((sum, n, i) => sum + n * (this.edges[i] + this.edges[i + 1]) * 0.5, 0) * ERG_PER_KEV;
  }
}
