// Progress on stderr: what is done, of how much, and when it will end.

/**
 * @param {number} total amount of work, in any unit
 * @param {{ now?: () => number, write?: (line: string) => void }} options
 */
export function progressOf(total, { now = () => performance.now(), write = (line) => console.error(line) } = {}) {
  const start = now();
  let done = 0;
  return {
    /** @param {string} label @param {number} amount */
    step(label, amount = 1) {
      done += amount;
      const seconds = (now() - start) / 1000;
      const left = done > 0 ? (seconds / done) * Math.max(0, total - done) : 0;
      write(
        `${Math.min(100, (100 * done) / total)
          .toFixed(0)
          .padStart(3)} %  ${label}, ${timeText(left)} left`,
      );
    },
  };
}

/** 75 s: '1 min 15 s'. @param {number} seconds */
export function timeText(seconds) {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
