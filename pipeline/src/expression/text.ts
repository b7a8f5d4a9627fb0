import type { Ast, ExpressionProblem } from './ast.ts';
import { parseExpression } from './parse-expression.ts';

/** A literal piece, or an expression and the offset of its text (after `${{`) in the whole. */
export type TextPart = string | { readonly ast: Ast; readonly offset: number };

export interface ExpressionText {
  readonly parts: readonly TextPart[];
  /** Offsets are in the whole text. */
  readonly problems: readonly ExpressionProblem[];
}

/** Says whether a text has an expression in it (or an escaped one, `$${{`). */
export function hasExpression(text: string): boolean {
  return text.includes('${{');
}

/** Cuts a text at its `${{ … }}`; `$${{` stands for a literal `${{`. */
export function parseText(text: string): ExpressionText {
  const parts: TextPart[] = [];
  const problems: ExpressionProblem[] = [];
  let literal = '';
  let at = 0;
  for (;;) {
    const open = text.indexOf('${{', at);
    if (open < 0) break;
    if (open > at && text[open - 1] === '$') {
      literal += `${text.slice(at, open - 1)}\${{`;
      at = open + 3;
      continue;
    }
    literal += text.slice(at, open);
    const close = findClose(text, open + 3);
    if (close === undefined) {
      problems.push({
        rule: 'expression-syntax',
        offset: open,
        message: 'An expression that starts with `${{` must end with `}}`.',
        hint: 'Close it with `}}`; a literal `${{` is written `$${{`.',
      });
      return { parts, problems };
    }
    if (literal !== '') parts.push(literal);
    literal = '';
    readPart(text, open + 3, close, parts, problems);
    at = close + 2;
  }
  literal += text.slice(at);
  if (literal !== '') parts.push(literal);
  return { parts, problems };
}

/** The expression if the text is one and nothing else: only then does its value keep its type. */
export function singleExpression(parsed: ExpressionText): Ast | undefined {
  const [first] = parsed.parts;
  return parsed.parts.length === 1 && typeof first === 'object' ? first.ast : undefined;
}

function readPart(
  text: string,
  start: number,
  end: number,
  parts: TextPart[],
  problems: ExpressionProblem[],
): void {
  const parsed = parseExpression(text.slice(start, end));
  if ('ast' in parsed) parts.push({ ast: parsed.ast, offset: start });
  else problems.push({ ...parsed.problem, offset: parsed.problem.offset + start });
}

/** The `}}` that ends the expression, passing over those in quotes; an unclosed quote is left to the parser. */
function findClose(text: string, from: number): number | undefined {
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (character === '}' && text[at + 1] === '}') return at;
    if (character !== "'" && character !== '"') continue;
    const quote = closingQuote(text, at);
    if (quote === undefined) break;
    at = quote;
  }
  const plain = text.indexOf('}}', from);
  return plain < 0 ? undefined : plain;
}

function closingQuote(text: string, from: number): number | undefined {
  const quote = text[from];
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === quote) return at;
    if (quote === '"' && text[at] === '\\') at += 1;
  }
  return undefined;
}
