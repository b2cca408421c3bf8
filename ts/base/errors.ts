/** Base of every error that xsift throws on purpose: the message says what is wrong, where, and the remedy. */
export class XsiftError extends Error {
  override name = 'XsiftError';
}

/** A file that cannot be read or does not hold what it should: the message is `file: reason`. */
export class FileError extends XsiftError {
  override name = 'FileError';
  /** Its path as the caller gave it. */
  readonly file: string;
  /** What is wrong with it, without its name. */
  readonly reason: string;
  constructor(file: string, reason: string, options?: ErrorOptions) {
    super(`${file}: ${reason}`, options);
    this.file = file;
    this.reason = reason;
  }
}

/** An argument or a model parameter out of its limits. `parameter` is its name. */
export class ParameterError extends XsiftError {
  override name = 'ParameterError';
  readonly parameter: string;
  constructor(parameter: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.parameter = parameter;
  }
}

/** What two things can differ in; see {@link Mismatch}. */
export type MismatchSubject =
  | 'area'
  | 'background'
  | 'channels'
  | 'channel energies'
  | 'classes'
  | 'energy grid'
  | 'instrument'
  | 'properties'
  | 'provenance'
  | 'response'
  | 'settings'
  | 'sources'
  | 'spectra';

/** One side of a mismatch: a number, a word, or a list of them. */
export type MismatchSide = string | number | readonly (string | number)[];

/** What does not fit, for programs; the message of a {@link MismatchError} says the same for people. */
export interface Mismatch {
  /** What the two sides differ in. */
  readonly what: MismatchSubject;
  /**
   * The value that is needed: that of the classifier, of the response, or of the first of several things. Energies in
   * keV.
   */
  readonly expected: MismatchSide;
  /** The value that was found. */
  readonly found: MismatchSide;
  /** What the user can do about it, if anything; the message ends with it. */
  readonly remedy?: string;
}

/** Things that do not fit together: a model file and a spectrum, an ARF and an RMF, two libraries. */
export class MismatchError extends XsiftError implements Mismatch {
  override name = 'MismatchError';
  readonly what: MismatchSubject;
  readonly expected: MismatchSide;
  readonly found: MismatchSide;
  readonly remedy?: string;
  /** @param message what does not fit, without the remedy, which is put after it */
  constructor(message: string, { what, expected, found, remedy }: Mismatch, options?: ErrorOptions) {
    super(remedy === undefined ? message : `${message}; ${remedy}`, options);
    this.what = what;
    this.expected = expected;
    this.found = found;
    this.remedy = remedy;
  }
}
