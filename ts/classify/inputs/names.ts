import { withoutGzip } from '../../ogip/findFile.js';

/**
 * Names of spectra in a folder, by the programs that write them, each also with .gz:
 * - `*.pha`, `*.pi` and their grating form `*.pha2`, `*.pi2`: CIAO specextract, HEASoft (xselect, xrtproducts, nuproducts, NICER), SAS;
 * - `*_pha2.fits`, `*_pha3.fits`: CIAO tgextract, Chandra Source Catalog;
 * - `*SRSPEC0001.FTZ`: products of the XMM pipeline, whose FTZ is a gzip FITS file;
 * - `*spectrum*.fits`, `.fit`, `.ds`: SAS evselect as in its threads (`PNsource_spectrum.fits`, `mos1_spectrum_grp.fits`);
 * - `*_SourceSpec_00001_c010.fits`: eROSITA srctool.
 */
const spectrumNames =
  /\.(pha|pi)2?$|_pha[23]\.fits?$|SRSPEC[0-9A-F]{4}\.(FTZ|FITS?)$|spectrum[^/]*\.(fits?|ds)$|_SourceSpec_[^/]*\.fits?$/i;

/** `_bkg.pi`, `_bg.pi`, `_bk.pha`, `_bgd.pi`, `pcback.pi` (Swift), `pobkg.pha`, `PNbackground_spectrum.fits`. */
const backgroundNames = /(background|bkgd?|(?<![a-z])(bgd?|bk|back)|(?<=pc|wt)back)(?![a-z])/i;

const groupedCopy = /_(grp|grouped)(?=\.[^.]*$)/i;

/** Whether a file of a folder is taken for a spectrum by its name. */
export const isSpectrumName = (name: string): boolean => spectrumNames.test(withoutGzip(name));

/** Whether the name of a spectrum says that it is one of a background. */
export const isBackgroundName = (name: string): boolean => backgroundNames.test(withoutGzip(name));

/** Why a file that looks like a spectrum is not taken from a folder. */
export type LeftOutReason = 'background' | 'copy';

/** The names in a folder that are spectra, in their order, and those that look like it and are left out. */
export function spectraAmong(names: readonly string[]): { taken: string[]; leftOut: [string, LeftOutReason][] } {
  const there = new Set(names);
  const isThere = (plain: string) => there.has(plain) || there.has(`${plain}.gz`);
  const isCopy = (name: string) => {
    const plain = withoutGzip(name);
    const ungrouped = plain.replace(groupedCopy, '');
    return (plain !== name && there.has(plain)) || (ungrouped !== plain && isThere(ungrouped));
  };
  const taken: string[] = [];
  const leftOut: [string, LeftOutReason][] = [];
  for (const name of names.filter(isSpectrumName)) {
    if (isBackgroundName(name)) leftOut.push([name, 'background']);
    else if (isCopy(name)) leftOut.push([name, 'copy']);
    else taken.push(name);
  }
  return { taken, leftOut };
}

/** By bytes of UTF-8, whatever the locale. JavaScript's own order differs for characters beyond 16 bits alone. */
export function sortByBytes(names: string[]): string[] {
  const isPlain = !names.some((name) => /[\ud800-\udfff]/.test(name));
  return isPlain ? names.sort() : names.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}
