import type { Dataset } from '../../dataset/index.js';
import type { Source } from '../../ogip/index.js';
import type { Response } from '../../simulation/index.js';
import type { Column, Row } from '../../table/index.js';
import type { ChannelGrid } from './grid.js';

/** A PHA file to classify, or its bytes. A type II file without `row` has a verdict for each of its rows. */
export interface SpectrumSource {
  /** Name in results and messages: the path as given, or the name of bytes. */
  readonly file: string;
  /** Where the file lies, if not at `file`: a member of an archive that was unpacked. */
  readonly path?: string;
  readonly bytes?: Uint8Array;
  /** Of a type II file, from 1 as in XSPEC's `file{row}`. */
  readonly row?: number;
  /** Files in place of those that the spectrum names, or `none`. */
  readonly rmf?: string;
  readonly arf?: string;
  readonly background?: string;
  /** Cells of the list, as {@link SourceList.passedColumns} says. */
  readonly passed?: Row;
}

/** Spectra of a library or a table of counts: rows `first` up to before `first + count`, from 0. */
export interface CountsSource {
  readonly file: string;
  readonly first: number;
  readonly count: number;
  /** For each spectrum the cells of the table, as {@link SourceList.passedColumns} says. */
  readonly passed?: readonly Row[];
  /** The response that the options name for them: what a bank of templates needs. */
  readonly response?: Response;
  /**
   * Reads them. Of a table without EXPOSURE the exposures are NaN. @throws FileError for a file that cannot be read and for values that
   * are no counts, with the row; MismatchError for a library with other channels than the RMF
   */
  open(): Promise<Dataset>;
}

/** What is classified at a time: a PHA file, or a block of rows. */
export type ClassifySource = SpectrumSource | CountsSource;

/** What was found in folders and looks like a spectrum, but was left out. */
export interface LeftOut {
  /** `background`: by its name; `copy`: grouped or compressed, beside the same spectrum as it was. */
  readonly reason: 'background' | 'copy';
  readonly count: number;
  /** The first of them, for a message. */
  readonly first: string;
}

/** What there is to classify, in an order that is the same every time. */
export interface SourceList {
  /** Columns of lists and tables that are no file names and no counts. They pass through to the results. */
  readonly passedColumns: readonly Column[];
  /** Number of spectra, where a PHA file counts as one; known before the first source. */
  readonly total: number;
  /** Can be gone through more than once, and gives the same each time. */
  readonly sources: AsyncIterable<ClassifySource>;
  /** SHA-256 of what is listed, in order: names, rows and passed cells, not the contents of the spectra. */
  readonly identity: string;
  readonly leftOut: readonly LeftOut[];
  /** Removes what was unpacked from archives; to be called when the last source has been read. */
  close(): void;
}

/** Options of {@link listSources}. */
export interface ListSourcesOptions {
  /**
   * Glob of the files to take from folders and archives, in place of the usual names of spectra: of the file's name, or of its path in
   * the folder if it has a slash. All that match are taken, backgrounds too.
   */
  include?: string;
  /** A list of files: its path, or `-` for standard input. See {@link listSources}. */
  files?: string;
  /** The names of `files` end with NUL, as `find -print0` writes them, and not with the line. */
  nul?: boolean;
  /** The response of libraries and tables of counts, whose rows name none: paths or bytes. */
  rmf?: Source;
  arf?: Source;
  /** The energies of the channels of tables of counts where no RMF is given: those of the network. */
  channels?: ChannelGrid;
  /** Standard input, if not that of the process. */
  stdin?: AsyncIterable<Uint8Array>;
}
