import { checkOptions, ParameterError } from '../base/index.js';
import { instrumentOf, named, needExtensions } from './extensions.js';
import { spectrumFacts } from './facts.js';
import type { FitsHeader } from './fits/header.js';
import { type FitsHdu, readFits } from './fits/read.js';
import type { FitsTable } from './fits/table.js';
import { isBad } from './grouping.js';
import { countsOfRates } from './rates.js';
import { FileWarnings } from './repairs.js';
import type { Pha, Source } from './types.js';

export const spectrumKind = { what: 'spectrum', class1: 'SPECTRUM', names: ['SPECTRUM'] };

export const isBackground = ({ header }: { header: FitsHeader }): boolean =>
  header.string('HDUCLAS2')?.toUpperCase() === 'BKG';

/**
 * Reads a spectrum (OGIP/92-007 and 92-007a), type I (a row per channel) or type II (a spectrum per row).
 *
 * The spectrum is the first SPECTRUM extension that is not marked as background; one that is marked (HDUCLAS2 = BKG, as
 * in Chandra's level-3 products) becomes `background`. BACKSCAL, AREASCAL, EXPOSURE and the file names may be columns
 * or keywords. A RATE is multiplied by the exposure; where this makes no whole counts, by the time in which the rates are those of
 * whole counts, by STAT_ERR or the rates themselves (with a warning), and this is the exposure then. SYS_ERR is not read.
 * `ra` and `dec` are RA and DEC of the spectrum's extension, where they are not those of the pointing or the target (RA_PNT, RA_NOM,
 * RA_TARG, RA_OBJ): few files have them.
 *
 * @param source path, or bytes with or without a name
 * @param options.row number of the spectrum in a type II file, from 1 as in XSPEC; not needed if there is only one.
 * @throws FileError if the file cannot be read or holds no spectrum; for a type II file of several spectra without
 *   `row`; for missing columns, channels that do not ascend, and in channels of good quality counts that are not numbers or a scaling
 *   that is not above zero, as the exposure must be. ParameterError for a row that the file does not have.
 */
export function readPha(source: Source, options: { row?: number } = {}): Pha {
  checkOptions(options);
  return readSpectrumFile(source, options.row);
}

/** As {@link readPha}; `rowOfSeveral` is taken where the file holds several spectra and `row` is not given. */
export function readSpectrumFile(source: Source, row: number | undefined, rowOfSeveral?: number): Pha {
  const spectra = openSpectra(source);
  return spectra.read(row ?? (spectra.count > 1 ? rowOfSeveral : undefined));
}

/** The spectra of a file that was read once: a spectrum of type I, or every row of type II. */
export interface SpectraFile {
  readonly file: string;
  /** Number of spectra: 1 for type I, the number of rows for type II. */
  readonly count: number;
  /** Whether its spectra are rows, also if it is a single one. */
  readonly isTypeII: boolean;
  /** One spectrum, as {@link readPha} reads it: `row` from 1, not needed for a single one. */
  read(row?: number): Pha;
}

/**
 * Opens a file to read spectra of it one after the other: of a type II file of thousands of rows the bytes are read and unpacked once.
 *
 * @throws FileError if the file cannot be read or holds no spectrum; `read` throws as {@link readPha} does.
 */
export function openSpectra(source: Source): SpectraFile {
  const fits = readFits(source);
  const found = needExtensions(fits, spectrumKind);
  const main = found.find((hdu) => !isBackground(hdu)) ?? found[0];
  const background = isBackground(main) ? undefined : found.find(isBackground);
  const primary = fits.hdus[0].header;
  const read = (row?: number): Pha => {
    const chosen = readSpectrum(main, row, primary);
    const pha = { ...chosen, time: timeOf(main.table, chosen.row, primary) };
    if (!background) return pha;
    const itsRow = isTypeII(background.table) ? pha.row : undefined;
    return { ...pha, background: readSpectrum(background, itsRow, primary) };
  };
  const isSeveral = isTypeII(main.table);
  return { file: fits.file, count: isSeveral ? main.table.count : 1, isTypeII: isSeveral, read };
}

/** TSTART and TSTOP: of the row, where they are columns (or TELAPSE, as in files of Fermi GBM), else keywords. */
function timeOf(table: FitsTable, row: number | undefined, primary: FitsHeader): Pha['time'] {
  const value = (name: string) =>
    row !== undefined && table.find(name)
      ? table.read(name, Float64Array, row - 1, row)[0]
      : (table.header.number(name) ?? primary.number(name));
  const start = value('TSTART');
  const stop = value('TSTOP') ?? (start ?? Number.NaN) + (value('TELAPSE') ?? Number.NaN);
  return start !== undefined && stop >= start ? { start, stop } : undefined;
}

export const countsColumn = (table: Pick<FitsTable, 'find'>): 'COUNTS' | 'RATE' =>
  table.find('COUNTS') ? 'COUNTS' : 'RATE';
export const isTypeII = (table: FitsTable): boolean => table.column(countsColumn(table)).repeat !== 1;

/** One spectrum of a table: whole columns in type I, one row in type II. */
class Spectrum {
  constructor(
    readonly table: FitsTable,
    /** From 1; undefined for type I. */
    readonly row: number | undefined,
  ) {}

  /** The numbers of a column; undefined if there is no such column. */
  values(name: string): Float64Array | undefined {
    if (!this.table.find(name)) return undefined;
    return this.row === undefined ? this.table.read(name) : this.table.ragged(name, this.row - 1, this.row).values;
  }

  /**
   * A scaling from a column or, if there is none, a keyword: one value per channel or one for all. It must be above 0 where the quality
   * is good: programs that combine spectra leave channels without an area.
   */
  scaling(name: string, isGood: (position: number) => boolean = () => true): number | Float64Array | undefined {
    const column = this.values(name);
    const values = column ?? [this.table.header.number(name)];
    const isPerChannel = column !== undefined && column.length > 1;
    for (let i = 0; i < values.length; i++)
      if (
        values[i] !== undefined &&
        (!isPerChannel || isGood(i)) &&
        !(values[i]! > 0 && values[i]! < Number.POSITIVE_INFINITY)
      )
        throw this.table.error(`${name} is ${values[i]}${column ? ` in place ${i + 1}` : ''}; it must be above 0`);
    if (!column) return values[0];
    return this.row !== undefined && column.length === 1 ? column[0] : column;
  }

  /** A text or a number from a column (in type II) or, if there is none, a keyword. */
  value(name: string): string | number | undefined {
    const column = this.row === undefined ? undefined : this.table.find(name);
    if (column?.isText) return textColumn(this.table, column.name)[this.row! - 1];
    if (column?.repeat === 1) return this.table.read(column.name, Float64Array, this.row! - 1, this.row!)[0];
    const keyword = this.table.header.get(name);
    return typeof keyword === 'boolean' ? String(keyword) : keyword;
  }

  /** A file name from a column (in type II) or, if there is none, a keyword. */
  fileName(name: string): string | undefined {
    const inColumn = this.row !== undefined && this.table.find(name)?.isText;
    return named(inColumn ? textColumn(this.table, name)[this.row! - 1] : this.table.header.string(name));
  }
}

/** The texts of a column, decoded once for all rows of a table that are read one after the other. */
const textColumns = new WeakMap<FitsTable, Map<string, string[]>>();

function textColumn(table: FitsTable, name: string): string[] {
  const known = textColumns.get(table) ?? new Map<string, string[]>();
  textColumns.set(table, known);
  const texts = known.get(name) ?? table.strings(name);
  known.set(name, texts);
  return texts;
}

function select(table: FitsTable, row: number | undefined): Spectrum {
  if (!isTypeII(table)) {
    if (row !== undefined && row !== 1)
      throw new ParameterError('row', `${table.file} holds one spectrum (type I); row is ${row}: leave out --row`);
    return new Spectrum(table, undefined);
  }
  if (row === undefined && table.count !== 1)
    throw table.error(
      `holds ${table.count} spectra (type II); choose one with --row (option row), 1 to ${table.count}`,
    );
  const chosen = row ?? 1;
  if (!Number.isInteger(chosen) || chosen < 1 || chosen > table.count)
    throw new ParameterError(
      'row',
      `${table.file} holds ${table.count} spectra; row is ${row}, it must be 1 to ${table.count} (--row)`,
    );
  return new Spectrum(table, chosen);
}

function readSpectrum(hdu: FitsHdu, row: number | undefined, primary: FitsHeader): Pha {
  const { table, header } = hdu;
  const spectrum = select(table, row);
  const channel = readChannels(spectrum);
  const exposure = spectrum.scaling('EXPOSURE');
  if (exposure === undefined) throw table.error('EXPOSURE is missing; OGIP/92-007 makes it mandatory');
  if (typeof exposure !== 'number') throw table.error('EXPOSURE differs from channel to channel');
  const same = <T extends ArrayLike<number>>(name: string, values: T): T => {
    if (values.length === channel.length) return values;
    throw table.error(`there are ${channel.length} channels, but ${values.length} values of ${name}`);
  };
  const quality = readQuality(spectrum, channel.length, same);
  const isGood = (position: number) => !quality || !isBad(quality[position]);
  const scale = (name: string) => {
    const value = spectrum.scaling(name, isGood) ?? 1;
    return typeof value === 'number' ? value : same(name, value);
  };
  const warnings = new FileWarnings(hdu.file);
  const { counts, isRate, time, statErr } = readCounts(spectrum, channel, { exposure, isGood, same, warnings });
  const poissErr = header.get('POISSERR');
  const content = header.string('HDUCLAS2')?.toUpperCase();
  return {
    file: hdu.file,
    row: spectrum.row,
    channel,
    counts,
    isRate,
    exposure: time,
    backScal: scale('BACKSCAL'),
    areaScal: scale('AREASCAL'),
    grouping: spectrum.values('GROUPING') && same('GROUPING', flags(spectrum, 'GROUPING')),
    quality,
    statErr,
    poissErr: typeof poissErr === 'boolean' ? poissErr : undefined,
    content: content === 'NET' || content === 'BKG' ? content : 'TOTAL',
    respFile: spectrum.fileName('RESPFILE'),
    ancrFile: spectrum.fileName('ANCRFILE'),
    backFile: spectrum.fileName('BACKFILE'),
    ...instrumentOf(header),
    object: named(header.string('OBJECT')),
    ...spectrumFacts((name) => spectrum.value(name), { spectrum: header, primary }),
    channelType: named(header.string('CHANTYPE')),
    detChans: header.integer('DETCHANS', 1),
    header,
    warnings: warnings.list,
  };
}

function readChannels({ table, row }: Spectrum): Int32Array {
  const values =
    row === undefined
      ? table.read('CHANNEL', Int32Array)
      : Int32Array.from(table.ragged('CHANNEL', row - 1, row).values);
  if (values.length === 0) throw table.error('is empty: it has no channels');
  for (let i = 0; i < values.length; i++)
    if (values[i] < 0 || (i > 0 && values[i] <= values[i - 1]))
      throw table.error(`CHANNEL is ${values[i]} in place ${i + 1}; channel numbers must ascend from 0 or more`);
  return values;
}

interface CountsOptions {
  /** s, by EXPOSURE */
  exposure: number;
  isGood: (position: number) => boolean;
  same: (name: string, values: Float64Array) => Float64Array;
  warnings: FileWarnings;
}

/** Counts and their errors; of rates with the time that they are counts of. */
function readCounts(
  spectrum: Spectrum,
  channel: Int32Array,
  { exposure, isGood, same, warnings }: CountsOptions,
): { counts: Float64Array; isRate: boolean; time: number; statErr?: Float64Array } {
  const { table } = spectrum;
  const name = countsColumn(table);
  const values = same(name, spectrum.values(name)!);
  const bad = values.findIndex((value, i) => !Number.isFinite(value) && isGood(i));
  if (bad >= 0) throw table.error(`${name} is ${values[bad]} in channel ${channel[bad]}`);
  const given = spectrum.values('STAT_ERR');
  const errors = given && same('STAT_ERR', given);
  if (name === 'COUNTS') return { counts: values, isRate: false, time: exposure, statErr: errors };
  const found = countsOfRates(values, { exposure, errors, isGood });
  const time = found?.exposure ?? exposure;
  if (time !== exposure)
    warnings.add(
      'rate-exposure',
      `RATE times EXPOSURE (${exposure} s) are no whole counts; they are in ${Number(time.toPrecision(7))} s, which is taken for the exposure`,
    );
  const statErr = errors?.map((value) => value * time);
  return { counts: found?.counts ?? values.map((value) => value * exposure), isRate: true, time, statErr };
}

/** GROUPING or QUALITY as small integers. */
function flags({ table, row }: Spectrum, name: string): Int16Array {
  if (row === undefined) return table.read(name, Int16Array);
  const { values } = table.ragged(name, row - 1, row);
  const result = Int16Array.from(values);
  const bad = values.findIndex((value, i) => value !== result[i]);
  if (bad >= 0) throw table.error(`${name} is ${values[bad]} in place ${bad + 1}`);
  return result;
}

/** QUALITY per channel; a keyword other than 0 applies to all channels. */
function readQuality(
  spectrum: Spectrum,
  channels: number,
  same: (name: string, values: Int16Array) => Int16Array,
): Int16Array | undefined {
  if (spectrum.table.find('QUALITY')) return same('QUALITY', flags(spectrum, 'QUALITY'));
  const keyword = spectrum.table.header.integer('QUALITY', -32768);
  return keyword ? new Int16Array(channels).fill(keyword) : undefined;
}
