// The marks that the default classifier and the bank are to reach, judged from the numbers alone.

/**
 * @typedef {'reached' | 'undecided' | 'not reached' | 'not measured'} Verdict undecided: beyond the mark, but within two standard
 *   errors of it
 * @typedef {{ id: string, mark: string, verdict: Verdict, found: string }} Mark
 */

/** Limits, in points (per cent) unless said. */
export const limits = {
  gap: 0.5,
  gapInBin: 0.7,
  gapUnseen: { reduced: 0.7, observed: 1 },
  templates: 0.1,
  calibration: 1,
  falseFlags: [0.7, 1.3],
  confident: 95,
  unsure: 0.9,
};

const points = (share) => 100 * share;
const signed = (value, digits = 2) => `${value < 0 ? '−' : ''}${Math.abs(value).toFixed(digits)}`;
const withError = (value, error) => `${signed(value)} ± ${error.toFixed(2)}`;

/**
 * A verdict on values that must not be above their limits: the worst decides, that is the one farthest above its limit.
 *
 * @param {{ value: number, error: number, limit: number, where: string }[]} values
 * @returns {{ verdict: Verdict, worst?: { value: number, error: number, limit: number, where: string }, failed: number }}
 */
export function judgeMost(values) {
  const known = values.filter(({ value }) => value !== null && !Number.isNaN(value));
  if (known.length === 0) return { verdict: 'not measured', failed: 0 };
  const excess = ({ value, limit }) => value - limit;
  const worst = known.reduce((a, b) => (excess(b) > excess(a) ? b : a));
  const over = known.filter((entry) => excess(entry) > 0);
  const failed = over.filter((entry) => excess(entry) > 2 * entry.error).length;
  const verdict = over.length === 0 ? 'reached' : failed > 0 ? 'not reached' : 'undecided';
  return { verdict, worst, failed };
}

const nothing = { verdict: /** @type {Verdict} */ ('not measured'), found: 'not measured' };

/** @returns {{ verdict: Verdict, found: string }} */
function most(values) {
  const { verdict, worst, failed } = judgeMost(values);
  if (!worst) return nothing;
  const others = failed > 1 ? `; ${failed} of ${values.length} are beyond it` : '';
  return { verdict, found: `worst ${withError(worst.value, worst.error)} (${worst.where})${others}` };
}

const where = ({ title, background }) => `${title}, ${background}`;
const range = ({ low, high }) => (high === null ? `over ${low}` : `${low}-${high}`);
const measured = (sets, name) => sets.filter(({ classifiers }) => classifiers[name]?.bright);

/** Gap of a classifier above the paper's cut, one value a set. */
const brightGaps = (sets, name, limitOf) =>
  measured(sets, name).map((set) => {
    const { balancedGap, balancedError } = set.classifiers[name].bright;
    return { value: points(balancedGap), error: points(balancedError), limit: limitOf(set), where: where(set) };
  });

/** The same in every bin of counts. The margin of two standard errors is part of the mark. */
const binGaps = (sets, name) =>
  measured(sets, name).flatMap((set) =>
    set.classifiers[name].bins
      .filter(({ balancedGap }) => balancedGap !== null)
      .map((bin) => {
        const [value, error] = [points(bin.balancedGap), points(bin.balancedError)];
        return { value, error, limit: limits.gapInBin + 2 * error, where: `${where(set)}, ${range(bin)}` };
      }),
  );

/** Calibration error above that of a perfect classifier. */
const excessErrors = (sets, name) =>
  measured(sets, name).flatMap((set) =>
    set.classifiers[name].bins
      .filter(({ calibrationError, perfect }) => calibrationError !== null && perfect.mean !== null)
      .map((bin) => ({
        value: points(bin.calibrationError - bin.perfect.mean),
        error: points(bin.perfect.sd),
        limit: limits.calibration,
        where: `${where(set)}, ${range(bin)}`,
      })),
  );

/** How far below {@link limits.confident} the share of right verdicts is among those claimed above it. */
const overclaims = (sets, name) =>
  measured(sets, name).flatMap((set) =>
    set.classifiers[name].bins
      .filter(({ confident }) => confident.count >= 20 && confident.balancedRight !== null)
      .map((bin) => {
        const { confident } = bin;
        const share = confident.balancedRight;
        return {
          value: -points(share),
          error: points(Math.sqrt((Math.max(share, 0.5) * (1 - share)) / confident.count)),
          limit: -limits.confident,
          where: `${where(set)}, ${range(bin)}`,
        };
      }),
  );

/** @returns {{ verdict: Verdict, found: string }} */
function claims(values) {
  const { verdict, worst, failed } = judgeMost(values);
  if (!worst) return nothing;
  const others = failed > 1 ? `; ${failed} of ${values.length} bins` : '';
  return {
    verdict,
    found: `worst ${(-worst.value).toFixed(1)} ± ${worst.error.toFixed(1)} % right (${worst.where})${others}`,
  };
}

/**
 * False flags: the share must be within limits, two standard errors of counting allowed for.
 *
 * @param {{ flagged: number, count: number, where: string }[]} shares
 * @returns {{ verdict: Verdict, found: string }}
 */
export function judgeFalseFlags(shares) {
  const known = shares.filter(({ flagged, count }) => flagged !== null && count > 0);
  if (known.length === 0)
    return { verdict: 'not measured', found: 'this build has no flag for spectra unlike the training' };
  const [low, high] = limits.falseFlags;
  const values = known.map(({ flagged, count, where }) => {
    const share = points(flagged / count);
    // The error at the share that is meant, 1 %, so that none flagged is no certainty.
    const error = points(Math.sqrt((0.01 * 0.99) / count));
    return { value: Math.max(share - high, low - share), share, error, limit: 0, where };
  });
  const { verdict, worst, failed } = judgeMost(values);
  const { share, error } = /** @type {any} */ (worst);
  const others = failed > 1 ? `; ${failed} of ${values.length} are outside` : '';
  return { verdict, found: `farthest ${share.toFixed(2)} ± ${error.toFixed(2)} % (${worst?.where})${others}` };
}

const certainty = (probability) => Math.max(probability, 1 - probability);
const saidWrong = ({ truth, verdict }) => truth !== null && verdict !== null && verdict !== truth;

/** @returns {{ verdict: Verdict, found: string }} */
export function judgeReal(rows) {
  const known = rows.filter(({ truth, verdict }) => truth !== null && verdict !== null);
  if (known.length === 0) return { verdict: 'not measured', found: 'no spectra of known class' };
  const bad = known.filter((row) => saidWrong(row) && certainty(row.probability) > limits.unsure);
  const unflagged = known.filter((row) => saidWrong(row) && row.flags.length === 0);
  const wrong = known.filter(saidWrong).length;
  const found = `${known.length - wrong} of ${known.length} right, ${wrong - unflagged.length} wrong and flagged, ${unflagged.length} wrong without a flag, ${bad.length} wrong above ${limits.unsure}`;
  return { verdict: bad.length + unflagged.length === 0 ? 'reached' : 'not reached', found };
}

/** The star behind two absorbers, which neither class holds. @returns {{ verdict: Verdict, found: string }} */
export function judgeTwoAbsorbers(rows) {
  const row = rows.find(({ file }) => file.startsWith('acisf04487'));
  if (!row || row.verdict === null) return { verdict: 'not measured', found: 'the spectrum is not there' };
  const isFlagged = row.unlike === true || row.flags.includes('unlike-training');
  const isUnsure = certainty(row.probability) <= limits.unsure;
  const text = `${row.verdict} at ${certainty(row.probability).toFixed(3)}, flags ${row.flags.join(', ') || 'none'}${row.unlike === null ? '' : row.unlike ? ', unlike the templates' : ', like the templates'}`;
  return { verdict: isFlagged || isUnsure ? 'reached' : 'not reached', found: text };
}

/**
 * All marks, from the numbers of a run.
 *
 * @returns {Mark[]}
 */
export function marksOf({ sets, even, many, unlike, real }) {
  const embedded = sets.filter(({ kind }) => kind === 'embedded');
  const unseen = sets.filter(({ kind }) => kind === 'new');
  const falseFlags = [
    ...sets.flatMap((set) => (set.falseFlags ?? []).map((bin) => ({ ...bin, where: `${where(set)}, ${range(bin)}` }))),
    ...unlike
      .filter(({ kind }) => kind === 'known')
      .flatMap(({ levels }) =>
        levels.map(({ flagged, spectra, level }) => ({ flagged, count: spectra, where: `${level} counts` })),
      ),
  ];
  return [
    {
      ...{ id: 'gap', mark: `default network at most ${limits.gap} points below the ceiling above 100 net counts` },
      ...most(brightGaps(embedded, 'default', () => limits.gap)),
    },
    {
      ...{ id: 'gap-in-bins', mark: `default network at most ${limits.gapInBin} + 2σ below it in every bin of counts` },
      ...most(binGaps(embedded, 'default')),
    },
    {
      id: 'gap-unseen',
      mark: `default network at most ${limits.gapUnseen.reduced} (reduced) and ${limits.gapUnseen.observed} (observed background) below it through responses never trained on`,
      ...most(brightGaps(unseen, 'default', ({ background }) => limits.gapUnseen[background])),
    },
    {
      ...{ id: 'templates', mark: `bank within ${limits.templates} points of one of ${many.templates} templates` },
      ...most([
        {
          ...{ value: points(many.gap), error: points(many.error), limit: limits.templates },
          where: 'embedded, 1999, reduced',
        },
      ]),
    },
    {
      id: 'calibration',
      mark: `default network: calibration error at most ${limits.calibration} point above that of a perfect classifier in every bin`,
      ...most(excessErrors(sets, 'default')),
    },
    {
      ...{ id: 'calibration-bank', mark: 'bank: the same' },
      ...most(excessErrors(sets, 'bank')),
    },
    {
      ...{ id: 'calibration-even', mark: 'default network: the same with the brightness spread evenly' },
      ...most(excessErrors(even, 'default')),
    },
    { ...{ id: 'calibration-even-bank', mark: 'bank: the same' }, ...most(excessErrors(even, 'bank')) },
    {
      id: 'confident',
      mark: `default network: verdicts above ${limits.confident} % are right ${limits.confident} % of the time in every bin`,
      ...claims(overclaims(sets, 'default')),
    },
    { ...{ id: 'confident-bank', mark: 'bank: the same' }, ...claims(overclaims(sets, 'bank')) },
    {
      ...{ id: 'false-flags', mark: `flag for unlike spectra: ${limits.falseFlags.join(' to ')} % of stars and AGN` },
      ...judgeFalseFlags(falseFlags),
    },
    {
      ...{ id: 'real', mark: `real spectra: right or flagged, none wrong above ${limits.unsure}` },
      ...judgeReal(real),
    },
    {
      ...{ id: 'two-absorbers', mark: 'star with two absorbers: flagged or unsure' },
      ...judgeTwoAbsorbers(real),
    },
  ];
}
