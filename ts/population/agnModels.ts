import { type BoundModel, model } from '../spectral/index.js';
import type { Agn, AgnNumbers } from './agnSources.js';
import { BandFlux, pegDensity } from './bandFlux.js';

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

/** Models of AGN, and a source's parameters in them by `component.parameter` (see GroupBuilder.add). */
export class AgnModels {
  /** C-thin, Soft-C, C-thick, each without and with a line. */
  readonly expressions: readonly string[];
  private readonly powerLaw = new BandFlux('tbabs*ztbabs*pegpwrlw(1.8,0.5,10,1)');
  private readonly pexrav = new BandFlux('tbabs*pexrav');
  private atLine?: BoundModel;

  constructor(
    private readonly numbers: AgnNumbers,
    private readonly preset: AgnPreset,
  ) {
    this.expressions = [THIN, THIN + LINE, SOFT[preset], SOFT[preset] + LINE, THICK, THICK + THICK_LINE];
  }

  /** The place of the source's model among `expressions`. */
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
      const rows = [...sources.keys()].filter((row) => isMeant(sources[row]));
      const values = band.fluxes(Float64Array.from(rows.flatMap((row) => parameters(sources[row]))));
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

  /** `absorbed`: see {@link absorbedFluxes}. */
  parametersOf(source: Agn, absorbed: number): Record<string, number> {
    return source.cThick ? this.reflected(source, absorbed) : this.transmitted(source, absorbed);
  }

  private transmitted(source: Agn, absorbed: number): Record<string, number> {
    const { galacticNH, line, softFraction } = this.numbers;
    const { nH, z, Gamma, EW, flux, softC } = source;
    const values: Record<string, number> = {
      'cflux.lg10Flux': Math.log10(flux),
      'tbabs.nH': galacticNH.value,
      'ztbabs.nH': nH,
      'ztbabs.Redshift': z,
      'pegpwrlw.PhoIndex': Gamma,
    };
    const hasLine = !Number.isNaN(EW);
    if (!softC && !hasLine) return values;
    // Unabsorbed 0.5-10 keV flux, 1e-12 erg/cm2/s, of the power law whose absorbed flux is `flux`.
    const unabsorbed = flux / absorbed;
    if (softC) values['pegpwrlw#2.norm'] = softFraction.value * unabsorbed;
    if (!hasLine) return values;
    const photons = unabsorbed * pegDensity(line.energy / (1 + z), Gamma) * (1 + (softC ? softFraction.value : 0));
    return { ...values, ...this.lineOf(source, photons) };
  }

  /** C-thick: reflection alone, behind the Galaxy's column, and a line of an equivalent width against it. */
  private reflected(source: Agn, absorbed: number): Record<string, number> {
    const { galacticNH, reflection } = this.numbers;
    const { z, Gamma, EW, flux } = source;
    const values: Record<string, number> = {
      'cflux.lg10Flux': Math.log10(flux),
      'tbabs.nH': galacticNH.value,
      'pexrav.PhoIndex': Gamma,
      'pexrav.Redshift': z,
      'pexrav.cosIncl': reflection.cosIncl,
    };
    if (Number.isNaN(EW)) return values;
    return { ...values, ...this.lineOf(source, (flux / absorbed) * this.reflectedDensity(source)) };
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

  /** The line, given the continuum's photons/cm2/s/keV at its energy. */
  private lineOf({ z, EW }: Agn, density: number): Record<string, number> {
    const { energy, sigma } = this.numbers.line;
    return {
      'gaussian.LineE': energy / (1 + z),
      'gaussian.Sigma': sigma / (1 + z),
      'gaussian.norm': (density * EW) / 1000 / (1 + z),
    };
  }
}
