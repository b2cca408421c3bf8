import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../../dist/lib/cli.js', import.meta.url));

/**
 * Runs xsift to its end.
 *
 * @returns {Promise<{ peak: number }>} the most memory that it had, MB; NaN where the system does not say
 * @throws Error for an exit code other than 0
 */
export function run(folder, args, environment = {}) {
  const child = spawn(process.execPath, [main, ...args], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...environment },
  });
  let [peak, said] = [Number.NaN, ''];
  child.stderr.on('data', (data) => {
    said = (said + data).slice(-2000);
  });
  const watch = setInterval(() => {
    const highest = /VmHWM:\s+(\d+) kB/.exec(status(child.pid));
    if (highest) peak = Number(highest[1]) / 1000;
  }, 50);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(watch);
      if (code === 0) resolve({ peak });
      else reject(new Error(`xsift ${args.join(' ')} ended with ${code}: ${said}`));
    });
  });
}

function status(pid) {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}

export const sameBytes = (one, other) => readFileSync(one).equals(readFileSync(other));
