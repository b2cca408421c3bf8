/** Text after the options of `xsift classify --help`. */
export const classifyHelp = `
One row for every spectrum, in the order of the list; a type II file has a row
for each of its spectra. A spectrum that cannot be classified is a row with its
reason in the column ERROR; the exit code is then 1.

Output: --out writes the format of its extension: .csv, .ecsv, .jsonl, .fits,
.vot (VOTable) or .parquet. Without --out, and with --out -, CSV goes to stdout
as it comes; with --json the results, a JSON object a line. Rows stay beside the
output (NAME.part) until all are there, with how far the run has come
(NAME.state) and the process that writes it (NAME.lock): a run that was stopped
or killed goes on with the same command and --resume, and gives the same bytes.
An output that is there is refused without --overwrite, --append or --resume.

To look at: --plots FOLDER has a picture (PNG) of each spectrum: data, background,
the likeliest star and AGN through its own response, residuals, verdict, flags.
Names are the number in the list and that of the file; the column PLOT has them.
Pictures that are there are refused without --overwrite or --resume. --html FILE
is one page with all rows, to sort and filter, and their pictures; of a shard it
has the rows of that shard. Without a bank (--method network) there are no
templates.

Shards: --shard 2/8 classifies the second of eight parts of the list, and writes
NAME.run.json beside the output; xsift merge makes one table of all. In an array
job of Slurm --out verdicts_%a.csv does that by itself: %a is the task's number.

Methods:
  network  a trained network (--model): fast, for spectra such as it was trained
           on
  bank     templates of stars and AGN through each spectrum's own RMF and ARF, by
           Bayes' theorem: any instrument, background and number of counts
  auto     the network where the spectrum is within its training, all channels are
           good and it is sure (0.8 or more), the bank elsewhere; without an
           effective area (ARF) the network alone. The bank sets unlike-training.

Columns: FILE, ROW (of a type II file, a library or a table of counts), OBJECT,
OBS_ID, REGION_ID (REGIONID, SRCNUM), RA, DEC (deg, of the source where the file
or the list has them), DATE_OBS, TELESCOP, INSTRUME, DETNAM, the columns of the
list, EXPOSURE (s), COUNTS (0.3-8 keV, source region), BACKGROUND (0.3-8 keV,
scaled to the source region by exposure, BACKSCAL and AREASCAL), NET_COUNTS,
BAD_CHANNELS (share of the band's channels that are bad by QUALITY and left
out), P_STAR, P_AGN (probabilities), VERDICT (star or agn), METHOD (network or
bank), SELECTED (1 or 0, with --purity), FLAGS, PLOT (with --plots), ERROR.
--columns FILE,P_AGN chooses and orders them.

Flags:
  few-counts           the verdict is wrong with a chance above 0.2, as the
                       spectrum says too little
  unlike-training      no star and no AGN explains the spectrum: another kind of
                       source, pile-up, or a wrong response or background
  no-background        no background was given: all counts are taken as the
                       source's
  bad-channels         channels of the band are bad by QUALITY (1, 2, 5) and were
                       left out; BAD_CHANNELS has their share
  band-not-covered     the file's channels do not cover the band
Flags of verdicts by the network:
  no-net-counts        the background is all there is: no verdict
  instrument-mismatch  another telescope, instrument or detector than in the
                       training: the verdict is a guess
  response-differs     the same instrument as in the training with another
                       response (another position or year), which the network
                       is not told
  trained-without-background
                       the background is above a tenth of the net counts, and
                       the training had none: simulate with --background
  outside-training     fewer net counts than in the training, or an input beside
                       the channels (the response, the share of background) is
                       beyond all those of the training, or more than 15 % of the
                       channels are bad or not stored

Shares: probabilities are for as many stars as AGN, unless --prior says more.
With --prior estimate the shares are those that explain the probabilities of all
rows best (EM; rows flagged unlike-training are left out), so that nothing is
written before the last file is read; the files must be one sample.
--purity agn=0.95 selects (column SELECTED) as many sources as possible of which
95 % are expected to be AGN: those above a P_AGN that is printed with their
number and the expected completeness. Give it with a --prior that is true of the
sample. Rows flagged unlike-training are not selected.

Exit codes: 0 every spectrum has its probabilities; 1 some have an ERROR, or the
run failed; 2 wrong usage; 130 stopped by Ctrl-C, 143 by SIGTERM (what is done
is kept).

Examples:
  xsift classify spectra/*pha* --out verdicts.csv
  find . -name '*pha3*' | xsift classify --files - --out verdicts.fits
  xsift classify --files list.txt --out verdicts.csv --resume
  xsift classify spectra/*pha* --out verdicts.csv --html look.html --plots plots
  xsift classify --prior estimate --purity agn=0.95 spectra/*pha* --out agn.csv
  xsift classify --rmf s.rmf --arf s.arf --background none s.pi
  xsift classify --method network --model model.safetensors spectra/*pha*`;
