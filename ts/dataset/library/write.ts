import { ParameterError } from '../../native/index.js';
import { type ColumnData, type FitsTableData, type HeaderEntry, writeFits } from '../../ogip/index.js';
import type { Dataset } from '../types.js';
import { validateDataset } from '../validate.js';
import { columnNames, escapeText, formatNumber, markKeyword, propertyUnit, provenanceKeywords } from './format.js';

/**
 * Writes a dataset as a library: an OGIP type II spectrum file with a class and properties for each spectrum (usual
 * suffix .xsl; gzip if the name ends in .gz). XSPEC, astropy and TOPCAT read it as any type II file. The file is written
 * to a temporary name and renamed, piece by piece: no second copy of the counts is made.
 *
 * @throws ParameterError for a dataset whose parts do not fit, without spectra, or with a property whose name is that of
 *   another column; FileError if the file cannot be written.
 */
export function writeLibrary(file: string, dataset: Dataset): void {
  validateDataset(dataset);
  if (dataset.spectra === 0) throw new ParameterError('dataset', `there are no spectra to write to ${file}`);
  checkNames(dataset);
  writeFits(file, [spectrumTable(dataset), energyTable(dataset)]);
}

/** FITS finds columns by name without regard to case. */
function checkNames({ properties }: Dataset): void {
  const taken = new Set<string>(Object.values(columnNames));
  for (const name of Object.keys(properties)) {
    if (taken.has(name.toUpperCase()) || name.trim() !== name || name === '')
      throw new ParameterError(
        `dataset.properties.${name}`,
        `the property '${name}' cannot be a column of a library: the name is blank or belongs to another column`,
      );
    taken.add(name.toUpperCase());
  }
}

function spectrumTable(dataset: Dataset): FitsTableData {
  const { spectra, channels, firstChannel, classes, labels, properties } = dataset;
  const names = columnNames;
  const channel = Int32Array.from({ length: channels }, (_, i) => firstChannel + i);
  const escaped = classes.map(escapeText);
  const columns: ColumnData[] = [
    { name: names.number, format: 'J', data: Int32Array.from({ length: spectra }, (_, i) => i + 1) },
    // One array for every row: it is stored once, and each row points to it.
    { name: names.channel, format: 'PJ', data: Array.from({ length: spectra }, () => channel), ...limits(dataset) },
    { name: names.counts, format: `${channels}U`, data: dataset.counts, unit: 'count' },
    { name: names.exposure, format: 'D', data: dataset.exposure, unit: 's' },
    { name: names.class, format: 'A', data: Array.from(labels, (label) => escaped[label]) },
    { name: names.source, format: 'V', data: dataset.source },
  ];
  if (dataset.backgroundCounts)
    columns.push(
      { name: names.backgroundCounts, format: `${channels}U`, data: dataset.backgroundCounts, unit: 'count' },
      { name: names.backgroundScale, format: 'D', data: dataset.backgroundScale! },
    );
  for (const [name, data] of Object.entries(properties))
    columns.push({ name, format: 'D', data, unit: propertyUnit(name) });
  return { name: 'SPECTRUM', columns, header: keywords(dataset) };
}

const limits = ({ firstChannel, channels }: Dataset) => ({
  least: firstChannel,
  greatest: firstChannel + channels - 1,
});

function keywords({ channels, classes, provenance }: Dataset): HeaderEntry[] {
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
    ['NPROV', provenance.length, 'parts: seed, population, response, version'],
    ...provenance.flatMap((part, i): HeaderEntry[] => {
      const keyword = provenanceKeywords(i + 1);
      return [
        [keyword.seed, part.seed],
        [keyword.population, escapeText(part.population)],
        [keyword.response, escapeText(part.response)],
        [keyword.version, escapeText(part.version)],
        ...(part.background === undefined ? [] : [[keyword.background, escapeText(part.background)] as const]),
        ...(part.fluxScale === undefined ? [] : [[keyword.fluxScale, part.fluxScale] as const]),
      ];
    }),
  ];
}

function energyTable(dataset: Dataset): FitsTableData {
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
