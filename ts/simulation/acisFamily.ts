import * as v from 'valibot';
import { listOf, number, readData, string, whole } from '../base/index.js';
import { spreadKnot } from './lineSpread.js';

/** Front-illuminated chips (ACIS-I, S2, S4 of ACIS-S) or back-illuminated ones (S3, S1), whose area and resolution differ. */
export type AcisChip = 'front' | 'back';

const positive = number({ above: 0 });
/** Straight lines over the logarithm of the energy (keV) between knots; beyond them the end's value. */
const curve = v.object({ energy: listOf(positive), value: listOf(number()) });
export type AcisCurve = v.InferOutput<typeof curve>;

/** The family of ACIS responses, as tools/acis writes it to data/response/acis-family.json. */
const familyFile = v.object({
  version: whole(1),
  source: listOf(string),
  /** Natural logarithm of the area (cm^2) without contamination, on axis. */
  area: v.object({ front: curve, back: curve }),
  /** Line-spread function of the back-illuminated chips; the front-illuminated ones have those of the embedded responses. */
  back: v.object({ lowest: number({ min: 0 }), highest: positive, knots: listOf(spreadKnot) }),
  /** Optical depth of the contamination on the filter in two years, and how much of either there was in each year. */
  contamination: v.object({
    early: curve,
    late: curve,
    years: listOf(v.object({ year: positive, early: number({ min: 0 }), late: number({ min: 0 }) })),
  }),
  /** Natural logarithm of the area by the mirror's calibration of 2000 over that by later ones. */
  mirror: curve,
});
type AcisFamily = v.InferOutput<typeof familyFile>;

let family: AcisFamily | undefined;
export function acisFamily(): AcisFamily {
  family ??= readData('response/acis-family.json', familyFile);
  return family;
}

/** What sets the area of a member apart. */
export interface AcisArea {
  chip: AcisChip;
  year: number;
  contamination: number;
  carbon: number;
  oxygen: number;
  vignetting: number;
  extraction: number;
  mirror: number;
  depth: number;
}

/** keV: drifts of the contamination are shares of its optical depth here, and of this much more, by which clean filters differ. */
const REFERENCE = 0.7;
const CLEAN_SPREAD = 0.3;
const OXYGEN_K = 0.537;
/** keV: a drift is no larger below this energy, under which the chips of the array see nothing. */
const SOFTEST = 0.3;
/** Cross-sections over those at the reference: power laws, with what is left below the K edge (Verner et al. 1996). */
const carbonAt = (energy: number): number => (Math.max(energy, SOFTEST) / REFERENCE) ** -2.9;
const oxygenAt = (energy: number): number =>
  (energy < OXYGEN_K ? 0.05 : 1) * (Math.max(energy, SOFTEST) / REFERENCE) ** -2.8;

/** Area of a member, cm^2, at photon energies in keV. */
export function acisAreaAt(energies: Float64Array, member: AcisArea): Float64Array<ArrayBuffer> {
  const { area, mirror } = acisFamily();
  const depths = opticalDepths(energies, member);
  const onAxis = curveAt(area[member.chip], energies);
  const older = curveAt(mirror, energies);
  // 10^(-0.15 s ln(E/2) / ln 3): a factor of 10^(-0.15 s) at 6 keV.
  const slope = (0.15 * member.vignetting * Math.LN10) / Math.log(3);
  return Float64Array.from(energies, (energy, i) => {
    const vignetted = -slope * Math.log(Math.max(energy, 2) / 2);
    const deep = (member.depth * Math.max(0, energy - 5)) / 3;
    const caught = 1 - member.extraction * Math.min(energy / 6, 1.5);
    return caught * Math.exp(onAxis[i] + member.mirror * older[i] - depths[i] + vignetted + deep);
  });
}

/** Optical depth of the contamination; below 0 where a drift makes a clean filter clearer than that of the data. */
export function opticalDepths(
  energies: Float64Array,
  { year, contamination, carbon, oxygen }: Pick<AcisArea, 'year' | 'contamination' | 'carbon' | 'oxygen'>,
): Float64Array {
  const { early, late } = acisFamily().contamination;
  const amount = amountsIn(year);
  const at = (grid: Float64Array): Float64Array => {
    const [first, second] = [curveAt(early, grid), curveAt(late, grid)];
    return grid.map((_, i) => contamination * (amount.early * first[i] + amount.late * second[i]));
  };
  const [reference] = at(Float64Array.of(REFERENCE));
  const scale = reference + CLEAN_SPREAD;
  return at(energies).map((depth, i) => {
    const drift = carbon * carbonAt(energies[i]) + oxygen * oxygenAt(energies[i]);
    return depth + scale * drift;
  });
}

/** Straight lines between the years of the table; its ends are the range of `year`. */
function amountsIn(year: number): { early: number; late: number } {
  const { years } = acisFamily().contamination;
  const next = Math.max(
    1,
    years.findIndex((entry) => entry.year >= year),
  );
  const [before, after] = [years[next - 1], years[next]];
  const share = (year - before.year) / (after.year - before.year);
  const between = (a: number, b: number) => a + share * (b - a);
  return { early: between(before.early, after.early), late: between(before.late, after.late) };
}

/** A curve at rising or falling energies. */
export function curveAt(
  { energy, value }: { energy: ArrayLike<number>; value: ArrayLike<number> },
  energies: Float64Array,
): Float64Array {
  return energies.map((x) => {
    if (x <= energy[0]) return value[0];
    if (x >= energy[energy.length - 1]) return value[value.length - 1];
    let [low, high] = [0, energy.length - 1];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (energy[middle] <= x) low = middle;
      else high = middle;
    }
    const share = Math.log(x / energy[low]) / Math.log(energy[high] / energy[low]);
    return value[low] + share * (value[high] - value[low]);
  });
}
