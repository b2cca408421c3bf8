// A pipeline from Parquet to Parquet: counts of all channels of one response in, a row of verdicts for each spectrum out. One row group is
// in memory at a time, however long the table is. The columns are ID (a number), COUNTS (a list of numbers) and EXPOSURE (s).
//   node parquet.mjs counts.parquet s.rmf s.arf verdicts.parquet
// (`xsift classify counts.parquet --rmf s.rmf --arf s.arf` does the same; this is for steps of your own in between.)
import { Classifier, createResponse, responseDescriptor, responseDescriptorNames } from 'xsift';
import { readArf, readRmf } from 'xsift/ogip';
import { parquetLayout, readParquetColumns, writeTable } from 'xsift/table';

const [input, rmf, arf, output] = process.argv.slice(2);
if (!output) throw new Error('usage: node parquet.mjs COUNTS.parquet RMF ARF VERDICTS.parquet');

const classifier = Classifier.load();
const response = createResponse(readRmf(rmf), readArf(arf));
const { channels, eMin, eMax } = response;
const description = { responseDescriptor: responseDescriptor(response), responseDescriptorNames };

async function* verdicts() {
  for await (const { first, rows, columns } of readParquetColumns(input, ['ID', 'COUNTS', 'EXPOSURE'])) {
    const [id, counts, exposure] = columns;
    const wrong = Array.from({ length: rows }).findIndex((_, r) => counts.start[r + 1] - counts.start[r] !== channels);
    if (wrong >= 0)
      throw new Error(`${input}, row ${first + wrong + 1}: COUNTS has not the ${channels} channels of ${rmf}`);
    const spectra = {
      count: rows,
      channels,
      eMin,
      eMax,
      ...description,
      counts: counts.values,
      exposure: exposure.values,
    };
    const { probabilities, verdicts: classes, netCounts, flags } = await classifier.predict(spectra);
    for (let r = 0; r < rows; r++)
      yield [id.values[r], netCounts[r], probabilities[2 * r + 1], classifier.classes[classes[r]], flags[r].join(' ')];
  }
}

const columns = [
  { name: 'ID', type: 'int64', ucd: 'meta.id;meta.main' },
  { name: 'NET_COUNTS', type: 'float64', unit: 'count', description: 'net counts, 0.3 to 8 keV' },
  { name: 'P_AGN', type: 'float32', description: 'probability that the source is an AGN' },
  { name: 'VERDICT', type: 'string' },
  { name: 'FLAGS', type: 'string' },
];
await writeTable(output, { columns, rows: verdicts, meta: { name: 'verdicts', params: { rmf, arf } } });
console.log(`${(await parquetLayout(output)).rows} verdicts in ${output}`);
