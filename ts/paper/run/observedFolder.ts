import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import {
  bandChannels,
  concatenate,
  type Dataset,
  datasetFromPha,
  FileError,
  loadSpectrum,
  selectRows,
} from '../../index.js';
import { paperResponses } from './responses.js';

/** A line of labels.csv. */
interface Label {
  file: string;
  name: 'star' | 'agn';
  /** Whether the source is an AGN in the field of the stars, a subject of the paper's section 3.5. */
  isExtragalactic: boolean;
}

/**
 * Observed spectra of known class: a folder of PHA files and a table `labels.csv` with the columns FILE, CLASS (star or
 * agn) and, optionally, EXTRAGALACTIC (1 for a source in the field of the stars that is an AGN, else 0).
 *
 * @returns stars (class 0) and AGN (1) without the extragalactic sources, and the extragalactic sources separately.
 * @throws FileError for a table or a spectrum that cannot be used, naming file and line.
 */
export function readObserved(folder: string): { dataset: Dataset; extragalactic?: Dataset } {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new FileError(folder, 'is no folder; give --observed a folder of PHA files with a table labels.csv');
  const table = join(folder, 'labels.csv');
  const labels = readLabels(table);
  for (const name of ['star', 'agn'] as const)
    if (!labels.some((label) => label.name === name && !label.isExtragalactic))
      throw new FileError(table, `names no ${name}; both classes are needed`);
  const spectra = labels.map(({ file }) => loadSpectrum(isAbsolute(file) ? file : join(folder, file)));
  for (const { pha, rmf } of spectra)
    if (!rmf) throw new FileError(pha.file, 'names no RMF: RESPFILE in its header must be that of a file beside it');
  const truth = Uint8Array.from(labels, ({ name }) => (name === 'agn' ? 1 : 0));
  const joined = concatenate(
    withBackgrounds(spectra.map((spectrum) => inBand(datasetFromPha([spectrum]), spectrum.pha.file))),
  );
  const named: Dataset = {
    ...joined,
    classes: ['star', 'agn'],
    labels: truth,
    source: Uint32Array.from(labels.keys()),
  };
  const rows = (isExtragalactic: boolean) =>
    Array.from(labels.keys()).filter((row) => labels[row].isExtragalactic === isExtragalactic);
  const extragalacticRows = rows(true);
  return {
    dataset: selectRows(named, rows(false)),
    ...(extragalacticRows.length > 0 && {
      extragalactic: {
        ...selectRows(named, extragalacticRows),
        labels: new Uint8Array(extragalacticRows.length).fill(1),
      },
    }),
  };
}

/**
 * Cuts a spectrum to the channels of 0.3-8 keV and gives it the channel edges of the training, from which they must not
 * differ by more than a quarter of a channel. (RMFs of one detector disagree on the edges of the first channel, which
 * is far below the band.) This is checked before hours of training, not after them.
 */
function inBand(spectrum: Dataset, file: string): Dataset {
  const { training } = paperResponses();
  const [inFile, wanted] = [bandChannels(spectrum.eMin, spectrum.eMax), bandChannels(training.eMin, training.eMax)];
  const isNear = (c: number, k: number) =>
    Math.abs(spectrum.eMin[c] - training.eMin[k]) <= 0.25 * (training.eMax[k] - training.eMin[k]);
  if (inFile.length !== wanted.length || !inFile.every((c, i) => isNear(c, wanted[i])))
    throw new FileError(
      file,
      `has ${inFile.length} channels in 0.3-8 keV, the spectra of the reproduction ${wanted.length} (ACIS, 14.6 eV wide): ` +
        'give ACIS spectra with their own RMF',
    );
  const [first, end] = [inFile[0], inFile[0] + inFile.length];
  return {
    ...spectrum,
    // The paper's networks are told nothing of the response, and only some of the files may have an area.
    responseDescriptor: undefined,
    responseDescriptorNames: undefined,
    channels: inFile.length,
    firstChannel: training.firstChannel + wanted[0],
    eMin: Float64Array.from(wanted, (c) => training.eMin[c]),
    eMax: Float64Array.from(wanted, (c) => training.eMax[c]),
    counts: spectrum.counts.slice(first, end),
    ...(spectrum.backgroundCounts && { backgroundCounts: spectrum.backgroundCounts.slice(first, end) }),
    ...(spectrum.quality && { quality: spectrum.quality.slice(first, end) }),
  };
}

/** If some spectra have a background, the others get one without counts. */
function withBackgrounds(spectra: Dataset[]): Dataset[] {
  if (!spectra.some(({ backgroundCounts }) => backgroundCounts)) return spectra;
  return spectra.map((spectrum) => ({
    ...spectrum,
    backgroundCounts: spectrum.backgroundCounts ?? new Uint16Array(spectrum.channels),
    backgroundScale: spectrum.backgroundScale ?? Float64Array.of(0),
  }));
}

const bytesOf = ({
  buffer,
  byteOffset,
  byteLength,
}: NonNullable<Dataset['backgroundCounts' | 'quality' | 'labels']>): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** A digest of the spectra and labels: finished steps are valid for these alone. */
export function observedDigest({ dataset, extragalactic }: ReturnType<typeof readObserved>): string {
  const hash = createHash('sha256');
  for (const set of extragalactic ? [dataset, extragalactic] : [dataset]) {
    const { counts, backgroundCounts, backgroundScale, quality, exposure, labels } = set;
    for (const values of [counts, backgroundCounts, backgroundScale, quality, exposure, labels])
      hash.update(`${values?.length};`).update(values ? bytesOf(values) : '');
  }
  return hash.digest('hex').slice(0, 12);
}

function readLabels(table: string): Label[] {
  let csv: string;
  try {
    csv = readFileSync(table, 'utf8');
  } catch (cause) {
    throw new FileError(table, 'cannot be read: a table with the columns FILE,CLASS[,EXTRAGALACTIC] is needed', {
      cause,
    });
  }
  const lines = csv.replace(/^\uFEFF/, '').split(/\r?\n/);
  const header = lines[0].split(',').map((cell) => cell.trim().toUpperCase());
  const [file, name, extragalactic] = ['FILE', 'CLASS', 'EXTRAGALACTIC'].map((column) => header.indexOf(column));
  if (file < 0 || name < 0)
    throw new FileError(
      table,
      `line 1 has no column ${file < 0 ? 'FILE' : 'CLASS'}; it must be FILE,CLASS or FILE,CLASS,EXTRAGALACTIC`,
    );
  const seen = new Set<string>();
  return lines.slice(1).flatMap((line, i): Label[] => {
    if (line.trim() === '') return [];
    const cells = line.split(',').map((cell) => cell.trim());
    const fail = (what: string): never => {
      throw new FileError(table, `line ${i + 2}: ${what}`);
    };
    if (cells.length !== header.length)
      fail(`has ${cells.length} cells, the header ${header.length}; names must hold no comma`);
    if (cells[file] === '') fail('FILE is empty');
    if (seen.has(cells[file])) fail(`${cells[file]} comes twice`);
    seen.add(cells[file]);
    const kind = cells[name].toLowerCase();
    if (kind !== 'star' && kind !== 'agn') return fail(`CLASS is "${cells[name]}"; it must be star or agn`);
    const mark = extragalactic < 0 ? '0' : cells[extragalactic].toLowerCase();
    if (!['', '0', '1', 'false', 'true'].includes(mark)) fail(`EXTRAGALACTIC is "${mark}"; it must be 1 or 0`);
    return [{ file: cells[file], name: kind, isExtragalactic: mark === '1' || mark === 'true' }];
  });
}
