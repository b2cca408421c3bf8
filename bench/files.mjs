// What classifying spectrum files costs beside what gunzipping their bytes alone takes:
//
//     npm run bench:files                                # made-up files of an ACIS-I response
//     npm run bench:files -- --files 300 --rounds 3
//     npm run bench:files -- --from DIR                  # the .pha.gz files of a folder, with what they name
//
// CPU time of this process (user and system, its helper threads too), one file after the other. Each round goes once through the
// files for each method and once through their bytes, so that a busy machine slows both; the least of all rounds is printed.
// Files that have their own RMF, ARF and background differ in all numbers of the area and one of the matrix.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import {
  agn,
  Classifier,
  classifyFiles,
  embeddedBackground,
  embeddedResponse,
  embeddedResponseTables,
  simulate,
  stars,
  templateBank,
} from '../dist/index.js';
import { writeArf, writePha, writeRmf } from '../dist/ogip/index.js';

const { values: options } = parseArgs({
  options: {
    files: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '3' },
    from: { type: 'string' },
    methods: { type: 'string', default: 'network,bank,auto' },
    only: { type: 'string' },
    help: { type: 'boolean' },
  },
});
if (options.help) {
  console.log(
    'npm run bench:files -- [--files N] [--rounds N] [--from DIR] [--methods network,bank,auto] [--only own|shared]',
  );
  process.exit(0);
}

const network = Classifier.load();
const bank = templateBank([stars(), agn()]);
const using = { network, bank, auto: { network, bank } };

/** Spectra with their files in a folder: `own` of each, or `shared` by all but for the background. */
async function makeFiles(folder, count, isShared) {
  mkdirSync(folder);
  const { rmf, arf } = embeddedResponseTables('acis-i-cycle0');
  const response = embeddedResponse('acis-i-cycle0');
  const background = embeddedBackground('acis-i', response);
  const { counts, backgroundCounts, backgroundScale, channels, exposure } = await simulate(agn(), count, response, {
    exposure: 1e5,
    background,
    seed: 1,
  });
  if (!backgroundCounts || !backgroundScale) throw new Error('the spectra have no background');
  const channel = Int32Array.from({ length: channels }, (_, c) => c + rmf.firstChannel);
  const common = { channel, detChans: channels, telescope: 'CHANDRA', instrument: 'ACIS', detector: 'ACIS-0123' };
  const files = [];
  for (let i = 0; i < count; i++) {
    const names = isShared
      ? { rmf: 'shared.rmf.gz', arf: 'shared.arf.gz' }
      : { rmf: `${i}.rmf.gz`, arf: `${i}.arf.gz` };
    if (!isShared || i === 0) {
      const matrix = rmf.matrix.slice();
      matrix[i] *= 1.001;
      writeRmf(join(folder, names.rmf), { ...rmf, matrix });
      writeArf(join(folder, names.arf), { ...arf, specResp: arf.specResp.map((area) => area * (1 + 1e-5 * i)) });
    }
    const row = (all) => Float64Array.from(all.subarray(i * channels, (i + 1) * channels));
    const time = typeof exposure === 'number' ? exposure : exposure[i];
    writePha(join(folder, `${i}.bkg.gz`), {
      ...common,
      counts: row(backgroundCounts),
      exposure: time,
      content: 'BKG',
      backScal: 1 / backgroundScale[i],
    });
    writePha(join(folder, `${i}.pha.gz`), {
      ...common,
      counts: row(counts),
      exposure: time,
      backScal: 1,
      respFile: names.rmf,
      ancrFile: names.arf,
      backFile: `${i}.bkg.gz`,
    });
    files.push(join(folder, `${i}.pha.gz`));
  }
  return files;
}

const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

function gunzipAll(files) {
  let bytes = 0;
  for (const file of files) {
    const packed = readFileSync(file);
    bytes += packed[0] === 0x1f ? gunzipSync(packed).length : packed.length;
  }
  return bytes;
}

async function classifyAll(files, method) {
  const errors = [];
  for await (const { error, file } of classifyFiles(files, using[method], { threads: 1 }))
    if (error) errors.push(`${file}: ${error}`);
  if (errors.length > 0) throw new Error(`${errors.length} files have errors, such as ${errors[0]}`);
}

async function measure(name, files, companions, methods) {
  const spent = async (run) => {
    const start = cpu();
    await run();
    return (cpu() - start) / files.length;
  };
  const least = { gunzip: Infinity };
  await spent(() => classifyAll(files.slice(0, Math.ceil(files.length / 4)), methods[0]));
  for (let round = 0; round < Number(options.rounds); round++) {
    least.gunzip = Math.min(least.gunzip, await spent(() => gunzipAll(companions)));
    for (const method of methods)
      least[method] = Math.min(least[method] ?? Infinity, await spent(() => classifyAll(files, method)));
  }
  const size = companions.reduce((sum, file) => sum + statSync(file).size, 0) / files.length / 1e6;
  for (const method of methods)
    console.log(
      `| ${name} | ${method} | ${size.toFixed(2)} | ${least.gunzip.toFixed(2)} | ${least[method].toFixed(2)} | ` +
        `${(least[method] / least.gunzip).toFixed(2)} | ${(1000 / least[method]).toFixed(0)} |`,
    );
}

const methods = options.methods.split(',');
console.log(
  '| files | method | MB packed a file | gunzip, ms CPU a file | classify, ms CPU a file | ratio | files/s a core |',
);
console.log('| --- | --- | --- | --- | --- | --- | --- |');
const { from } = options;
if (from) {
  const all = readdirSync(from).sort();
  const files = all.filter((file) => file.endsWith('.pha.gz')).slice(0, Number(options.files));
  const stems = new Set(files.map((file) => file.slice(0, -'.pha.gz'.length)));
  const companions = all.filter((file) => stems.has(file.split('.')[0]));
  const path = (file) => join(from, file);
  await measure(from, files.map(path), companions.map(path), methods);
} else {
  const folder = mkdtempSync(join(tmpdir(), 'xsift-files-'));
  try {
    for (const kind of ['own', 'shared']) {
      if (options.only && options.only !== kind) continue;
      const place = join(folder, kind);
      const files = await makeFiles(place, Number(options.files), kind === 'shared');
      await measure(
        kind,
        files,
        readdirSync(place).map((file) => join(place, file)),
        methods,
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}
