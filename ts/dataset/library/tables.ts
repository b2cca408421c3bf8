import type { ColumnData, FitsTableData, HeaderEntry } from '../../ogip/index.js';
import { descriptorRows } from '../descriptor.js';
import type { Dataset } from '../types.js';
import {
  columnNames,
  descriptorKeywords,
  escapeText,
  formatNumber,
  markKeyword,
  propertyUnit,
  provenanceKeywords,
} from './format.js';

/**
 * The spectra of a dataset as a table. Keywords and column formats must not depend on the rows, because all shards of a
 * library share them: counts are always unsigned 16-bit integers, other numbers doubles, and CLASS is as wide as the
 * longest name of a class.
 *
 * @param before number of spectra in the shards before this one
 */
export function spectrumTable(dataset: Dataset, before: number): FitsTableData {
  const { count: spectra, channels, firstChannel, classes, labels, properties } = dataset;
  const names = columnNames;
  const channel = Int32Array.from({ length: channels }, (_, i) => firstChannel + i);
  const escaped = classes.map(escapeText);
  const classWidth = escaped.reduce((longest, name) => Math.max(longest, name.length), 1);
  const columns: ColumnData[] = [
    { name: names.number, format: 'J', data: Int32Array.from({ length: spectra }, (_, i) => before + i + 1) },
    // One array for all rows: it is stored once in the file, and each row points to it.
    { name: names.channel, format: 'PJ', data: Array.from({ length: spectra }, () => channel), ...limits(dataset) },
    { name: names.counts, format: `${channels}U`, data: dataset.counts, unit: 'count' },
    { name: names.exposure, format: 'D', data: dataset.exposure, unit: 's' },
    { name: names.class, format: `${classWidth}A`, data: Array.from(labels, (label) => escaped[label]) },
    { name: names.source, format: 'V', data: dataset.source },
  ];
  if (dataset.backgroundCounts)
    columns.push(
      { name: names.backgroundCounts, format: `${channels}U`, data: dataset.backgroundCounts, unit: 'count' },
      { name: names.backgroundScale, format: 'D', data: dataset.backgroundScale! },
    );
  const descriptors = descriptorRows(dataset);
  if (descriptors)
    columns.push({
      name: names.responseDescriptor,
      format: `${dataset.responseDescriptorNames!.length}D`,
      data: descriptors,
    });
  for (const [name, data] of Object.entries(properties))
    columns.push({ name, format: 'D', data, unit: propertyUnit(name) });
  return { name: 'SPECTRUM', columns, header: keywords(dataset) };
}

const limits = ({ firstChannel, channels }: Dataset) => ({
  tlMin: firstChannel,
  tlMax: firstChannel + channels - 1,
});

function keywords({ channels, classes, provenance, responseDescriptorNames = [] }: Dataset): HeaderEntry[] {
  return [
    ['HDUCLASS', 'OGIP'],
    ['HDUCLAS1', 'SPECTRUM'],
    ['HDUCLAS2', 'TOTAL'],
    ['HDUCLAS3', 'COUNT'],
    ['HDUCLAS4', 'TYPE:II'],
    ['HDUVERS', '1.2.1'],
    ['TELESCOP', 'none'],
    ['INSTRUME', 'none'],
    ['FILTER', 'none'],
    ['CHANTYPE', 'PI'],
    ['DETCHANS', channels],
    ['POISSERR', true],
    ['AREASCAL', 1],
    ['BACKSCAL', 1],
    ['CORRSCAL', 1],
    ['BACKFILE', 'none'],
    ['CORRFILE', 'none'],
    ['RESPFILE', 'none'],
    ['ANCRFILE', 'none'],
    [markKeyword, formatNumber, 'format of this library of labelled spectra'],
    ['NCLASS', classes.length],
    ...classes.map((name, i): HeaderEntry => [`CLASS${i + 1}`, escapeText(name)]),
    ...(responseDescriptorNames.length > 0
      ? [[descriptorKeywords.count, responseDescriptorNames.length, 'numbers that describe a response'] as const]
      : []),
    ...responseDescriptorNames.map((name, i): HeaderEntry => [descriptorKeywords.name(i + 1), escapeText(name)]),
    ['NPROV', provenance.length, 'parts: seed, population, response, version'],
    ...provenance.flatMap((origin, i): HeaderEntry[] => {
      const keyword = provenanceKeywords(i + 1);
      return [
        [keyword.seed, origin.seed],
        [keyword.population, escapeText(origin.population)],
        [keyword.response, escapeText(origin.response)],
        [keyword.version, escapeText(origin.version)],
        ...(origin.background === undefined ? [] : [[keyword.background, escapeText(origin.background)] as const]),
        ...(origin.fluxScale === undefined ? [] : [[keyword.fluxScale, origin.fluxScale] as const]),
        ...(origin.plasma === undefined ? [] : [[keyword.plasma, escapeText(origin.plasma)] as const]),
      ];
    }),
  ];
}

/** The EBOUNDS table: channel energies. */
export function energyTable(dataset: Dataset): FitsTableData {
  const { channels, firstChannel, eMin, eMax } = dataset;
  const channel = Int32Array.from({ length: channels }, (_, i) => firstChannel + i);
  return {
    name: 'EBOUNDS',
    columns: [
      { name: 'CHANNEL', format: 'J', data: channel, ...limits(dataset) },
      { name: 'E_MIN', format: 'D', data: eMin, unit: 'keV' },
      { name: 'E_MAX', format: 'D', data: eMax, unit: 'keV' },
    ],
    header: [
      ['HDUCLASS', 'OGIP'],
      ['HDUCLAS1', 'RESPONSE'],
      ['HDUCLAS2', 'EBOUNDS'],
      ['HDUVERS', '1.2.0'],
      ['TELESCOP', 'none'],
      ['INSTRUME', 'none'],
      ['FILTER', 'none'],
      ['CHANTYPE', 'PI'],
      ['DETCHANS', channels],
    ],
  };
}
