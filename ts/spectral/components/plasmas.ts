import { type ComponentDefinition, frozen, norm, parameter, redshift } from './parameter.js';

const density = frozen('nH', 'cm-3', 1, 1e-6, 1e20);
const table = frozen('switch', '', 1, 0, 3);
const likeApec = "the plasma is apec's, whatever `switch` says, and thin, whatever nH is";

/** Optically thin plasmas. */
export const plasmas = [
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
    name: 'mekal',
    kind: 'additive',
    description: `apec with the parameters of XSPEC's mekal: ${likeApec}`,
    parameters: [
      parameter('kT', 'keV', 1, 0.0808, 79.9),
      density,
      frozen('Abundanc', '', 1, 0, 1000),
      redshift,
      table,
      norm('1e14 cm-5'),
    ],
    reference: 'XSPEC manual, mekal; emissivities as apec, not those of MEKAL',
    needs: 'plasma',
  },
  {
    name: 'vmekal',
    kind: 'additive',
    description: `vapec with the parameters of XSPEC's vmekal, sodium too: ${likeApec}`,
    parameters: [
      parameter('kT', 'keV', 1, 0.0808, 79.9),
      density,
      ...(['He', 'C', 'N', 'O', 'Ne', 'Na', 'Mg', 'Al', 'Si', 'S', 'Ar', 'Ca', 'Fe', 'Ni'] as const).map((element) =>
        frozen(element, '', 1, 0, 1000),
      ),
      redshift,
      table,
      norm('1e14 cm-5'),
    ],
    reference: 'XSPEC manual, vmekal; emissivities as apec, not those of MEKAL',
    needs: 'elements',
  },
  {
    name: 'cemekl',
    kind: 'additive',
    description: `plasmas of many temperatures, emission measure (kT / Tmax)^alpha for each dex of T up to Tmax: ${likeApec}`,
    parameters: [
      frozen('alpha', '', 1, 0.01, 20),
      parameter('Tmax', 'keV', 1, 0.02725, 100),
      density,
      frozen('abundanc', '', 1, 0, 10),
      redshift,
      frozen('switch', '', 2, 0, 3),
      norm('1e14 cm-5'),
    ],
    reference:
      'Singh et al. 1996, ApJ 456, 766, integrated where XSPEC sums over steps of 0.1 dex; emissivities as apec',
    needs: 'plasma',
  },
] as const satisfies readonly ComponentDefinition[];
