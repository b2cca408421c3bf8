// Fluxes of the coarse grid against those of bins of half an eV, whose energies times photons are added up here.
import { expect, test } from 'vitest';
import { BandFlux } from '../../ts/population/bandFlux.js';
import { model } from '../../ts/spectral/index.js';

const ERG_PER_KEV = 1.602176634e-9;
const absorbed = 'tbabs*ztbabs*pegpwrlw(1.8,0.5,10,1)';
const fine = Float64Array.from({ length: 19_001 }, (_, i) => 0.5 + i / 2000);
const bound = model(absorbed).bind(fine.slice(0, -1), fine.slice(1));

test.each([
  [0.01, 0.003],
  [1, 0.003],
  [50, 0.003],
  [100, 0.007],
  [300, 0.03],
])('behind %f e22 cm^-2 within %f', (nH, share) => {
  const parameters = Float64Array.of(0.0088, nH, 0, 1.8, 0.5, 10, 1);
  const flux = bound
    .evaluate(parameters)
    .reduce((sum, photons, i) => sum + photons * ((fine[i] + fine[i + 1]) / 2) * ERG_PER_KEV, 0);
  const [coarse] = new BandFlux(absorbed).fluxes(parameters);
  expect(Math.abs(coarse / flux - 1)).toBeLessThan(share);
});
