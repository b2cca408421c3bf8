import type { ComponentKind } from '../native/index.js';

export type { ComponentKind };

/** One parameter of a component, in XSPEC's units with XSPEC's default and hard limits. */
export interface ParameterDefinition {
  name: string;
  unit: string;
  value: number;
  min: number;
  max: number;
  /** A fit keeps it at its value unless told to thaw it, as XSPEC does by default. */
  isFrozen?: boolean;
}

/** What a model expression may name. */
export interface ComponentDefinition {
  name: string;
  kind: ComponentKind;
  description: string;
  parameters: readonly ParameterDefinition[];
  reference: string;
  /** What it looks up, which depends on the abundance table: cross-sections, or emissivities of a plasma, by element too. */
  needs?: 'absorber' | 'plasma' | 'elements';
}

/** Values of parameters by their names; those left out keep their defaults. */
export type ParameterValues<Name extends string> = { readonly [P in Name]?: number };

/** The parameters of each component, in XSPEC's names and units (see {@link modelComponents}). */
export interface ComponentValues {
  powerlaw: ParameterValues<'PhoIndex' | 'norm'>;
  zpowerlw: ParameterValues<'PhoIndex' | 'Redshift' | 'norm'>;
  pegpwrlw: ParameterValues<'PhoIndex' | 'eMin' | 'eMax' | 'norm'>;
  cutoffpl: ParameterValues<'PhoIndex' | 'HighECut' | 'norm'>;
  bbody: ParameterValues<'kT' | 'norm'>;
  bremss: ParameterValues<'kT' | 'norm'>;
  gaussian: ParameterValues<'LineE' | 'Sigma' | 'norm'>;
  zgauss: ParameterValues<'LineE' | 'Sigma' | 'Redshift' | 'norm'>;
  apec: ParameterValues<'kT' | 'Abundanc' | 'Redshift' | 'norm'>;
  vapec: ParameterValues<
    // biome-ignore format: one line of elements
    'kT' | 'He' | 'C' | 'N' | 'O' | 'Ne' | 'Mg' | 'Al' | 'Si' | 'S' | 'Ar' | 'Ca' | 'Fe' | 'Ni' | 'Redshift' | 'norm'
  >;
  pexrav: ParameterValues<'PhoIndex' | 'foldE' | 'rel_refl' | 'Redshift' | 'abund' | 'Fe_abund' | 'cosIncl' | 'norm'>;
  tbabs: ParameterValues<'nH'>;
  ztbabs: ParameterValues<'nH' | 'Redshift'>;
  phabs: ParameterValues<'nH'>;
  zphabs: ParameterValues<'nH' | 'Redshift'>;
  constant: ParameterValues<'factor'>;
  cflux: ParameterValues<'Emin' | 'Emax' | 'lg10Flux'>;
}

const parameter = <const Name extends string>(name: Name, unit: string, value: number, min: number, max: number) => ({
  name,
  unit,
  value,
  min,
  max,
});
const frozen = <const Name extends string>(name: Name, unit: string, value: number, min: number, max: number) => ({
  ...parameter(name, unit, value, min, max),
  isFrozen: true,
});
const norm = (unit: string) => parameter('norm', unit, 1, 0, 1e24);
const redshift = frozen('Redshift', '', 0, -0.999, 10);
const column = parameter('nH', '1e22 cm-2', 1, 0, 1e6);
const photonIndex = parameter('PhoIndex', '', 1, -3, 10);

/**
 * Adding a component: an entry here, and a function with a line in native/core/spectral/components.cpp; a test compares the two lists.
 */
const list = [
  {
    name: 'powerlaw',
    kind: 'additive',
    description: 'power law, K E^-PhoIndex',
    parameters: [photonIndex, norm('photons/keV/cm2/s at 1 keV')],
    reference: 'XSPEC manual, powerlaw',
  },
  {
    name: 'zpowerlw',
    kind: 'additive',
    description: 'power law at a redshift, K (E (1 + Redshift))^-PhoIndex',
    parameters: [photonIndex, redshift, norm('photons/keV/cm2/s at 1 keV, Redshift 0')],
    reference: 'XSPEC manual, zpowerlw',
  },
  {
    name: 'pegpwrlw',
    kind: 'additive',
    description: 'power law whose norm is its energy flux from eMin to eMax',
    parameters: [
      photonIndex,
      frozen('eMin', 'keV', 2, -100, 1e10),
      frozen('eMax', 'keV', 10, -100, 1e10),
      norm('1e-12 erg/cm2/s'),
    ],
    reference: 'XSPEC manual, pegpwrlw',
  },
  {
    name: 'cutoffpl',
    kind: 'additive',
    description: 'power law with an exponential cut-off, K E^-PhoIndex exp(-E / HighECut)',
    parameters: [
      photonIndex,
      parameter('HighECut', 'keV', 15, 0.01, 500),
      norm('photons/keV/cm2/s at 1 keV without the cut-off'),
    ],
    reference: 'XSPEC manual, cutoffpl',
  },
  {
    name: 'bbody',
    kind: 'additive',
    description: 'black body',
    parameters: [parameter('kT', 'keV', 3, 1e-4, 200), norm('1e39 erg/s at 10 kpc')],
    reference: 'XSPEC manual, bbody, with its constant 8.0525 (the unit itself would give 8.033)',
  },
  {
    name: 'bremss',
    kind: 'additive',
    description: 'thermal bremsstrahlung of hydrogen with 8.5 % of helium',
    parameters: [parameter('kT', 'keV', 7, 1e-4, 200), norm('3.02e-15/(4 pi D^2) cm-5')],
    reference: 'XSPEC manual, bremss; Gaunt factor by Kellogg, Baldwin & Koch 1975, ApJ 199, 299, and R. Kurucz',
  },
  {
    name: 'gaussian',
    kind: 'additive',
    description: 'Gaussian line; Sigma 0 puts all of it into one bin',
    parameters: [parameter('LineE', 'keV', 6.5, 0, 1e6), parameter('Sigma', 'keV', 0.1, 0, 20), norm('photons/cm2/s')],
    reference: 'XSPEC manual, gaussian',
  },
  {
    name: 'zgauss',
    kind: 'additive',
    description: 'Gaussian line at a redshift; LineE and Sigma are those at the source',
    parameters: [
      parameter('LineE', 'keV', 6.5, 0, 1e6),
      parameter('Sigma', 'keV', 0.1, 0, 20),
      redshift,
      norm('photons/cm2/s, 1 + Redshift times what arrives'),
    ],
    reference: 'XSPEC manual, zgauss',
  },
  {
    name: 'apec',
    kind: 'additive',
    description:
      'plasma in collisional equilibrium; Abundanc multiplies C, N, O, Ne, Mg, Al, Si, S, Ar, Ca, Fe and Ni (others keep 1, as with APEC_TRACE_ABUND); norm is the integral of n_e n_H dV over 4 pi (D_A (1 + z))^2',
    parameters: [parameter('kT', 'keV', 1, 0.008, 64), frozen('Abundanc', '', 1, 0, 5), redshift, norm('1e14 cm-5')],
    reference: 'XSPEC manual, apec; emissivities by CHIANTI 10.1 (Dere et al. 1997, Del Zanna et al. 2021)',
    needs: 'plasma',
  },
  {
    name: 'vapec',
    kind: 'additive',
    description: "apec with an abundance for each element; the norm is apec's",
    parameters: [
      parameter('kT', 'keV', 6.5, 0.0808, 68.447),
      ...(['He', 'C', 'N', 'O', 'Ne', 'Mg', 'Al', 'Si', 'S', 'Ar', 'Ca', 'Fe', 'Ni'] as const).map((element) =>
        frozen(element, '', 1, 0, 1000),
      ),
      redshift,
      norm('1e14 cm-5'),
    ],
    reference: 'XSPEC manual, vapec; emissivities as apec',
    needs: 'elements',
  },
  {
    name: 'pexrav',
    kind: 'additive',
    description: 'power law with an exponential cut-off and its reflection by cold, neutral matter',
    parameters: [
      parameter('PhoIndex', '', 2, -10, 10),
      // XSPEC's limits, 1 to 1e6 and 0 to 1e6, leave out what its manual describes: 0 for no cut-off, reflection alone below 0.
      parameter('foldE', 'keV', 100, 0, 1e6),
      parameter('rel_refl', '', 0, -1e6, 1e6),
      redshift,
      frozen('abund', '', 1, 0, 1e6),
      frozen('Fe_abund', '', 1, 0, 1e6),
      frozen('cosIncl', '', 0.45, 0.05, 0.95),
      norm('photons/keV/cm2/s at 1 keV of the power law alone'),
    ],
    reference: 'Magdziarz & Zdziarski 1995, MNRAS 273, 837',
    needs: 'absorber',
  },
  {
    name: 'tbabs',
    kind: 'multiplicative',
    description: 'absorption by interstellar gas, molecules and grains',
    parameters: [column],
    reference: 'Wilms, Allen & McCray 2000, ApJ 542, 914; Verner et al. 1996, ApJ 465, 487',
    needs: 'absorber',
  },
  {
    name: 'ztbabs',
    kind: 'multiplicative',
    description: 'absorption by gas and molecules at a redshift, without grains',
    parameters: [column, redshift],
    reference: 'Wilms, Allen & McCray 2000, ApJ 542, 914; Verner et al. 1996, ApJ 465, 487',
    needs: 'absorber',
  },
  {
    name: 'phabs',
    kind: 'multiplicative',
    description: 'photo-electric absorption by neutral atoms',
    parameters: [column],
    reference: 'XSPEC manual, phabs with xsect vern; Verner et al. 1996, ApJ 465, 487',
    needs: 'absorber',
  },
  {
    name: 'zphabs',
    kind: 'multiplicative',
    description: 'photo-electric absorption by neutral atoms at a redshift',
    parameters: [column, redshift],
    reference: 'XSPEC manual, zphabs with xsect vern; Verner et al. 1996, ApJ 465, 487',
    needs: 'absorber',
  },
  {
    name: 'constant',
    kind: 'multiplicative',
    description: 'a factor that does not depend on energy',
    parameters: [parameter('factor', '', 1, 0, 1e10)],
    reference: 'XSPEC manual, constant',
  },
  {
    name: 'cflux',
    kind: 'convolution',
    description: 'scales the spectrum to its right to an energy flux of 10^lg10Flux from Emin to Emax',
    parameters: [
      frozen('Emin', 'keV', 0.5, 0, 1e6),
      frozen('Emax', 'keV', 10, 0, 1e6),
      parameter('lg10Flux', 'log10(erg/cm2/s)', -12, -100, 100),
    ],
    reference: 'XSPEC manual, cflux',
  },
] as const satisfies readonly ComponentDefinition[];

/** The list in the shape of {@link ComponentValues}: whoever changes one must change the other. */
type Listed = {
  [C in (typeof list)[number] as C['name']]: Required<ParameterValues<C['parameters'][number]['name']>>;
};
type Written = { [C in keyof ComponentValues]: Required<ComponentValues[C]> };
type Same<A, B> = [A, B] extends [B, A] ? unknown : never;

/** The components that a model may have: names, order, units, defaults and hard limits as in XSPEC's model.dat (its manual, chapter 6). */
export const modelComponents: readonly ComponentDefinition[] = list satisfies Same<Listed, Written>;
