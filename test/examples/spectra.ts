import { join } from 'node:path';
import { createResponse, embeddedResponseTables, fakeIt } from '../../ts/index.js';
import { writeArf, writePha, writeRmf } from '../../ts/ogip/index.js';

/** A star of two temperatures and an absorbed power law: bright enough for no classifier to take one for the other. */
export const models = {
  star: 'tbabs(0.1)*(apec(0.8, 0.3, 0, 1e-4) + apec(2, 0.3, 0, 1e-4))',
  agn: 'tbabs(0.02)*ztbabs(5, 1.5)*powerlaw(1.8, 2e-4)',
};

const exposure = 1e5;

/** Counts of either source in the channels of the embedded ACIS-I response. */
export function countsOf(name: keyof typeof models, seed = 1): Float64Array {
  const { rmf, arf } = embeddedResponseTables();
  const response = createResponse(rmf, arf);
  return Float64Array.from(fakeIt({ model: models[name], response, exposure, seed }).counts);
}

/** Writes s.rmf, s.arf, star.pha and agn.pha, which name them, into a folder. */
export function writeSpectra(folder: string): void {
  const { rmf, arf } = embeddedResponseTables();
  writeRmf(join(folder, 's.rmf'), rmf);
  writeArf(join(folder, 's.arf'), arf);
  const { channel, telescope, instrument, detector } = rmf;
  for (const name of ['star', 'agn'] as const)
    writePha(join(folder, `${name}.pha`), {
      ...{ channel, telescope, instrument, detector, exposure, counts: countsOf(name) },
      ...{ respFile: 's.rmf', ancrFile: 's.arf' },
    });
}
