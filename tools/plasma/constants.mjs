// CODATA 2018; energies in keV, temperatures in K, lengths in cm.
export const kB = 8.617333262e-8; // keV/K
export const rydberg = 0.013605693123; // keV
export const angstromKeV = 12.398419843; // keV A
export const perCm = angstromKeV * 1e-8; // keV of 1 cm-1
export const electronMass = 510.99895; // keV
export const lightSpeed = 2.99792458e10; // cm/s
export const keVPerErg = 1 / 1.602176634e-9;
