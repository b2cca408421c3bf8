import { type ComponentDefinition, frozen, norm, parameter, redshift } from './parameter.js';

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
] as const satisfies readonly ComponentDefinition[];
