import type { ExpressionProblem, Span } from './ast.ts';

export type Token = Span &
  (
    | { readonly kind: 'name' | 'sign'; readonly text: string }
    | { readonly kind: 'value'; readonly text: string; readonly value: number | string }
    | { readonly kind: 'end'; readonly text: '' }
  );

const space = /[ \t\r\n]+/y;
/** Ids of tasks contain hyphens, so names may; there is no subtraction. */
const name = /[A-Za-z_][A-Za-z0-9_-]*/y;
const number = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const single = /'(?:[^']|'')*'/y;
const double = /"(?:[^"\\]|\\.)*"/y;
const sign = /\|\||&&|==|!=|<=|>=|[<>!?:.,()[\]]/y;

/** Cuts an expression into tokens; the last one is of kind `end`. */
export function readTokens(text: string): Token[] | ExpressionProblem {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const blank = match(space, text, at);
    if (blank !== undefined) {
      at += blank.length;
      continue;
    }
    const token = readToken(text, at);
    if (!('kind' in token)) return token;
    tokens.push(token);
    at = token.end;
  }
  tokens.push({ kind: 'end', text: '', start: text.length, end: text.length });
  return tokens;
}

function readToken(text: string, start: number): Token | ExpressionProblem {
  const word = match(name, text, start);
  if (word !== undefined) return { kind: 'name', text: word, start, end: start + word.length };
  const digits = match(number, text, start);
  if (digits !== undefined) {
    return { kind: 'value', text: digits, value: Number(digits), start, end: start + digits.length };
  }
  const plain = match(single, text, start);
  if (plain !== undefined) {
    const value = plain.slice(1, -1).replaceAll("''", "'");
    return { kind: 'value', text: plain, value, start, end: start + plain.length };
  }
  const escaped = match(double, text, start);
  if (escaped !== undefined) return readEscaped(escaped, start);
  const operator = match(sign, text, start);
  if (operator !== undefined) return { kind: 'sign', text: operator, start, end: start + operator.length };
  return refuse(text, start);
}

function readEscaped(text: string, start: number): Token | ExpressionProblem {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'string') return { kind: 'value', text, value, start, end: start + text.length };
  } catch {}
  return {
    rule: 'expression-syntax',
    offset: start,
    message: `A text in double quotes must be written as in JSON, got ${text}.`,
    hint: "Escape as JSON does, or use single quotes, in which only '' stands for a quote.",
  };
}

const operatorHints: Readonly<Record<string, string>> = {
  '=': 'Compare with `==`.',
  '&': 'Write `&&` for "and".',
  '|': 'Write `||` for "or".',
  "'": "Close the text with a quote; a quote within it is written ''.",
  '"': 'Close the text with a quote; a quote within it is written \\".',
};

function refuse(text: string, start: number): ExpressionProblem {
  const character = String.fromCodePoint(text.codePointAt(start) ?? 0);
  const quote = character === "'" || character === '"';
  return {
    rule: 'expression-syntax',
    offset: start,
    message: quote
      ? `The text that starts with ${character} is not closed.`
      : `An expression must consist of names, values and operators, got ${JSON.stringify(character)}.`,
    hint:
      operatorHints[character] ??
      'There is no arithmetic and no code; see "Expressions" in docs/pipeline.md for what there is.',
  };
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
