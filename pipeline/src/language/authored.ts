import { hasExpression, parseText, singleExpression } from '../expression/text.ts';
import { problem } from '../problem.ts';
import { refuseExpression } from '../shape/scalars.ts';
import { label, type Reader, refuse, refuseType, type Shape, within } from '../shape/shape.ts';
import type { MapNode, Node, ScalarNode } from '../yaml/node.ts';
import { placeInText } from '../yaml/place-in-text.ts';

/** Any value in which expressions may stand; it is kept as it was written. */
export const authored: Shape<Node> = {
  wants: 'a value',
  schema: () => ({}),
  read: (node, reader) => (checkSyntax(node, reader) ? node : undefined),
};

/** Any value, in which no expression may stand. */
export const literal: Shape<Node> = {
  wants: 'a value',
  schema: () => ({}),
  read: (node, reader) => {
    const found = expressionIn(node);
    return found === undefined ? node : refuseExpression(found, reader);
  },
};

/** An object of values in which expressions may stand. */
export const authoredObject: Shape<MapNode> = {
  wants: 'an object',
  schema: () => ({ type: 'object' }),
  read: (node, reader) => {
    if (node.kind !== 'map')
      return refuseType(reader, node, 'an object', 'Write each value as `name: value`.');
    checkSyntax(node, reader);
    return node;
  },
};

/** A text in which expressions may stand. */
export const authoredText: Shape<ScalarNode> = {
  wants: 'a text',
  schema: () => ({ type: ['string', 'number', 'boolean'] }),
  read: (node, reader) => {
    if (node.kind !== 'scalar' || node.value === null) return refuseType(reader, node, 'a text');
    return checkSyntax(node, reader) ? node : undefined;
  },
};

/** A condition: one expression, with or without `${{ }}`, or true or false. */
export const condition: Shape<ScalarNode> = {
  wants: 'a condition',
  schema: () => ({ type: ['string', 'boolean'] }),
  read: (node, reader) => {
    const wants = "a condition, for instance `success() && event.branch == 'main'`";
    if (node.kind !== 'scalar' || (typeof node.value !== 'string' && typeof node.value !== 'boolean')) {
      return refuseType(reader, node, wants);
    }
    const parsed = parseText(conditionText(node));
    if (parsed.problems.length === 0 && singleExpression(parsed) === undefined) {
      return refuse(
        reader,
        node.at,
        'invalid-value',
        `${label(reader)} must be one expression, got a text around several.`,
        'Put the whole condition into one `${{ … }}`: a text that is not empty always holds.',
      );
    }
    return say(parsed.problems, node, reader, conditionLead(node)) ? node : undefined;
  },
};

/** The text of a condition with its `${{ }}`. */
export function conditionText(node: ScalarNode): string {
  const value = String(node.value).trim();
  return hasExpression(value) ? value : `\${{ ${value} }}`;
}

/** Where the text of `conditionText` begins in the value that was written. */
export function conditionLead(node: ScalarNode): number {
  const value = String(node.value);
  const blanks = value.length - value.trimStart().length;
  return hasExpression(value) ? blanks : blanks - '${{ '.length;
}

function expressionIn(node: Node): Node | undefined {
  if (node.kind === 'scalar') return node.expressions.length > 0 ? node : undefined;
  const within = node.kind === 'list' ? node.items : [...node.entries.values()].map(({ value }) => value);
  return within.map(expressionIn).find((found) => found !== undefined);
}

function checkSyntax(node: Node, reader: Reader): boolean {
  switch (node.kind) {
    case 'list':
      return node.items.map((item, index) => checkSyntax(item, within(reader, index))).every(Boolean);
    case 'map':
      return [...node.entries]
        .map(
          ([key, entry]) =>
            checkKey(key, entry.key, within(reader, key)) && checkSyntax(entry.value, within(reader, key)),
        )
        .every(Boolean);
    case 'scalar':
      return typeof node.value !== 'string' || say(parseText(node.value).problems, node, reader);
  }
}

function checkKey(key: string, at: Node['at'], reader: Reader): boolean {
  if (key === '__proto__') {
    refuse(reader, at, 'invalid-value', 'A key must not be `__proto__`.', 'Rename it.');
    return false;
  }
  if (!hasExpression(key)) return true;
  refuse(
    reader,
    at,
    'expression-refused',
    `A key must stand as it is, without an expression, got ${JSON.stringify(key)}.`,
    'Put the expression into the value.',
  );
  return false;
}

function say(
  problems: ReturnType<typeof parseText>['problems'],
  node: ScalarNode,
  reader: Reader,
  lead = 0,
): boolean {
  for (const { rule, offset, message, hint } of problems) {
    reader.problems.push(
      problem({ at: placeInText(node, offset + lead), rule, message, hint, path: reader.path }),
    );
  }
  return problems.length === 0;
}
