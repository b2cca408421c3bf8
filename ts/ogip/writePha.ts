import { checkList, checkNumber, checkObject, checkOptions, ParameterError } from '../base/index.js';
import { checkHeader, type HeaderEntry } from './fits/cards.js';
import type { ColumnData } from './fits/columns.js';
import type { FitsTableData } from './fits/tableWriter.js';
import { writeFits } from './fits/write.js';
import type { Pha } from './types.js';

/** The fields of a {@link Pha} that are needed to write a spectrum; others get defaults. */
export interface PhaData
  extends Partial<Omit<Pha, 'channel' | 'counts' | 'exposure' | 'file' | 'row' | 'header' | 'background'>> {
  /** Channel numbers, ascending; the `channel` of an RMF if all channels are stored. */
  channel: ArrayLike<number>;
  /** Counts per channel, as from `fakeIt`. */
  counts: ArrayLike<number>;
  /** s */
  exposure: number;
  background?: PhaData;
}

/**
 * Writes a spectrum as a type I PHA file with the keywords that OGIP/92-007 makes mandatory; a `background` becomes a
 * second SPECTRUM extension (HDUCLAS2 = BKG). `readPha` reads back exactly the same numbers: whole counts are written
 * as 32-bit integers, others as doubles. A spectrum of rates stays one; there the last bit of a count may change,
 * because rate times exposure is rounded.
 *
 * @param options.header further keywords, such as the model and the seed of a simulation.
 * @throws FileError if the file cannot be written; ParameterError if arrays differ in length or a value cannot be
 *   stored.
 */
export function writePha(file: string, pha: PhaData, options: { header?: readonly HeaderEntry[] } = {}): void {
  checkOptions(options);
  const tables = [spectrumTable(pha, pha?.content ?? 'TOTAL', options.header ?? [])];
  if (pha.background) tables.push(spectrumTable(pha.background, 'BKG', []));
  writeFits(file, tables);
}

function spectrumTable(pha: PhaData, content: Pha['content'], header: readonly HeaderEntry[]): FitsTableData {
  checkObject('pha', pha, 'a spectrum with channel, counts and exposure', 'channel', 'counts', 'exposure');
  checkList('channel', pha.channel, 'an array of channel numbers');
  checkList('counts', pha.counts, 'an array of a number per channel');
  checkNumber('exposure', pha.exposure, { above: 0 });
  checkHeader(header);
  const columns = columnsOf(pha);
  for (const { name, data } of columns)
    if (data.length !== pha.channel.length)
      throw new ParameterError(name, `there are ${pha.channel.length} channels, but ${data.length} values of ${name}`);
  return { name: 'SPECTRUM', columns, header: [...keywords(pha, content, columns), ...header] };
}

/** A scaling with a value per channel becomes a column; a single value becomes a keyword. */
const perChannel = (name: string, value: PhaData['backScal']): ColumnData[] =>
  typeof value === 'object' ? [{ name, format: 'D', data: value }] : [];

function columnsOf(pha: PhaData): ColumnData[] {
  const { channel, counts, exposure, isRate, statErr, grouping, quality } = pha;
  const perSecond = (values: ArrayLike<number>) =>
    isRate ? Float64Array.from(values, (value) => value / exposure) : values;
  const unit = isRate ? 'count/s' : 'count';
  const whole = !isRate && Array.from(counts).every((value) => Number.isInteger(value) && Math.abs(value) < 2 ** 31);
  // Only a spectrum with all channels tells the number of the detector's first channel.
  const complete = channel.length === (pha.detChans ?? channel.length);
  return [
    {
      name: 'CHANNEL',
      format: 'J',
      data: channel,
      unit: 'channel',
      tlMin: complete ? channel[0] : undefined,
      tlMax: complete ? channel[channel.length - 1] : undefined,
    },
    { name: isRate ? 'RATE' : 'COUNTS', format: whole ? 'J' : 'D', unit, data: perSecond(counts) },
    ...(statErr ? [{ name: 'STAT_ERR', format: 'D', unit, data: perSecond(statErr) }] : []),
    ...(quality ? [{ name: 'QUALITY', format: 'I', data: quality }] : []),
    ...(grouping ? [{ name: 'GROUPING', format: 'I', data: grouping }] : []),
    ...perChannel('BACKSCAL', pha.backScal),
    ...perChannel('AREASCAL', pha.areaScal),
  ];
}

function keywords(pha: PhaData, content: Pha['content'], columns: readonly ColumnData[]): HeaderEntry[] {
  const has = (name: string) => columns.some((column) => column.name === name);
  const scaling = (value: PhaData['backScal']) => (typeof value === 'object' ? undefined : (value ?? 1));
  return [
    ['TELESCOP', pha.telescope ?? 'none', 'mission'],
    ['INSTRUME', pha.instrument ?? 'none', 'instrument'],
    ['DETNAM', pha.detector],
    ['FILTER', 'none', 'filter'],
    ['OBJECT', pha.object],
    ['OBS_ID', pha.obsId, 'observation'],
    ['DATE-OBS', pha.dateObs, 'start of the observation'],
    ['REGIONID', pha.regionId, 'source region'],
    ['RA', pha.ra, 'deg, position of the source'],
    ['DEC', pha.dec, 'deg'],
    ['EXPOSURE', pha.exposure, 's'],
    ['BACKSCAL', scaling(pha.backScal), 'size of the extraction region'],
    ['AREASCAL', scaling(pha.areaScal), 'factor on the effective area'],
    ['BACKFILE', pha.backFile ?? 'none'],
    ['CORRFILE', 'none'],
    ['CORRSCAL', 1],
    ['RESPFILE', pha.respFile ?? 'none'],
    ['ANCRFILE', pha.ancrFile ?? 'none'],
    ['HDUCLASS', 'OGIP'],
    ['HDUCLAS1', 'SPECTRUM'],
    ['HDUCLAS2', content],
    ['HDUCLAS3', pha.isRate ? 'RATE' : 'COUNT'],
    ['HDUCLAS4', 'TYPE:I'],
    ['HDUVERS', '1.2.1', 'OGIP/92-007a'],
    ['CHANTYPE', pha.channelType ?? 'PI'],
    ['DETCHANS', pha.detChans ?? pha.channel.length],
    ['POISSERR', pha.poissErr ?? !has('STAT_ERR')],
    ['SYS_ERR', 0],
    ['QUALITY', has('QUALITY') ? undefined : 0],
    ['GROUPING', has('GROUPING') ? undefined : 0],
  ];
}
