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

/** Things that do not fit together: a model file and a spectrum, an ARF and an RMF, two libraries. */
export class MismatchError extends XsiftError {
  override name = 'MismatchError';
}
