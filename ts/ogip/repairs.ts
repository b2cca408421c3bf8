import { checkObject, FileError } from '../base/index.js';

/** What a {@link FileWarning} of one name means. */
export interface Repair {
  /** What is odd in the file, as a clause: `the CHANNEL column of EBOUNDS does not count up`. */
  readonly odd: string;
  /** What is done about it, as a sentence. */
  readonly done: string;
  /** What other programs do, or where files like this come from. */
  readonly others: string;
}

/**
 * Everything that is read although it is not as OGIP wants it. No file is repaired in any other way: what is not listed here is read as
 * it is, or refused.
 */
export const repairs = {
  'ebounds-channel': {
    odd: 'CHANNEL of EBOUNDS does not count up by 1 from the first channel of the groups (TLMIN of F_CHAN)',
    done: 'Channels are numbered by row, from that first channel.',
    others:
      'XSPEC and Sherpa take EBOUNDS by row too. Files of Chandra have garbage there, those of Fermi GBM count from 0.',
  },
  'first-channel': {
    odd: 'F_CHAN has no TLMIN, and its groups do not fit a detector whose first channel is 1, the default of OGIP',
    done: 'Channels are numbered from 0, where all groups fit.',
    others: 'XSPEC assumes 1 with a warning, and is off by a channel.',
  },
  'several-matrices': {
    odd: 'the file holds several matrices, and neither a number nor the time of the spectrum says which one to take',
    done: 'The first is taken.',
    others: 'So do XSPEC and Sherpa. Files of Fermi GBM (.rsp2).',
  },
  'file-beside': {
    odd: 'RESPFILE, ANCRFILE or BACKFILE names a file that is not there, such as a path of another machine',
    done: 'A file of that name in the folder of the spectrum is used.',
    others: 'Sherpa looks in the folder of the spectrum as well; XSPEC in the folder where it was started.',
  },
  'negative-element': {
    odd: 'MATRIX has elements below 0',
    done: 'They are used as they are. A channel that they leave slightly below 0 expects no counts where counts are drawn or compared.',
    others: 'XSPEC and Sherpa use them too. The canned responses of XMM’s pn have a tenth of their elements below 0.',
  },
  'energy-row': {
    odd: 'ENERG_HI is not above ENERG_LO in a row',
    done: 'No photons fall into such a row: it is left out, and the next row begins where the one before it ended.',
    others:
      'XSPEC takes the edges from ENERG_HI alone, so that the next row does the same; Sherpa warns. Files of ROSAT’s PSPC.',
  },
  'energy-order': {
    odd: 'the rows run from high to low energies',
    done: 'They are taken in reverse.',
    others: 'Sherpa reads them as they are; XSPEC’s models need rising energies.',
  },
  'energy-zero': {
    odd: 'the lowest ENERG_LO is 0 or less, where a power law has no value',
    done: 'Models begin at a thousandth of the ENERG_HI of that row, or at lowestEnergy (--lowest-energy), where it is given.',
    others: 'XSPEC takes the same number, Sherpa 1e-10 keV. Files of Swift’s XRT; its response is blind there.',
  },
  'energy-unit': {
    odd: 'energies are not in keV',
    done: 'eV, MeV, GeV and TeV are converted to keV.',
    others: 'XSPEC and Sherpa never look at the unit and take the numbers as keV. Files of gamma-ray instruments.',
  },
  'arf-edges': {
    odd: 'energies of the ARF differ from those of the RMF: by less than a quarter of a bin, or at the lower edge of the first row',
    done: 'Areas are taken by row, energies from the RMF.',
    others:
      'XSPEC compares the number of rows alone, and so does Sherpa. Where more differs, the pair is refused here.',
  },
  detchans: {
    odd: 'DETCHANS of a spectrum is not the number of channels of its RMF, all of which it stores',
    done: 'The stored channels count.',
    others: 'Sherpa compares the stored channels as well.',
  },
  'rate-exposure': {
    odd: 'RATE times EXPOSURE are no whole counts',
    done: 'Where STAT_ERR or the rates tell of what time they are whole counts, this is the exposure.',
    others: 'XSPEC and Sherpa fit rates with their STAT_ERR. Some programs write an EXPOSURE of 1 s.',
  },
} as const satisfies Record<string, Repair>;

/** The name of a repair: a key of {@link repairs}. */
export type RepairName = keyof typeof repairs;

/** Says that a file is not as it should be, and how it was read nevertheless. */
export interface FileWarning {
  readonly name: RepairName;
  /** Path of the file as the caller gave it. */
  readonly file: string;
  /** What is odd, where (row, channel, value), and what was done: one sentence without the file's name. */
  readonly message: string;
}

/** Collects the warnings of one file while it is read: at most one of each name, the first. */
export class FileWarnings {
  readonly #list: FileWarning[] = [];

  constructor(readonly file: string) {}

  /** @param message as in {@link FileWarning}: `CHANNEL is 0 in row 2; channels are numbered by row from 1` */
  add(name: RepairName, message: string): void {
    if (!this.#list.some((warning) => warning.name === name)) this.#list.push({ name, file: this.file, message });
  }

  get list(): readonly FileWarning[] {
    return this.#list;
  }
}

/** One line for a person: `FILE: MESSAGE (NAME)`. */
export function warningText(warning: FileWarning): string {
  checkObject('warning', warning, '{ name, file, message }', 'name', 'file', 'message');
  return `${warning.file}: ${warning.message} (${warning.name})`;
}

/**
 * With `strict`, what would be a warning is an error.
 *
 * @throws FileError for the first warning, if `strict`
 */
export function refuseIfStrict(strict: boolean | undefined, warnings: readonly FileWarning[] | undefined): void {
  if (!strict || !warnings?.length) return;
  const { name, file, message } = warnings[0];
  throw new FileError(file, `refused by strict reading: ${message} (${name})`);
}
