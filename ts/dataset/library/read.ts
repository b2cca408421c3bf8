import { FileError, type XsiftError } from '../../base/index.js';
import { type PartialTable, withTables } from '../../ogip/fits/parts.js';
import { isGzip, loadBytes } from '../../ogip/fits/source.js';
import { type FitsFile, type FitsTable, readFits, type Source } from '../../ogip/index.js';
import type { Dataset, Provenance } from '../types.js';
import { validateDataset } from '../validate.js';
import {
  columnNames,
  descriptorKeywords,
  formatNumber,
  markKeyword,
  provenanceKeywords,
  unescapeText,
} from './format.js';
import { fileKinds } from './kind.js';

/**
 * Reads a library of labelled spectra, as written by `writeLibrary`, without any loss. Numeric columns that another
 * program added to the table are read as properties.
 *
 * @param source path or bytes, gzip or not
 * @throws FileError if the file cannot be read or is cut short; if it is not a library, saying what it is and what to
 *   do with it; if its parts do not fit each other, naming column and row.
 */
export function readLibrary(source: Source): Dataset {
  const fits = readFits(source);
  const hdu = fits.hdus.find(({ isTable, header }) => isTable && header.get(markKeyword) !== undefined);
  if (!hdu) throw new FileError(fits.file, `is not a library of labelled spectra: ${whatElse(fits)}`);
  const ebounds = fits.hdus.find(({ header }) => header.string('HDUCLAS2') === 'EBOUNDS');
  return datasetOf(hdu.table, ebounds && (() => ebounds.table));
}

/** A library of which rows are read when they are needed. */
export interface LibraryRows {
  readonly file: string;
  readonly count: number;
  /** The spectra `first` up to before `end`, from 0. @throws as {@link readLibrary} does */
  read(first: number, end: number): Dataset;
}

/**
 * Opens a library to read it block by block: of a plain file only the rows that are asked for are in memory at a time. A gzip file is
 * unpacked and kept.
 *
 * @returns undefined for a file that is no library
 * @throws FileError if it cannot be read, is no FITS file, or is cut short
 */
export function openLibrary(file: string): LibraryRows | undefined {
  const mark = (table: PartialTable) => table.header.get(markKeyword) !== undefined;
  const source: Source = isGzip(file) ? { file, bytes: loadBytes(file).bytes } : file;
  const rows = withTables(source, (tables) => tables.find(mark)?.rows);
  if (rows === undefined) return undefined;
  return {
    file,
    count: rows,
    read: (first, end) =>
      withTables(source, (tables) => {
        const ebounds = tables.find(({ header }) => header.string('HDUCLAS2') === 'EBOUNDS');
        return datasetOf(tables.find(mark)!.part(first, end), ebounds && (() => ebounds.whole()));
      }),
  };
}

function datasetOf(table: FitsTable, ebounds: (() => FitsTable) | undefined): Dataset {
  const { header, file } = table;
  const format = header.integer(markKeyword, 1)!;
  if (format > formatNumber)
    throw new FileError(
      file,
      `is a library of format ${format}; this version of xsift reads up to ${formatNumber}: update xsift`,
    );
  if (!ebounds) throw new FileError(file, 'is a damaged library: it has no EBOUNDS extension with channel energies');
  const { firstChannel, eMin, eMax } = readEnergies(ebounds());
  const classes = texts(table, 'NCLASS', (n) => `CLASS${n}`);
  const names = columnNames;
  const width = table.column(names.counts).repeat;
  if (width !== eMin.length) throw table.error(`has ${width} channels a row, EBOUNDS has ${eMin.length}`);
  const hasBackground = table.find(names.backgroundCounts) !== undefined;
  const responseDescriptorNames = texts(table, descriptorKeywords.count, descriptorKeywords.name);
  const dataset: Dataset = {
    count: table.count,
    channels: eMin.length,
    firstChannel,
    eMin,
    eMax,
    counts: table.read(names.counts, Uint16Array),
    ...(hasBackground && {
      backgroundCounts: table.read(names.backgroundCounts, Uint16Array),
      backgroundScale: table.read(names.backgroundScale),
    }),
    exposure: table.read(names.exposure),
    ...(responseDescriptorNames.length > 0 && {
      responseDescriptor: table.read(names.responseDescriptor),
      responseDescriptorNames,
    }),
    classes,
    labels: readLabels(table, classes),
    properties: readProperties(table),
    source: table.read(names.source, Uint32Array),
    provenance: readProvenance(table),
  };
  try {
    return validateDataset(dataset);
  } catch (cause) {
    throw new FileError(file, `is a damaged library: ${(cause as XsiftError).message}`, { cause });
  }
}

function readEnergies(table: FitsTable): { firstChannel: number; eMin: Float64Array; eMax: Float64Array } {
  const channel = table.read('CHANNEL', Int32Array);
  if (channel.length === 0) throw table.error('is empty: it has no channels');
  return { firstChannel: channel[0], eMin: table.read('E_MIN'), eMax: table.read('E_MAX') };
}

/** The texts of numbered keywords; the keyword `count` holds their number. */
function texts(table: FitsTable, count: string, keyword: (n: number) => string): string[] {
  return Array.from({ length: table.header.integer(count) ?? 0 }, (_, i) => {
    const value = table.header.get(keyword(i + 1));
    if (value === undefined) throw table.error(`keyword ${keyword(i + 1)} is missing; ${count} says that it is there`);
    return plainText(table, String(value));
  });
}

function plainText(table: FitsTable, escaped: string): string {
  try {
    return unescapeText(escaped);
  } catch (cause) {
    throw table.error(`the text ${JSON.stringify(escaped)} is damaged: a backslash starts no escape of JSON`, {
      cause,
    });
  }
}

function readLabels(table: FitsTable, classes: string[]): Uint8Array {
  const number = new Map(classes.map((name, i) => [name, i]));
  const names = table.strings(columnNames.class);
  // There are few names and many rows: each escaped form is decoded once.
  const known = new Map<string, number>();
  return Uint8Array.from(names, (escaped, row) => {
    const label = known.get(escaped) ?? number.get(plainText(table, escaped));
    if (label === undefined)
      throw table.error(`CLASS is '${escaped}' in row ${row + 1}; its classes are ${classes.join(', ')}`);
    known.set(escaped, label);
    return label;
  });
}

function readProperties(table: FitsTable): Record<string, Float64Array> {
  const taken = new Set<string>(Object.values(columnNames));
  const isProperty = ({ name, repeat, isText }: FitsTable['columns'][number]) =>
    !taken.has(name.toUpperCase()) && repeat === 1 && !isText;
  return Object.fromEntries(table.columns.filter(isProperty).map(({ name }) => [name, table.read(name)]));
}

function readProvenance(table: FitsTable): Provenance[] {
  const column = (field: 'population' | 'response' | 'version') =>
    texts(table, 'NPROV', (n) => provenanceKeywords(n)[field]);
  const [population, response, version] = [column('population'), column('response'), column('version')];
  return population.map((_, i) => {
    const seed = table.header.number(provenanceKeywords(i + 1).seed);
    if (seed === undefined) throw table.error(`keyword ${provenanceKeywords(i + 1).seed} is missing`);
    const keyword = provenanceKeywords(i + 1);
    const background = table.header.get(keyword.background);
    const plasma = table.header.get(keyword.plasma);
    const fluxScale = table.header.number(keyword.fluxScale);
    return {
      seed,
      population: population[i],
      response: response[i],
      version: version[i],
      ...(background !== undefined && { background: plainText(table, String(background)) }),
      ...(fluxScale !== undefined && { fluxScale }),
      ...(plasma !== undefined && { plasma: plainText(table, String(plasma)) }),
    };
  });
}

/** Says what a FITS file holds that is not a library, and the remedy. */
function whatElse(fits: FitsFile): string {
  const [kind] = fileKinds(fits);
  if (kind === 'pha' || kind === 'phaII')
    return `it is a type ${kind === 'pha' ? 'I' : 'II'} PHA file without classes; to sort its spectra, use xsift classify`;
  if (kind === 'rmf') return 'it is a redistribution matrix; give it to --rmf';
  if (kind === 'arf') return 'it is an effective area; give it to --arf';
  const names = fits.hdus.slice(1).map((hdu) => hdu.name || 'unnamed');
  return `its extensions are ${names.join(', ') || 'none'}; a library is written by xsift simulate`;
}
