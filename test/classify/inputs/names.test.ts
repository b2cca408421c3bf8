import { expect, test } from 'vitest';
import { isBackgroundName, isSpectrumName, sortByBytes, spectraAmong } from '../../../ts/classify/inputs/names.js';

test.each([
  'src.pi',
  'src.pha.gz',
  'acisf04487_001N023_r0009_pha3.fits.gz',
  'acisf00459N004_repro_pha2.fits',
  'P0109920301M1S001SRSPEC0001.FTZ',
  'PNsource_spectrum.fits',
  'mos1_spectrum_grp.ds',
  'em01_056102_020_SourceSpec_00012_c010.fits.gz',
  'sw00374210000xpcw3posr.pha',
  'nu60001043002A01_sr.pha',
  'heg.pha2',
])('%s is a spectrum by its name, and none of a background', (name) => {
  expect(isSpectrumName(name)).toBe(true);
  expect(isBackgroundName(name)).toBe(false);
});

test.each([
  'src.arf',
  'src.rmf.gz',
  'acisf04487_001N022_r0009_rmf3.fits.gz',
  'P0109920301M1S001SRCARF0001.FTZ',
  'em01_056102_020_RMF_00012_c010.fits',
  'acisf00459N004_evt2.fits',
  'src.pi.txt',
  'api',
])('%s is no spectrum', (name) => expect(isSpectrumName(name)).toBe(false));

test.each([
  'src_bkg.pi',
  '3c273_bg.pi.gz',
  'nu60001043002A01_bk.pha',
  'interval0pcback.pi',
  'sw00374210000xpcw3pobkg.pha',
  'PNbackground_spectrum.fits',
  'BKG.pha',
  'ni1_bgd.pi',
])('%s is of a background', (name) => expect(isBackgroundName(name)).toBe(true));

// Names that have the letters of a background in them.
test.each(['feedback.pi', 'bgps_source.pi', 'backup_src.pha', 'src_bkgsub.pi', 'subg.pi'])(
  '%s is of a source',
  (name) => expect(isBackgroundName(name)).toBe(false),
);

test('grouped and compressed copies are left out where the same spectrum lies beside them, and only there', () => {
  const names = [
    'a.pi',
    'a.pi.gz',
    'a_grp.pi',
    'b_grp.pi',
    'c.pi.gz',
    'c_grp.pi',
    'd_bkg.pi',
    'd_grp.pha',
    'd.pi',
    'e.arf',
  ];
  const { taken, leftOut } = spectraAmong(names);
  expect(taken).toEqual(['a.pi', 'b_grp.pi', 'c.pi.gz', 'd_grp.pha', 'd.pi']);
  expect(leftOut).toEqual([
    ['a.pi.gz', 'copy'],
    ['a_grp.pi', 'copy'],
    ['c_grp.pi', 'copy'],
    ['d_bkg.pi', 'background'],
  ]);
});

test('names are sorted by their bytes in UTF-8', () => {
  // U+FF5E is EF BD 9E, U+1F52D is F0 9F 94 AD; by 16-bit units the order would be the other one.
  expect(sortByBytes(['\u{1f52d}', '\uff5e', 'é', 'z', 'B', 'a'])).toEqual(['B', 'a', 'z', 'é', '\uff5e', '\u{1f52d}']);
});
