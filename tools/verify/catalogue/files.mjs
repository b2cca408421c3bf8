// What a catalogue is made of: simulated stars and AGN, some hundred different ones, with a number in each name.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ParquetWriter } from 'hyparquet-writer';
import { fileWriter } from 'hyparquet-writer/src/node.js';
import {
  concatenate,
  datasetFromSimulation,
  embeddedBackground,
  embeddedResponse,
  embeddedResponseTables,
  population,
  selectRows,
  simulate,
  writeLibraryStream,
} from '../../../dist/index.js';
import { writeArf, writePha, writeRmf } from '../../../dist/ogip/index.js';

/** Spectra with an RMF of their own, and rows of a group of Parquet. */
const [PER_RMF, GROUP] = [50, 4096];
const EXPOSURE = 50_000;

const simulated = (count, seed) => {
  const response = embeddedResponse('acis-i-cycle0');
  const background = embeddedBackground('acis-i', response);
  return Promise.all(
    [population('star'), population('agn')].map((sources) =>
      simulate(sources, count, response, { exposure: EXPOSURE, seed, background, fluxScale: 20 }),
    ),
  );
};

/** Spectra with an RMF of their own in a folder each, and an ARF and a background each: the folder `spectra`, and its names in `list.txt`. */
export async function writeFiles(folder, count) {
  const { rmf, arf } = embeddedResponseTables('acis-i-cycle0');
  const { channel, telescope, instrument, detector } = rmf;
  const kinds = await simulated(200, 5);
  const names = [];
  for (let i = 0; i < count; i++) {
    const group = Math.floor(i / PER_RMF);
    const place = join('spectra', String(group).padStart(4, '0'));
    if (i % PER_RMF === 0) {
      mkdirSync(join(folder, place), { recursive: true });
      const matrix = rmf.matrix.map((share) => share * (1 - 1e-5 * group));
      writeRmf(join(folder, place, 's.rmf'), { ...rmf, matrix });
    }
    const name = String(i).padStart(6, '0');
    const spectra = kinds[i % 2];
    const row = Math.floor(i / 2) % spectra.count;
    const counts = (all) => Float64Array.from(all.subarray(row * spectra.channels, (row + 1) * spectra.channels));
    const backScal = 1e-6;
    writeArf(join(folder, place, `${name}.arf`), {
      ...arf,
      specResp: arf.specResp.map((area) => area * (0.7 + (0.3 * i) / count)),
    });
    writePha(join(folder, place, `${name}.pha`), {
      ...{ channel, telescope, instrument, detector, exposure: EXPOSURE, backScal, counts: counts(spectra.counts) },
      background: {
        ...{
          channel,
          exposure: EXPOSURE,
          backScal: backScal / /** @type {Float64Array} */ (spectra.backgroundScale)[row],
        },
        counts: counts(spectra.backgroundCounts),
      },
      ...{ respFile: 's.rmf', ancrFile: `${name}.arf` },
    });
    names.push(join(place, `${name}.pha`));
  }
  writeFileSync(join(folder, 'list.txt'), `${names.join('\n')}\n`);
}

/** Counts in the channels of the default network, as a table and as a library. @returns their names */
export async function writeCounts(folder, count) {
  const [first, last] = [22, 548];
  const kinds = await simulated(Math.min(count, 2 * GROUP) / 2, 6);
  const lists = kinds.flatMap(({ counts, count: spectra, channels }) =>
    Array.from({ length: spectra }, (_, row) => [
      ...counts.subarray(row * channels + first, row * channels + last + 1),
    ]),
  );
  const [parquet, library] = ['counts.parquet', 'counts.xsl'];
  const writer = new ParquetWriter({
    writer: fileWriter(join(folder, parquet)),
    schema: [
      { name: 'schema', num_children: 2, repetition_type: 'REQUIRED' },
      { name: 'ID', type: 'INT32', repetition_type: 'REQUIRED' },
      { name: 'COUNTS', repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      { name: 'element', repetition_type: 'OPTIONAL', type: 'INT32' },
    ],
  });
  for (let start = 0; start < count; start += GROUP) {
    const ids = Array.from({ length: Math.min(GROUP, count - start) }, (_, i) => start + i);
    const data = ids.map((id) => lists[id % lists.length]);
    writer.write({
      columnData: [
        { name: 'ID', data: ids },
        { name: 'COUNTS', data },
      ],
      rowGroupSize: GROUP,
    });
  }
  writer.finish();
  const dataset = concatenate(kinds.map((spectra) => datasetFromSimulation(spectra)));
  await writeLibraryStream(join(folder, library), count, shards(dataset, count));
  return { parquet, library };
}

/** One dataset over and over, of which the last is cut. */
function* shards(dataset, count) {
  for (let start = 0; start < count; start += dataset.count)
    yield start + dataset.count <= count ? dataset : selectRows(dataset, [...Array(count - start).keys()]);
}
