import type { Ast, ExpressionProblem, Operator, Span } from './ast.ts';
import { readTokens, type Token } from './tokens.ts';

/** Longest text of one expression. */
export const expressionLength = 2000;
/** Deepest nesting of brackets, `!` and choices in one expression. */
export const expressionDepth = 40;

export type Parsed = { readonly ast: Ast } | { readonly problem: ExpressionProblem };

/** Reads the text between `${{` and `}}`; never throws, and takes time in proportion to the text. */
export function parseExpression(text: string): Parsed {
  if (text.length > expressionLength) {
    return refused(
      0,
      `An expression must have at most ${expressionLength} characters, got ${text.length}.`,
      'Split it, or do the work in a script task.',
    );
  }
  const tokens = readTokens(text);
  if (!Array.isArray(tokens)) return { problem: tokens };
  const parser: Parser = { tokens, next: 0, depth: 0, problem: undefined };
  const ast = readChoice(parser);
  if (parser.problem === undefined && peek(parser).kind !== 'end')
    unexpected(parser, 'an operator or the end');
  return parser.problem === undefined ? { ast } : { problem: parser.problem };
}

interface Parser {
  readonly tokens: readonly Token[];
  next: number;
  depth: number;
  /** The first one; reading goes on without effect after it. */
  problem: ExpressionProblem | undefined;
}

const precedence: Readonly<Record<Operator, number>> = {
  '||': 1,
  '&&': 2,
  '==': 3,
  '!=': 3,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
};

function readChoice(parser: Parser): Ast {
  return nested(parser, () => {
    const test = readBinary(parser, 1);
    if (!take(parser, '?')) return test;
    const then = readChoice(parser);
    expect(parser, ':');
    const otherwise = readChoice(parser);
    return { kind: 'choice', test, then, otherwise, start: test.start, end: otherwise.end };
  });
}

function readBinary(parser: Parser, lowest: number): Ast {
  let left = readUnary(parser);
  for (;;) {
    const operator = binaryOperator(peek(parser));
    if (operator === undefined || precedence[operator] < lowest) return left;
    parser.next += 1;
    const right = readBinary(parser, precedence[operator] + 1);
    left = { kind: 'binary', operator, left, right, start: left.start, end: right.end };
  }
}

function readUnary(parser: Parser): Ast {
  const { start } = peek(parser);
  if (!take(parser, '!')) return readAccess(parser, readPrimary(parser));
  return nested(parser, () => {
    const of = readUnary(parser);
    return { kind: 'not', of, start, end: of.end };
  });
}

function readAccess(parser: Parser, from: Ast): Ast {
  let of = from;
  for (;;) {
    if (take(parser, '.')) {
      const token = peek(parser);
      if (token.kind !== 'name') return unexpected(parser, 'a name after the dot');
      parser.next += 1;
      checkName(parser, token.text, token.start);
      of = { kind: 'field', of, name: token.text, nameAt: token.start, start: of.start, end: token.end };
    } else if (take(parser, '[')) {
      const index = readChoice(parser);
      if (index.kind === 'literal' && typeof index.value === 'string') {
        checkName(parser, index.value, index.start);
      }
      const { end } = expect(parser, ']');
      of = { kind: 'index', of, index, start: of.start, end };
    } else return of;
  }
}

function readPrimary(parser: Parser): Ast {
  const token = peek(parser);
  parser.next += 1;
  if (token.kind === 'value') return { kind: 'literal', value: token.value, ...span(token) };
  if (token.kind === 'name') return readName(parser, token);
  if (token.text === '(') {
    const inner = readChoice(parser);
    expect(parser, ')');
    return inner;
  }
  if (token.text === '[') {
    const items = readItems(parser, ']');
    return { kind: 'list', items, start: token.start, end: previousEnd(parser) };
  }
  parser.next -= 1;
  return unexpected(parser, 'a value, a name or a bracket');
}

const constants: Readonly<Record<string, null | boolean>> = { null: null, true: true, false: false };

function readName(parser: Parser, token: Token): Ast {
  checkName(parser, token.text, token.start);
  if (take(parser, '(')) {
    const args = readItems(parser, ')');
    return { kind: 'call', name: token.text, args, start: token.start, end: previousEnd(parser) };
  }
  const constant = Object.hasOwn(constants, token.text) ? constants[token.text] : undefined;
  if (constant !== undefined) return { kind: 'literal', value: constant, ...span(token) };
  return { kind: 'name', name: token.text, ...span(token) };
}

function readItems(parser: Parser, close: string): Ast[] {
  const items: Ast[] = [];
  if (take(parser, close)) return items;
  for (;;) {
    items.push(readChoice(parser));
    if (take(parser, close)) return items;
    if (parser.problem !== undefined) return items;
    expect(parser, ',', ` or \`${close}\``);
  }
}

const forbidden = new Set(['__proto__', 'prototype', 'constructor']);

function checkName(parser: Parser, name: string, offset: number): void {
  if (!forbidden.has(name)) return;
  fail(parser, offset, `A name must not be \`${name}\`.`, 'Only the data of the run can be reached.');
}

function nested(parser: Parser, read: () => Ast): Ast {
  if (parser.depth >= expressionDepth) {
    const hint = 'Split it, or do the work in a script task.';
    return fail(
      parser,
      peek(parser).start,
      `An expression must nest at most ${expressionDepth} levels deep.`,
      hint,
    );
  }
  parser.depth += 1;
  const ast = read();
  parser.depth -= 1;
  return ast;
}

function expect(parser: Parser, sign: string, more = ''): Token {
  const token = peek(parser);
  if (!take(parser, sign)) unexpected(parser, `\`${sign}\`${more}`);
  return token;
}

function take(parser: Parser, sign: string): boolean {
  const token = peek(parser);
  if (token.kind !== 'sign' || token.text !== sign) return false;
  parser.next += 1;
  return true;
}

function unexpected(parser: Parser, wanted: string): Ast {
  const token = peek(parser);
  const got = token.kind === 'end' ? 'the end' : JSON.stringify(token.text);
  return fail(parser, token.start, `There must be ${wanted} here, got ${got}.`, hintFor(parser, token));
}

function hintFor(parser: Parser, token: Token): string {
  const before = parser.tokens[parser.next - 1];
  if (token.kind === 'name' && before?.kind === 'name') {
    return `Join "${before.text}" and "${token.text}" by an operator; a text stands in quotes.`;
  }
  return 'See "Expressions" in docs/pipeline.md for what an expression may consist of.';
}

function fail(parser: Parser, offset: number, message: string, hint: string): Ast {
  parser.problem ??= { rule: 'expression-syntax', offset, message, hint };
  parser.next = parser.tokens.length - 1;
  return { kind: 'literal', value: null, start: offset, end: offset };
}

function refused(offset: number, message: string, hint: string): Parsed {
  return { problem: { rule: 'expression-syntax', offset, message, hint } };
}

const end: Token = { kind: 'end', text: '', start: 0, end: 0 };

function peek(parser: Parser): Token {
  return parser.tokens[parser.next] ?? parser.tokens.at(-1) ?? end;
}

function previousEnd(parser: Parser): number {
  return parser.tokens[parser.next - 1]?.end ?? 0;
}

function span(token: Token): Span {
  return { start: token.start, end: token.end };
}

function binaryOperator(token: Token): Operator | undefined {
  switch (token.text) {
    case '||':
    case '&&':
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return token.kind === 'sign' ? token.text : undefined;
    default:
      return undefined;
  }
}
