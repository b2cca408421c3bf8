import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const bench = (...args: string[]) =>
  spawnSync(process.execPath, ['bench/run.mjs', ...args], { cwd: root, encoding: 'utf8' });

test('the bench lists its cases, each by a name of its own', () => {
  const { status, stdout, stderr } = bench('--list');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const names = stdout.trim().split('\n');
  expect(names).toEqual(
    expect.arrayContaining([expect.stringMatching(/^Poisson/), expect.stringMatching(/^training/)]),
  );
  expect(new Set(names).size).toBe(names.length);
});

test('a case is measured, with those of its peers that are there, and nothing is written', () => {
  const { status, stdout } = bench('--quick', '--json', '--only', 'Poisson draws');
  expect(status).toBe(0);
  const { machine, results } = JSON.parse(stdout);
  expect(machine.node).toBe(process.version);
  const [{ seconds, peers, skipped, unit }] = results;
  // A draw takes nanoseconds: from 0.1 ns to 10 us even on a busy machine.
  expect(seconds.median).toBeGreaterThan(1e-10);
  expect(seconds.median).toBeLessThan(1e-5);
  expect(unit).toBe('ns');
  expect([...peers, ...skipped].map(({ name }) => name)).toEqual(
    expect.arrayContaining(['numpy', 'std::poisson_distribution', '@stdlib']),
  );
  for (const { times } of peers) expect(times.median).toBeGreaterThan(0);
  for (const { reason } of skipped) expect(reason).toMatch(/\w/);
}, 120_000);

test('a pattern that no case has is an error that says so', () => {
  const { status, stderr } = bench('--only', 'nonsense');
  expect(status).not.toBe(0);
  expect(stderr).toContain('no case matches --only nonsense; --list names them');
});
