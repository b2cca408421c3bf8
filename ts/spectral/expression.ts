import { ParameterError } from '../base/index.js';
import type { ComponentKind } from '../native/index.js';
import { type ComponentDefinition, modelComponents } from './components/index.js';
import { tableComponent } from './tables.js';

/** A component as it stands in an expression, with the values written after it. */
export interface ComponentNode {
  component: ComponentDefinition;
  values: number[];
  position: number;
}

/** Postfix form: components and operators in the order in which a stack machine runs them. */
export type Step = { node: ComponentNode } | { operator: '+' | '*' };

/** What a part of an expression is: its kind, the steps that compute it, and where it begins. */
interface Term {
  kind: ComponentKind;
  steps: Step[];
  position: number;
}

type PlaceOf = (position: number) => string;

/** An error at a character of an expression, with the expression and a caret under that character. */
function complain(expression: string, position: number, message: string): never {
  const pointer = `${' '.repeat(position)}^`;
  throw new ParameterError('expression', `model expression: ${message}\n  ${expression}\n  ${pointer}`);
}

/**
 * Parses an expression in XSPEC's grammar into the components in the order in which they are written (their parameters
 * are numbered so) and a postfix program.
 *
 *     sum     = product ('+' product)*
 *     product = factor (['*'] factor)*           the '*' may be left out before a parenthesis: tbabs(apec+apec)
 *     factor  = '(' sum ')' | name ['{' file '}'] ['(' [number (',' number)*] ')']
 *
 * A convolution (cflux) applies to all that follows it in its product. A name may be in upper case, and its first two or more
 * letters do where they say which component is meant. The file of atable, mtable and etable is opened here.
 *
 * @param placeOf for an expression made of an object: what of it stands at a character, said in messages.
 * @throws ParameterError pointing at the character; FileError for a table's file.
 */
export function parseExpression(expression: string, placeOf?: PlaceOf): { nodes: ComponentNode[]; steps: Step[] } {
  // Names of files may hold any character of a line.
  const plain = expression.replaceAll(/\{[^{}\p{Cc}]*\}/gu, (file) => ' '.repeat(file.length));
  const odd = plain.search(/[^\x20-\x7e]/);
  if (odd >= 0) complain(expression, odd, 'only plain characters on one line');
  const parser = new Parser(expression, placeOf);
  const term = parser.sum();
  parser.end();
  if (term.kind !== 'additive') {
    parser.fail(
      term.position,
      'there is no spectrum here, only factors on one; multiply them by an additive component such as powerlaw',
    );
  }
  return { nodes: parser.nodes, steps: term.steps };
}

/** Parentheses within each other; the call stack holds some thousands. */
const MAX_DEPTH = 500;

class Parser {
  readonly nodes: ComponentNode[] = [];
  private readonly expression: string;
  private readonly placeOf?: PlaceOf;
  private at = 0;
  private depth = 0;
  constructor(expression: string, placeOf?: PlaceOf) {
    this.expression = expression;
    this.placeOf = placeOf;
  }

  sum(): Term {
    let left = this.product();
    while (this.accept('+')) {
      const right = this.product();
      if (left.kind !== right.kind) {
        this.fail(right.position, `cannot add a ${right.kind} part to a ${left.kind} one; add spectra to spectra`);
      }
      left = { ...left, steps: [...left.steps, ...right.steps, { operator: '+' }] };
    }
    return left;
  }

  end(): void {
    if (this.peek() === '') return;
    this.fail(this.at, this.peek() === ')' ? "this ')' closes nothing" : "expected '+', '*' or the end");
  }

  private product(): Term {
    const factors = [this.factor()];
    while (this.accept('*') || this.peek() === '(') factors.push(this.factor());
    // From the right, so that a convolution meets all that follows it.
    return factors.reduceRight<Term | undefined>((right, left) => this.multiply(left, right), undefined)!;
  }

  private multiply(left: Term, right: Term | undefined): Term {
    if (left.kind === 'convolution') {
      if (right?.kind !== 'additive') {
        this.fail(left.position, `${this.nameAt(left)} needs a spectrum to its right, as in cflux*powerlaw`);
      }
      return { kind: 'additive', steps: [...right.steps, ...left.steps], position: left.position };
    }
    if (!right) return left;
    if (left.kind === 'additive' && right.kind === 'additive') {
      this.fail(right.position, 'cannot multiply a spectrum by a spectrum; use + between additive components');
    }
    const kind = left.kind === 'additive' ? left.kind : right.kind;
    return { kind, steps: [...left.steps, ...right.steps, { operator: '*' }], position: left.position };
  }

  private factor(): Term {
    const start = this.next();
    if (this.accept('(')) {
      if (++this.depth > MAX_DEPTH) this.fail(start, `more than ${MAX_DEPTH} parentheses within each other`);
      const inner = this.sum();
      this.depth--;
      if (!this.accept(')')) this.fail(this.at, "expected ')'");
      return inner;
    }
    const name = this.match(/[A-Za-z_]\w*/y);
    if (!name) this.fail(this.at, `expected a component (${names()}) or '('`);
    const listed = componentNamed(name);
    if (!listed) this.fail(start, `there is no component '${name}'${suggestion(name)}; there are ${names()}`);
    const component = listed.needs === 'table' ? tableComponent(listed, this.file(listed)) : listed;
    const node: ComponentNode = { component, values: this.values(component), position: start };
    this.nodes.push(node);
    return { kind: component.kind, steps: [{ node }], position: start };
  }

  /** The file in braces after the name of a table. */
  private file({ name }: ComponentDefinition): string {
    const start = this.next();
    const file = /^\{([^{}]*)\}/.exec(this.expression.slice(start));
    if (!file?.[1].trim()) this.fail(start, `${name} needs a file in braces: ${name}{table.fits}`);
    this.at = start + file[0].length;
    return file[1].trim();
  }

  /** The numbers in parentheses after a name; a parenthesis that holds an expression is left for product(). */
  private values(component: ComponentDefinition): number[] {
    if (!/^\s*\(\s*([-+.\d)]|(nan|inf|infinity)\b)/i.test(this.expression.slice(this.at))) return [];
    this.accept('(');
    const values: number[] = [];
    if (this.accept(')')) return values;
    do {
      const start = this.next();
      const number = this.match(/[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?/y);
      if (number === undefined) this.fail(start, 'expected a finite number');
      if (values.length === component.parameters.length) {
        const list = component.parameters.map((p) => p.name).join(', ');
        this.fail(start, `${component.name} has only ${component.parameters.length} parameters: ${list}`);
      }
      values.push(Number(number));
    } while (this.accept(','));
    if (!this.accept(')')) this.fail(this.at, "expected ',' or ')'");
    return values;
  }

  private nameAt(term: Term): string {
    return this.nodes.find((node) => node.position === term.position)!.component.name;
  }

  private peek(): string {
    while (this.expression[this.at] === ' ') this.at++;
    return this.expression[this.at] ?? '';
  }

  /** The position of the next character that is no space. */
  private next(): number {
    this.peek();
    return this.at;
  }

  private accept(character: string): boolean {
    if (this.peek() !== character) return false;
    this.at++;
    return true;
  }

  private match(pattern: RegExp): string | undefined {
    this.peek();
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.expression)?.[0];
    if (found) this.at += found.length;
    return found;
  }

  fail(position: number, message: string): never {
    complain(this.expression, position, this.placeOf ? `${this.placeOf(position)}: ${message}` : message);
  }
}

/** Every component, for messages. */
export const names = () => modelComponents.map((entry) => entry.name).join(', ');

/**
 * A component by its name or by the beginning of it where no other begins so, as XSPEC's `po` and `gauss`; of names that begin with
 * each other (bbody, bbodyrad) it is the shortest.
 */
function componentNamed(name: string): ComponentDefinition | undefined {
  const lower = name.toLowerCase();
  const exact = modelComponents.find((entry) => entry.name === lower);
  if (exact || lower.length < 2) return exact;
  const found = modelComponents.filter((entry) => entry.name.startsWith(lower));
  return found.find((entry) => found.every((other) => other.name.startsWith(entry.name)));
}

/** The component whose name begins alike, for "did you mean". */
export function suggestion(name: string): string {
  const lower = name.toLowerCase();
  const near = modelComponents.find(
    (entry) => entry.name.startsWith(lower.slice(0, 3)) || lower.startsWith(entry.name),
  );
  return near && lower.length >= 2 ? ` (did you mean ${near.name}?)` : '';
}
