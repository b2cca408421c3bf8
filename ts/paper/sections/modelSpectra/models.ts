/**
 * Models of the four kinds of sources of figure 1, with columns and temperatures near those of the paper's examples.
 */
export const examples = [
  {
    name: 'neutron star',
    expression: 'tbabs(1)*(bbody(0.45,1)+powerlaw(3.8,3))',
    description: 'blackbody of 0.45 keV and a steep power law behind 1e22 cm-2, as of the magnetar 4U 0142+61',
  },
  {
    name: 'star',
    expression: 'tbabs(0.1)*(apec(0.8,0.3,0,1)+apec(2,0.3,0,1.5))',
    description: 'two plasmas of 0.8 and 2 keV with 0.3 of the metals behind 1e21 cm-2',
  },
  {
    name: 'supernova remnant',
    expression: 'tbabs(1.5)*vapec(1.5,1,1,1,1,1,3,1,5,5,5,5,2,1,0,1)',
    description:
      'a plasma of 1.5 keV rich in Mg, Si, S, Ar, Ca and Fe behind 1.5e22 cm-2, in the manner of Cassiopeia A',
  },
  {
    name: 'AGN',
    expression:
      'tbabs(0.1)*(powerlaw(1.8,0.05) + ztbabs(10,0)*powerlaw(1.8,1) + ztbabs(10,0)*gaussian(6.4,0.01,0.006))',
    description:
      'a power law of index 1.8, 5 % of it unabsorbed and the rest behind 1e23 cm-2, with an Fe-K line, in the manner of Centaurus A',
  },
] as const;

/**
 * The 5 and 95 % percentiles of the paper (section 2): log10 of the column in cm^-2, temperatures in keV, photon
 * indices.
 */
const percentiles = {
  star: { logNH: [20.82, 22.68], kT: [0.43, 3.3] },
  agn: { logNH: [19.05, 24.2], Gamma: [1.2, 2.2] },
} as const;

/** A star (tbabs*apec) at a corner of the ranges of figure 19, with an abundance of metals (1 is solar). */
export interface StarPoint {
  logNH: number;
  kT: number;
  expression: (abundance: number) => string;
}

/** The lower column density first, and for each the cooler plasma first. */
export const starPoints: readonly StarPoint[] = percentiles.star.logNH.flatMap((logNH) =>
  percentiles.star.kT.map((kT) => ({
    ...{ logNH, kT },
    expression: (abundance: number) => `tbabs(${10 ** (logNH - 22)})*apec(${kT},${abundance})`,
  })),
);

/** The redshift of figure 20, the most frequent one. */
export const redshift = 0.7;

/** AGN (tbabs*ztbabs*pegpwrlw) at the corners of the ranges of figure 20, the lower column density first. */
export const agnPoints = percentiles.agn.logNH.flatMap((logNH) =>
  percentiles.agn.Gamma.map((Gamma) => ({
    ...{ logNH, Gamma },
    expression: `tbabs(0.008)*ztbabs(${10 ** (logNH - 22)},${redshift})*pegpwrlw(${Gamma},0.5,10,1)`,
  })),
);
