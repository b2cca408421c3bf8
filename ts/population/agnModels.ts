import { type BoundModel, model } from '../spectral/index.js';
import type { Agn, AgnNumbers } from './agnSources.js';
import { BandFlux, pegDensity } from './bandFlux.js';
import { type ParameterSet, parameterSet } from './parts.js';

/**
 * Where Hebbar & Heinke 2023 print a model that is odd: `paper` as it is printed, `physical` with every term behind the
 * Galaxy's column. They differ in Soft-C alone, whose absorbed term has no `tbabs` in the paper (section 2).
 */
export type AgnPreset = 'paper' | 'physical';
export const agnPresets: readonly AgnPreset[] = ['paper', 'physical'];

const POWER_LAW = 'pegpwrlw(1.8,0.5,10,1)';
const THIN = `cflux(0.5,10,-14)*tbabs*ztbabs*${POWER_LAW}`;
const SOFT = {
  paper: `tbabs*${POWER_LAW} + cflux(0.5,10,-14)*ztbabs*${POWER_LAW}`,
  physical: `tbabs*${POWER_LAW} + cflux(0.5,10,-14)*tbabs*ztbabs*${POWER_LAW}`,
};
const LINE = ' + tbabs*ztbabs*gaussian';
const THICK = 'cflux(0.5,10,-14)*tbabs*pexrav(1.8,0,-1,0,1,1,0.45,1)';
const THICK_LINE = ' + tbabs*gaussian';

const TRANSMITTED = ['cflux.lg10Flux', 'tbabs.nH', 'ztbabs.nH', 'ztbabs.Redshift', 'pegpwrlw.PhoIndex'];
const SOFT_NORM = ['pegpwrlw#2.norm'];
const REFLECTED = ['cflux.lg10Flux', 'tbabs.nH', 'pexrav.PhoIndex', 'pexrav.Redshift', 'pexrav.cosIncl'];
const LINE_NAMES = ['gaussian.LineE', 'gaussian.Sigma', 'gaussian.norm'];

/** Models of AGN, and a source's parameters in them. */
export class AgnModels {
  /** C-thin, Soft-C, C-thick, each without and with a line. */
  readonly sets: readonly ParameterSet[];
  private readonly powerLaw = new BandFlux('tbabs*ztbabs*pegpwrlw(1.8,0.5,10,1)');
  private readonly pexrav = new BandFlux('tbabs*pexrav');
  private atLine?: BoundModel;

  constructor(
    private readonly numbers: AgnNumbers,
    private readonly preset: AgnPreset,
  ) {
    const soft = [...TRANSMITTED, ...SOFT_NORM];
    this.sets = [
      parameterSet(THIN, TRANSMITTED),
      parameterSet(THIN + LINE, [...TRANSMITTED, ...LINE_NAMES]),
      parameterSet(SOFT[preset], soft),
      parameterSet(SOFT[preset] + LINE, [...soft, ...LINE_NAMES]),
      parameterSet(THICK, REFLECTED),
      parameterSet(THICK + THICK_LINE, [...REFLECTED, ...LINE_NAMES]),
    ];
  }

  /** The place of the source's model among `sets`. */
  placeOf({ softC, cThick, EW }: Agn): number {
    return 2 * softC + 4 * cThick + (Number.isNaN(EW) ? 0 : 1);
  }

  /**
   * The 0.5-10 keV flux behind all columns, erg/cm2/s, of the continuum with a norm of 1; 0 for sources whose parameters do not
   * depend on it. For many at once: a call of its own for each would cost as much as the evaluation.
   */
  absorbedFluxes(sources: readonly Agn[]): Float64Array {
    const fluxes = new Float64Array(sources.length);
    const fill = (band: BandFlux, isMeant: (source: Agn) => boolean, parameters: (source: Agn) => number[]) => {
      const rows: number[] = [];
      for (let row = 0; row < sources.length; row++) if (isMeant(sources[row])) rows.push(row);
      const { width } = band;
      const sets = new Float64Array(rows.length * width);
      rows.forEach((row, i) => {
        sets.set(parameters(sources[row]), i * width);
      });
      const values = band.fluxes(sets);
      rows.forEach((row, i) => {
        fluxes[row] = values[i];
      });
    };
    const hasLine = ({ EW }: Agn) => !Number.isNaN(EW);
    const { galacticNH } = this.numbers;
    fill(
      this.powerLaw,
      (source) => !source.cThick && (source.softC === 1 || hasLine(source)),
      ({ nH, z, Gamma, softC }) => {
        const inFront = softC && this.preset === 'paper' ? 0 : galacticNH.value;
        return [inFront, nH, z, Gamma, 0.5, 10, 1];
      },
    );
    fill(
      this.pexrav,
      (source) => source.cThick === 1 && hasLine(source),
      (source) => [galacticNH.value, ...this.pexravOf(source)],
    );
    return fluxes;
  }

  private pexravOf({ Gamma, z }: Agn): number[] {
    return [Gamma, 0, -1, z, 1, 1, this.numbers.reflection.cosIncl, 1];
  }

  /** Values for the names of the source's set; `absorbed`: see {@link absorbedFluxes}. */
  parametersOf(source: Agn, absorbed: number): number[] {
    return source.cThick ? this.reflected(source, absorbed) : this.transmitted(source, absorbed);
  }

  private transmitted(source: Agn, absorbed: number): number[] {
    const { galacticNH, line, softFraction } = this.numbers;
    const { nH, z, Gamma, EW, flux, softC } = source;
    const values = [Math.log10(flux), galacticNH.value, nH, z, Gamma];
    const hasLine = !Number.isNaN(EW);
    if (!softC && !hasLine) return values;
    // Unabsorbed 0.5-10 keV flux, 1e-12 erg/cm2/s, of the power law whose absorbed flux is `flux`.
    const unabsorbed = flux / absorbed;
    if (softC) values.push(softFraction.value * unabsorbed);
    if (!hasLine) return values;
    const photons = unabsorbed * pegDensity(line.energy / (1 + z), Gamma) * (1 + (softC ? softFraction.value : 0));
    values.push(...this.lineOf(source, photons));
    return values;
  }

  /** C-thick: reflection alone, behind the Galaxy's column, and a line of an equivalent width against it. */
  private reflected(source: Agn, absorbed: number): number[] {
    const { galacticNH, reflection } = this.numbers;
    const { z, Gamma, EW, flux } = source;
    const values = [Math.log10(flux), galacticNH.value, Gamma, z, reflection.cosIncl];
    if (!Number.isNaN(EW)) values.push(...this.lineOf(source, (flux / absorbed) * this.reflectedDensity(source)));
    return values;
  }

  /** Photons/cm2/s/keV at the line, in front of the Galaxy's column, of a reflected power law of norm 1. */
  private reflectedDensity({ z, Gamma }: Agn): number {
    const { line, reflection } = this.numbers;
    // At the energy of the source the same share is reflected at any redshift; the power law is that of the observer.
    const width = 0.01;
    const [low, high] = [line.energy - width / 2, line.energy + width / 2];
    this.atLine ??= model('pexrav').bind(Float64Array.of(low), Float64Array.of(high));
    const [photons] = this.atLine.evaluate(Float64Array.of(Gamma, 0, -1, 0, 1, 1, reflection.cosIncl, 1));
    return (photons / width) * Math.exp(Gamma * Math.log(1 + z));
  }

  /** Energy, width and norm of the line, given the continuum's photons/cm2/s/keV at its energy. */
  private lineOf({ z, EW }: Agn, density: number): [LineE: number, Sigma: number, norm: number] {
    const { energy, sigma } = this.numbers.line;
    return [energy / (1 + z), sigma / (1 + z), (density * EW) / 1000 / (1 + z)];
  }
}
