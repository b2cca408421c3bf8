import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { commandLine } from '../../ts/cli/commandLine.js';
import { commandLines, pages, xsiftArguments } from './blocks.js';

/** The real command line, of which no command does anything. */
function idle(): { program: Command; printed: () => string } {
  const program = commandLine();
  let output = '';
  const keep = (words: string) => {
    output += words;
  };
  for (const command of [program, ...program.commands])
    command.configureOutput({ writeOut: keep, writeErr: keep }).action(() => {});
  return { program, printed: () => output };
}

/** Undefined if the command line takes the arguments, or else what it says. */
async function complaint(args: readonly string[]): Promise<string | undefined> {
  const { program, printed } = idle();
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    const { exitCode, code } = error as { exitCode?: number; code?: string };
    return exitCode === 0 ? undefined : `${code}: ${printed().split('\n')[0]}`;
  }
  return undefined;
}

const commands = new Map(commandLine().commands.map((command) => [command.name(), command]));
const lines = [...pages].flatMap(([page, words]) => commandLines(words).map((line) => ({ page, line })));

test('the check itself finds commands, and what is wrong with one', async () => {
  const block = "    npx xsift classify 'a b.pha' s/*pha* \\\n      --out v.csv  # all\n    ls | xsift info - > x";
  const [first, second] = commandLines(block).map((line) => xsiftArguments(line)!);
  expect(first).toEqual(['classify', 'a b.pha', 's/*pha*', '--out', 'v.csv']);
  expect(second).toEqual(['info', '-']);
  expect(await complaint(first)).toBe(undefined);
  expect(await complaint([...first, '--outt', 'x'])).toContain("unknown option '--outt'");
  expect(await complaint(['classify', '--threshold', '2', 's.pha'])).toContain('It must be a number from 0 to 1.');
  expect(await complaint(['export', '--format', 'onnx', '--out', 'x.onnx'])).toContain('missing required argument');
});

test('the command line takes every command of README and docs', async () => {
  expect(lines.length).toBeGreaterThan(40);
  const wrong = [];
  for (const { page, line } of lines) {
    const said = await complaint(xsiftArguments(line)!);
    if (said) wrong.push({ page, line, said });
  }
  expect(wrong).toEqual([]);
});

describe('what --help shows', () => {
  for (const [name] of commands)
    test(`the examples of xsift ${name}`, async () => {
      const { program, printed } = idle();
      program.commands.find((command) => command.name() === name)!.outputHelp();
      const help = printed();
      expect(help).toContain(`Usage: xsift ${name}`);
      const examples = commandLines(help.replaceAll(/^ {2}(?=xsift )/gm, '    '));
      for (const line of examples) expect({ line, said: await complaint(xsiftArguments(line)!) }).toEqual({ line });
    });
});

test('options that are named in the words of a page are those of their command', () => {
  const wrong: string[] = [];
  let named = 0;
  for (const [page, words] of pages)
    for (const [span, name, rest] of words
      .replaceAll(/^```[\s\S]*?^```/gm, '')
      .matchAll(/`(?:npx )?xsift ([a-z]+)([^`]*)`/g)) {
      const command = commands.get(name);
      if (!command && span !== '`xsift classifier`') wrong.push(`${page}: ${span}: no such command`); // that is a format
      for (const [, option] of rest.matchAll(/\s(--[a-z][\w-]*)/g)) {
        named++;
        if (option !== '--help' && !command?.options.some(({ long }) => long === option))
          wrong.push(`${page}: ${span}`);
      }
    }
  expect(named).toBeGreaterThan(5);
  expect(wrong).toEqual([]);
});

test('every command has its place in README or docs', () => {
  const used = new Set(lines.map(({ line }) => xsiftArguments(line)![0]));
  for (const [, words] of pages) for (const [, name] of words.matchAll(/`(?:npx )?xsift ([a-z]+)/g)) used.add(name);
  expect([...commands.keys()].filter((name) => !used.has(name))).toEqual([]);
});
