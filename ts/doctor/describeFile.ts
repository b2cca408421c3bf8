import { closeSync, openSync, readSync } from 'node:fs';
import { FileError } from '../base/index.js';
import { type FilterStep, filterCdfs, filterCoup, readCdfs, readCoup } from '../catalog/index.js';
import {
  type Dataset,
  type FileKind,
  fileKinds,
  netCounts,
  type Provenance,
  propertyUnit,
  readLibrary,
} from '../dataset/index.js';
import { Classifier, type ClassifierModel } from '../network/index.js';
import { type Arf, type FileWarning, type Pha, type Rmf, readArf, readFits, readPha, readRmf } from '../ogip/index.js';

/** Facts about a file by name, the most useful first. The unit of a value, if any, is part of the name. */
export type FileFacts = Record<string, string | number | boolean | undefined>;

/** What a file holds. */
export interface FileDescription {
  /** Its path, as it was given. */
  file: string;
  kind: FileKind | 'model' | 'coup' | 'cdfs';
  facts: FileFacts;
  /** For a catalogue: what the paper's filters remove. */
  filters?: FilterStep[];
}

/**
 * Describes a PHA, RMF, ARF, library or model file, or a catalogue (COUP, CDFS). The kind is found by content, not by
 * name.
 *
 * @returns one description for each kind of content, such as two for a file with a matrix and an area
 * @throws FileError for a file that cannot be read or is of no kind that xsift uses.
 */
export function describeFile(file: string): FileDescription[] {
  if (isModel(file)) return [{ file, kind: 'model', facts: modelFacts(Classifier.load(file).model) }];
  try {
    const fits = readFits(file);
    const kinds = fileKinds(fits);
    if (kinds.length > 0) return kinds.map((kind) => ({ file, kind, facts: factsOf(file, kind) }));
    throw new FileError(
      file,
      'is a FITS file, but neither PHA, RMF, ARF, library nor a catalogue (COUP, CDFS); its extensions are ' +
        (fits.hdus
          .slice(1)
          .map((hdu) => hdu.name || 'unnamed')
          .join(', ') || 'none'),
    );
  } catch (error) {
    const catalogue = error instanceof FileError && (coupInfo(file) ?? cdfsInfo(file));
    if (catalogue) return [catalogue];
    throw error;
  }
}

/** Facts about the file as the COUP catalogue; undefined if it is not that catalogue. */
function coupInfo(file: string): FileDescription | undefined {
  const catalogue = orUndefined(() => readCoup(file));
  if (!catalogue) return undefined;
  const { rows, steps } = filterCoup(catalogue);
  const two = rows.filter(({ kT2 }) => kT2 > 0).length;
  const facts = {
    sources: catalogue.length,
    'to draw stars from': rows.length,
    'with one plasma, two': `${rows.length - two}, ${two}`,
    'in the paper': '679: 406, 273',
  };
  return { file, kind: 'coup', facts, filters: steps };
}

/** Facts about the file as the CDFS catalogue; undefined if it is not that catalogue. */
function cdfsInfo(file: string): FileDescription | undefined {
  const catalogue = orUndefined(() => readCdfs(file));
  if (!catalogue) return undefined;
  const { rows, steps } = filterCdfs(catalogue);
  const kinds = ['C-thin', 'Soft-C', 'C-thick'].map((name) => rows.filter(({ model }) => model === name).length);
  const facts = {
    sources: catalogue.length,
    'to draw AGN from': rows.length,
    'C-thin, Soft-C, C-thick': kinds.join(', '),
    'in the paper': '321: 299, 8, 14',
  };
  return { file, kind: 'cdfs', facts, filters: steps };
}

function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}

function factsOf(file: string, kind: FileKind): FileFacts {
  switch (kind) {
    case 'pha':
      return phaFacts(readPha(file));
    case 'phaII':
      return typeIIFacts(file);
    case 'rmf':
      return rmfFacts(readRmf(file));
    case 'arf':
      return arfFacts(readArf(file));
    case 'library':
      return libraryFacts(readLibrary(file));
  }
}

/** Whether a file begins like JSON, as a model file does; all other kinds are FITS, compressed or not. */
/** By its first bytes: a safetensors file has its header behind 8 bytes. JSON may be a network of another format. */
function isModel(file: string): boolean {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    const start = Buffer.alloc(64);
    return /^(\s*\{|[\s\S]{8}\{"__metadata__")/.test(start.toString('latin1', 0, readSync(descriptor, start, {})));
  } catch {
    return false; // The FITS reader will report why it cannot be read.
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

const instrument = ({ telescope, instrument, detector }: Pick<Pha, 'telescope' | 'instrument' | 'detector'>) =>
  [telescope, instrument, detector].filter(Boolean).join(' ') || undefined;

const span = (values: ArrayLike<number>): string => {
  let [lowest, highest] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    if (values[i] < lowest) lowest = values[i];
    if (values[i] > highest) highest = values[i];
  }
  if (lowest > highest) return 'none';
  const [from, to] = [Number(lowest.toPrecision(6)), Number(highest.toPrecision(6))];
  return from === to ? String(from) : `${from} to ${to}`;
};

const sum = (values: ArrayLike<number>): number => Array.prototype.reduce.call(values, (a, b) => a + b, 0) as number;

const channels = (channel: Pha['channel']): string => `${channel.length} (${span(channel)})`;

function phaFacts(pha: Pha): FileFacts {
  const scaling = (value: Pha['backScal']) => (typeof value === 'number' ? value : `${span(value)}, by channel`);
  const bad = pha.quality?.reduce((count, value) => count + (value === 0 ? 0 : 1), 0);
  return {
    object: pha.object,
    instrument: instrument(pha),
    channels: channels(pha.channel),
    'exposure (s)': pha.exposure,
    [pha.isRate ? 'counts (rate x exposure)' : 'counts']: sum(pha.counts),
    'background counts': pha.background && sum(pha.background.counts),
    BACKSCAL: scaling(pha.backScal),
    'BACKSCAL of the background': pha.background && scaling(pha.background.backScal),
    AREASCAL: scaling(pha.areaScal),
    groups: pha.grouping?.reduce((count, value) => count + (value === -1 ? 0 : 1), 0),
    'channels not of quality 0': bad,
    RESPFILE: pha.respFile,
    ANCRFILE: pha.ancrFile,
    BACKFILE: pha.backFile,
    ...warningFacts(pha),
  };
}

function typeIIFacts(file: string): FileFacts {
  const tables = readFits(file)
    .hdus.filter(({ isTable }) => isTable)
    .map(({ table }) => table);
  const spectra = tables.find((table) => table.find('COUNTS') ?? table.find('RATE'))?.count ?? 0;
  return spectra ? { spectra, 'shown below': 'the first', ...phaFacts(readPha(file, { row: 1 })) } : { spectra };
}

/** What is not as it should be in the file, one fact for all. */
const warningFacts = ({ warnings = [] }: { warnings?: readonly FileWarning[] }): FileFacts => ({
  'not as it should be':
    warnings
      .filter(({ name }) => name !== 'several-matrices') // here none is chosen
      .map(({ name, message }) => `${message} (${name})`)
      .join('; ') || undefined,
});

function rmfFacts(rmf: Rmf): FileFacts {
  const sums = new Float64Array(rmf.energLo.length);
  for (let row = 0, group = 0, at = 0; row < sums.length; row++)
    for (const last = group + rmf.nGrp[row]; group < last; group++)
      for (const end = at + rmf.nChan[group]; at < end; at++) sums[row] += rmf.matrix[at];
  return {
    instrument: instrument(rmf),
    channels: channels(rmf.channel),
    'channel energies (keV)': span([rmf.eMin[0], rmf.eMax[rmf.eMax.length - 1]]),
    'photon energies (keV)': span([rmf.energLo[0], rmf.energHi[rmf.energHi.length - 1]]),
    'energy rows': rmf.energLo.length,
    'channel groups': rmf.nChan.length,
    elements: rmf.matrix.length,
    [rmf.includesArea ? 'sums of rows (cm2)' : 'sums of rows']: span(sums),
    'includes the area': rmf.includesArea,
    matrices: rmf.matrices > 1 ? rmf.matrices : undefined,
    ...warningFacts(rmf),
  };
}

function arfFacts(arf: Arf): FileFacts {
  const best = arf.specResp.indexOf(Math.max(...arf.specResp));
  const at = (energy: number) => {
    const row = arf.energLo.findIndex((low, i) => low <= energy && energy < arf.energHi[i]);
    return row < 0 ? undefined : arf.specResp[row];
  };
  return {
    instrument: instrument(arf),
    'photon energies (keV)': arf.energLo.length && span([arf.energLo[0], arf.energHi[arf.energHi.length - 1]]),
    'energy rows': arf.energLo.length,
    'exposure (s)': arf.exposure,
    'largest area (cm2)': arf.specResp[best],
    'at (keV)': (arf.energLo[best] + arf.energHi[best]) / 2,
    'area at 1 keV (cm2)': at(1),
    'area at 6.4 keV (cm2)': at(6.4),
    ...warningFacts(arf),
  };
}

function libraryFacts(library: Dataset): FileFacts {
  const { classes, labels, count: spectra, eMin, eMax, firstChannel, properties, provenance } = library;
  const perClass = classes.map((name, i) => `${labels.filter((label) => label === i).length} ${name}`);
  return {
    spectra: `${spectra}: ${perClass.join(', ')}`,
    channels: `${library.channels} (${firstChannel} to ${firstChannel + library.channels - 1})`,
    'channel energies (keV)': span([eMin[0], eMax[eMax.length - 1]]),
    'exposure (s)': span(library.exposure),
    'net counts, 0.3 to 8 keV': span(netCounts(library)),
    background: library.backgroundCounts !== undefined,
    ...Object.fromEntries(Object.entries(properties).map(([name, values]) => [withUnit(name), span(values)])),
    ...provenanceFacts(provenance),
  };
}

function withUnit(property: string): string {
  const unit = propertyUnit(property);
  return unit ? `${property} (${unit})` : property;
}

function modelFacts(model: ClassifierModel): FileFacts {
  const { version, classes, input, network, training, provenance } = model;
  const { group = 1 } = input.convention;
  return {
    classes: classes.join(', '),
    network: network.sizes.join('-'),
    'input channels': `${input.channels.length} (${span(input.channels)})`,
    'input energies (keV)': span([input.eMin[0], input.eMax[input.eMax.length - 1]]),
    ...(group > 1 && { 'in groups of': group }),
    ...(input.extraInputs && {
      'extra inputs': input.extraInputs.map(({ name, min, max }) => `${name} ${span([min, max])}`).join(', '),
    }),
    'trained on': classes.map((name, i) => `${training.spectra[i]} ${name}`).join(', '),
    'net counts above': training.minimumNetCounts,
    'with background': training.background,
    epochs: `${training.epochsRun}, the best ${training.bestEpoch}${training.aborted ? ', stopped early' : ''}`,
    L1: training.l1,
    seed: training.seed,
    'xsift version': version,
    ...provenanceFacts(provenance),
  };
}

const provenanceFacts = (provenance: readonly Provenance[]): FileFacts =>
  Object.fromEntries(
    provenance.map(({ seed, population, response, version, background, fluxScale, plasma }, i) => [
      `origin ${i + 1}`,
      [
        population,
        `response ${response}`,
        background && `background ${background}`,
        fluxScale && `flux times ${fluxScale}`,
        plasma && `plasma ${plasma}`,
        `seed ${seed}`,
        `xsift ${version}`,
      ]
        .filter(Boolean)
        .join('; '),
    ]),
  );
