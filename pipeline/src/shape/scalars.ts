import { hasExpression } from '../expression/text.ts';
import { describeNode, type Node, type ScalarNode } from '../yaml/node.ts';
import { label, type Reader, refuse, refuseType, type Shape } from './shape.ts';

export interface TextRule {
  /** Completes "must be", for instance "a name of small letters". */
  readonly wants?: string;
  readonly pattern?: RegExp;
  readonly most?: number;
  /** It may have several lines. */
  readonly lines?: true;
  readonly hint?: string;
}

/** A text that is taken as written: an expression in it is refused. */
export function text(rule: TextRule = {}): Shape<string> {
  const { wants = 'a text', pattern, most = 1000, lines, hint } = rule;
  return {
    wants,
    schema: () => ({
      type: 'string',
      ...(pattern !== undefined && { pattern: pattern.source }),
      maxLength: most,
    }),
    read: (node, reader) => {
      const value = plainText(node);
      if (value === undefined || value === '') return refuseType(reader, node, wants, hint);
      if (hasExpression(value)) return refuseExpression(node, reader);
      if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(value) || (lines !== true && /[\t\n]/.test(value))) {
        const message = `${label(reader)} must be a text of one line, got ${describeNode(node)}.`;
        return refuse(reader, node.at, 'invalid-value', message, 'Remove line ends and control characters.');
      }
      if (value.length <= most && (pattern === undefined || pattern.test(value))) return value;
      const message = `${label(reader)} must be ${wants}, got ${describeNode(node)}.`;
      return refuse(reader, node.at, 'invalid-value', message, hint ?? `Write at most ${most} characters.`);
    },
  };
}

/** One of some texts. */
export function oneOf<const E extends readonly string[]>(...values: E): Shape<E[number]> {
  const wants = listed(values);
  return {
    wants,
    schema: () => ({ enum: values }),
    read: (node, reader) => {
      const value = plainText(node);
      const found = values.find((known) => known === value);
      return found ?? refuseType(reader, node, wants);
    },
  };
}

export const truth: Shape<boolean> = {
  wants: 'true or false',
  schema: () => ({ type: 'boolean' }),
  read: (node, reader) =>
    node.kind === 'scalar' && typeof node.value === 'boolean'
      ? node.value
      : refuseType(reader, node, 'true or false'),
};

/** A whole number within bounds. */
export function integer(least: number, most: number): Shape<number> {
  const wants = `a whole number from ${least} to ${most}`;
  return {
    wants,
    schema: () => ({ type: 'integer', minimum: least, maximum: most }),
    read: (node, reader) => {
      const value = node.kind === 'scalar' ? node.value : undefined;
      const fits = typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
      return fits ? value : refuseType(reader, node, wants);
    },
  };
}

/** The text of a scalar as written: a plain `1.10` is the text `1.10`. */
export function plainText(node: Node): string | undefined {
  if (node.kind !== 'scalar' || node.value === null) return undefined;
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
}

/** Says that an expression may not stand here. */
export function refuseExpression(node: Node, reader: Reader): undefined {
  const at = (node.kind === 'scalar' ? firstExpression(node) : undefined) ?? node.at;
  return refuse(
    reader,
    at,
    'expression-refused',
    `${label(reader)} must stand as it is, without an expression.`,
    'Expressions may stand in `with`, `env`, `when`, `matrix`, `source` and `concurrency.group`.',
  );
}

function firstExpression(node: ScalarNode) {
  return node.expressions[0];
}

/** Names in a row: "a, b or c". */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
