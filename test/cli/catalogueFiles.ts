import { join } from 'node:path';
import { createResponse, embeddedResponseTables, fakeIt } from '../../ts/index.js';
import { writeArf, writePha, writeRmf } from '../../ts/ogip/index.js';

/**
 * Writes spectra of stars and AGN, every third without a background, which share an RMF and have one of four ARFs, forty files that come one
 * after the other the same.
 *
 * @returns the names of the files
 */
export function writeCatalogue(folder: string, count: number): string[] {
  const { rmf, arf } = embeddedResponseTables();
  writeRmf(join(folder, 's.rmf'), rmf);
  for (let k = 0; k < 4; k++)
    writeArf(join(folder, `${k}.arf`), { ...arf, specResp: arf.specResp.map((area) => area * (0.7 + 0.1 * k)) });
  const response = createResponse(rmf, arf);
  const { channel, telescope, instrument, detector } = rmf;
  const models = ['tbabs(0.1)*(apec(0.3, 0.3, 0, 2e-4) + apec(0.8, 0.3, 0, 1e-4))', 'tbabs(0.05)*powerlaw(1.9, 3e-5)'];
  const spectra = models.map((model) =>
    Array.from({ length: 7 }, (_, k) =>
      Float64Array.from(fakeIt({ model, response, exposure: 1e4 * (1 + k), seed: k + 1 }).counts),
    ),
  );
  return Array.from({ length: count }, (_, i) => {
    const background = { channel, exposure: 1e5, backScal: 4e-6, counts: new Float64Array(channel.length) };
    for (let c = 30; c < 500; c += 7 + (i % 5)) background.counts[c] = 1;
    const name = `${String(i).padStart(4, '0')}.pha`;
    writePha(join(folder, name), {
      ...{ channel, telescope, instrument, detector, exposure: 1e5, backScal: 1e-6 },
      counts: spectra[i % 2][i % 7],
      ...(i % 3 !== 0 && { background }),
      ...{ respFile: 's.rmf', ancrFile: `${Math.floor(i / 40) % 4}.arf` },
    });
    return name;
  });
}
