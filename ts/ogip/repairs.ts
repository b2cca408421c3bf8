import { FileError } from '../base/index.js';

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
    odd: 'CHANNEL of EBOUNDS does not count up by 1',
    done: 'Channels are numbered by row, from TLMIN of CHANNEL or F_CHAN, else from the rule of files without TLMIN.',
    others: 'XSPEC and Sherpa do not use the column either. Some of Chandra’s files have garbage in it.',
  },
  'file-beside': {
    odd: 'RESPFILE, ANCRFILE or BACKFILE names a file that is not there, such as a path of another machine',
    done: 'A file of that name in the folder of the spectrum is used.',
    others: 'Sherpa looks in the folder of the spectrum as well; XSPEC in the folder where it was started.',
  },
  'negative-element': {
    odd: 'MATRIX has elements below 0',
    done: 'They are used as they are.',
    others: 'So do XSPEC and Sherpa. The canned responses of XMM’s pn have a tenth of their elements below 0.',
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
export const warningText = ({ name, file, message }: FileWarning): string => `${file}: ${message} (${name})`;

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
