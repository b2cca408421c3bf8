import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ReadonlyFloat32Array, ReadonlyFloat64Array } from '../../ts/base/index.js';
import { type Pha, type Rmf, readArf, readPha, readRmf } from '../../ts/ogip/index.js';
import { hasShared, sharedFile } from '../shared.js';

/**
 * Facts about third-party files, counted by a second reader written for this purpose in another language (numpy), not
 * by this one. Sums are over what belongs to the groups, in double precision.
 */
const sum = (values: ReadonlyFloat64Array | ReadonlyFloat32Array): number =>
  Array.from(values).reduce((total, value) => total + value, 0);

const rmfs: Record<
  string,
  [rows: number, channels: number, first: number, groups: number, sum: number, area: boolean]
> = {
  'formats/PCU2.rsp.gz': [300, 64, 0, 367, 167561.80753633846, true],
  'formats/cosi_response.rmf.gz': [502, 502, 0, 3937, 308.00000151735003, false],
  'formats/diagonal_8.rsp': [8, 8, 1, 8, 8, true],
  'formats/ixpe_d3_obssim_v012.rmf.gz': [275, 375, 0, 275, 275.0000000480054, false],
  'formats/nustar_diag.rmf.gz': [4096, 4096, 0, 4096, 4096, true],
  'formats/pyspex_rmf_no_energy_units.rmf': [100, 100, 1, 100, 104.57390734693318, false],
  // A row of it ends below where it begins: see repairs.test.ts.
  'formats/pyspex_rmf_discontinuous.rmf': [100, 100, 1, 100, 104.57390734693317, false],
  'formats/pyspex_rmf_valid.rmf': [100, 100, 1, 100, 104.57390734693318, false],
  'formats/threeml_gbm_gbm_bat_joint_NAI_06.rsp.gz': [140, 128, 1, 139, 4853.9874997467905, true],
  'formats/threeml_glg_cspec_n3_bn080916009_v00.rsp2.gz': [140, 128, 1, 140, 8863.492112551507, true],
  'responses/acis/acis3_gcs28_2001-07.rmf.gz': [410, 685, 1, 2588, 407.36795159933536, false],
  'responses/acis/acis3_m33_2000-07.rmf.gz': [1090, 1024, 1, 1090, 1090.00067214008, false],
  'responses/acis/acis7_pks0745.rmf.gz': [872, 1024, 1, 872, 872.0182834401919, false],
  'responses/acis/acis7_q0740_2002-05.rmf.gz': [1078, 1024, 1, 1482, 1078.0000010011638, false],
  'responses/acis/acis7_q1127_2000-05.rmf.gz': [1078, 1024, 1, 1481, 1078.0000014645766, false],
  'responses/other/athena_wfi.rmf.gz': [1490, 1490, 1, 1490, 1485.7594117845174, false],
  'responses/other/erosita_tm.rmf.gz': [1024, 1024, 1, 1024, 1024.000041371744, false],
  'responses/other/swift_xrt_pc.rmf.gz': [2400, 1024, 0, 2400, 1133.8128197300257, false],
  'responses/other/xmm_pn.rmf.gz': [2056, 4096, 0, 2348, 2055.9999999439096, false],
  'responses/acisi_aimpt_cy0.rmf.gz': [937, 1024, 1, 937, 937.0004925266566, false],
  'responses/acisi_aimpt_cy18.rmf.gz': [1024, 1024, 1, 1383, 1015.2229219168044, false],
  'spectra/agn/3c273.rmf.gz': [1090, 1024, 1, 2002, 1090.0000014815205, false],
  'spectra/other/acisf01575_001N001_r0085_rmf3.fits.gz': [900, 1024, 1, 900, 900.4201607019679, false],
  'spectra/stars/acisf04487_001N022_r0009_rmf3.fits.gz': [900, 1024, 1, 900, 900.0190616807404, false],
};

const arfs: Record<string, [rows: number, sum: number]> = {
  'formats/cosi_area.arf': [502, 2094.0400749529945],
  'formats/ixpe_d1_obssim20220702_v013.arf': [275, 1904.4076082655229],
  'formats/pyspex_arf.arf': [100, 100],
  'responses/acis/acis3_gcs28_2001-07.arf': [410, 112480.16139173508],
  'responses/acis/acis3_m33_2000-07.arf': [1090, 224813.22648089824],
  'responses/acis/acis7_a478_2001-01.arf': [1070, 252487.2081989944],
  'responses/acis/acis7_pks0745.arf': [872, 234034.88565281034],
  'responses/acis/acis7_q0740_2002-05.arf': [1078, 269749.2248702049],
  'responses/acis/acis7_q1127_2000-05.arf': [1078, 280106.34253776073],
  'responses/acis/acisi_a85_2013-08.arf': [1070, 197524.34146166965],
  'responses/acis/acisi_aimpt_cy18.arf': [1024, 173911.17088145198],
  'responses/acis/acisi_cdfn_aimpoint.arf': [1918, 357213.32286544144],
  'responses/other/athena_wfi.arf': [1490, 5231510.955197668],
  'responses/other/erosita_tm.arf': [1024, 46043.590644448996],
  'responses/other/swift_xrt_pc.arf': [2400, 178696.1007297188],
  'responses/other/xmm_pn.arf': [2056, 927508.0564159155],
  'responses/acisi_aimpt_cy0.arf': [937, 189151.88071038976],
  'responses/acisi_aimpt_cy19.arf': [1024, 164155.99875095877],
  'spectra/agn/3c273.arf': [1090, 68754.99596226402],
  'spectra/other/acisf01575_001N001_r0085_arf3.fits.gz': [900, 249977.13883924484],
  'spectra/stars/acisf04487_001N022_r0009_arf3.fits.gz': [900, 249529.4317302704],
};

const phas: Record<string, [total: number, first: number, last: number, facts: Partial<Pha>]> = {
  'formats/RXTE_PCA_EVT_PCU2.fak': [27839785, 0, 63, { exposure: 100000, respFile: 'PCU2.rsp', backFile: undefined }],
  'formats/SWIFTJ0840.1+2946.pha.gz': [0.00022929052101972047, 1, 8, { isRate: true, content: 'NET', poissErr: false }],
  'formats/cosi_background.pha': [9193, 0, 501, { exposure: 573, respFile: undefined }],
  'formats/cosi_source_and_background.pha': [1243, 0, 501, { ancrFile: 'area.arf', backFile: 'background.pha' }],
  'formats/pyspex_mos1_source.pha.gz': [
    0.7702313630974982 * 2376.40727072779,
    0,
    799,
    { isRate: true, instrument: 'EMOS1' },
  ],
  'formats/threeml_gbm_gbm_bat_joint_NAI_06.bak': [
    1183.1354461490027 * 9.950336786,
    1,
    128,
    { row: 1, isRate: true, content: 'BKG', exposure: 9.950336786 },
  ],
  'formats/threeml_gbm_gbm_bat_joint_NAI_06.pha': [
    18073,
    1,
    128,
    { row: 1, respFile: 'GRB110731465_NAI_06.rsp{1}', backFile: 'GRB110731465_NAI_06.bak{1}', detector: 'NAI_06' },
  ],
  'spectra/agn/3c273.pi.gz': [736, 1, 1024, { respFile: '3c273.rmf', backScal: 2.5264364698914e-6, poissErr: false }],
  'spectra/agn/3c273_bg.pi.gz': [216, 1, 1024, { object: '3C 273', backScal: 1.872535141462e-5, respFile: undefined }],
  'spectra/other/acisf01575_001N001_r0085_pha3.fits.gz': [855, 1, 1024, { channelType: 'PI', detChans: 1024 }],
  'spectra/stars/acisf04487_001N023_r0009_pha3.fits.gz': [389, 1, 1024, { exposure: 29715.734470358, areaScal: 1 }],
};

const refused: [file: string, read: (file: string) => unknown, reason: string][] = [
  ['formats/pyspex_arf_empty.arf', readArf, 'table SPECRESP: is empty: it has no energy bins'],
  ['formats/pyspex_arf_nan.arf', readArf, 'SPECRESP is NaN cm2 in row 1 (1-1.1 keV)'],
  ['formats/pyspex_rmf_no_ebounds.rmf', readRmf, 'has a matrix but no EBOUNDS extension'],
  // Its last channel, 128, was written as a signed byte.
  ['formats/threeml_test.pha', readPha, 'CHANNEL is -128 in place 128; channel numbers must ascend'],
];

describe.skipIf(!hasShared)('third-party files', () => {
  test.each(Object.entries(rmfs))('RMF %s', (name, [rows, channels, first, groups, total, area]) => {
    const rmf = readRmf(sharedFile(name));
    expect([rmf.energLo.length, rmf.detChans, rmf.firstChannel, rmf.fChan.length]).toEqual([
      rows,
      channels,
      first,
      groups,
    ]);
    expect(sum(rmf.matrix)).toBeCloseTo(total, 8 - Math.ceil(Math.log10(total)));
    expect(rmf.includesArea).toBe(area);
    expect(rmf.matrix).toHaveLength(rmf.nChan.reduce((n, c) => n + c, 0));
  });

  test.each(Object.entries(arfs))('ARF %s', (name, [rows, total]) => {
    const arf = readArf(sharedFile(name));
    expect(arf.specResp).toHaveLength(rows);
    expect(sum(arf.specResp) / total).toBeCloseTo(1, 12);
  });

  test.each(Object.entries(phas))('PHA %s', (name, [total, first, last, facts]) => {
    const pha = readPha(sharedFile(name));
    expect([pha.channel[0], pha.channel.at(-1)]).toEqual([first, last]);
    expect(sum(pha.counts) / total).toBeCloseTo(1, 10);
    expect(pha).toMatchObject(facts);
  });

  test.each(refused)('refused: %s', (name, read, reason) => {
    expect(() => read(sharedFile(name))).toThrow(reason);
  });

  test('every file is in one of these lists', () => {
    const named = new Set([...Object.keys({ ...rmfs, ...arfs, ...phas }), ...refused.map(([name]) => name)]);
    for (const folder of ['formats', 'responses', 'spectra'])
      for (const entry of readdirSync(sharedFile(folder), { recursive: true, withFileTypes: true })) {
        const name = relative(sharedFile('.'), join(entry.parentPath, entry.name));
        if (entry.isFile()) expect(named, name).toContain(name);
      }
  });

  test('rows without groups, rows with many, and rows that do not sum to one', () => {
    const cosi = readRmf(sharedFile('formats/cosi_response.rmf.gz'));
    expect(cosi.nGrp.filter((n) => n === 0)).toHaveLength(194);
    expect(Math.max(...cosi.nGrp)).toBe(54);
    // The calibration ends at channel 822: above 11.2 keV more and more of the line lies beyond it.
    const sums = rowSums(readRmf(sharedFile('responses/acisi_aimpt_cy18.rmf.gz')));
    expect(sums[0]).toBeCloseTo(1.0013106864067822, 12);
    expect(sums.at(-1)).toBeCloseTo(0.4611658958027647, 12);
  });

  test('one of several matrices', () => {
    const file = sharedFile('formats/threeml_glg_cspec_n3_bn080916009_v00.rsp2.gz');
    const third = readRmf(file, { index: 3 });
    expect([third.index, third.matrices]).toEqual([3, 3]);
    expect(sum(third.matrix)).toBeCloseTo(8837.191768200333, 6);
    expect(() => readRmf(file, { index: 4 })).toThrow('has 3 matrices; index is 4, it must be 1, 2, 3 (EXTVER)');
  });

  test('the background in the same file', () => {
    const { background } = readPha(sharedFile('spectra/stars/acisf04487_001N023_r0009_pha3.fits.gz'));
    expect(sum(background!.counts)).toBe(77);
    expect(background).toMatchObject({ content: 'BKG', backScal: 6.8489462137222e-6, respFile: undefined });
  });

  test('grouping and errors of 3C 273', () => {
    const pha = readPha(sharedFile('spectra/agn/3c273.pi.gz'));
    expect(pha.grouping!.filter((flag) => flag === 1)).toHaveLength(46);
    expect([...new Set(pha.quality)]).toEqual([0]);
    expect(pha.statErr).toHaveLength(1024);
  });
});

function rowSums(rmf: Rmf): number[] {
  let group = 0;
  let element = 0;
  return Array.from(rmf.nGrp, (groups) => {
    let total = 0;
    for (const end = group + groups; group < end; group++)
      for (let k = 0; k < rmf.nChan[group]; k++) total += rmf.matrix[element++];
    return total;
  });
}
