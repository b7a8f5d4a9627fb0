import type { Field } from '@stepyard/catalog';
import type { Ast, ExpressionProblem } from '../expression/ast.ts';
import { references } from '../expression/references.ts';
import { hasExpression, parseText, singleExpression } from '../expression/text.ts';
import { type TypeScope, typeOf } from '../expression/type-of.ts';
import { describeType, type ValueType } from '../expression/value-type.ts';
import type { PipelineProblem, Position } from '../plan.ts';
import { problem } from '../problem.ts';
import type { ScalarNode } from '../yaml/node.ts';
import { placeInText } from '../yaml/place-in-text.ts';
import { misfit } from './field-type.ts';

/** Where a text with expressions stands, and what may stand there. */
export interface TextPlace {
  /** How messages call it, without quotes. */
  readonly label: string;
  readonly path: readonly (string | number)[];
  readonly scope: TypeScope;
  /** `value`: a secret may be part of the value. `alone`: it may be the whole value. */
  readonly secrets: 'refused' | 'alone' | 'value';
  /** Variables that hold a secret: naming one is naming the secret. */
  readonly secretEnv: ReadonlySet<string>;
  /** What the value is for. */
  readonly wants: Field | 'text' | 'condition' | 'list' | 'anything';
}

/** An expression, and where it stands. */
export interface Found {
  readonly ast: Ast;
  readonly at: Position;
}

/** Checks a text that may have expressions; gives the expressions, for what they name. */
export function checkText(
  node: ScalarNode,
  value: string,
  place: TextPlace,
  problems: PipelineProblem[],
  /** Where the text begins in the node's value; negative where something was put before it. */
  lead = 0,
): readonly Found[] {
  if (!hasExpression(value)) return [];
  const parsed = parseText(value);
  if (parsed.problems.length > 0) return [];
  const single = singleExpression(parsed);
  const say = ({ offset, rule, message, hint }: ExpressionProblem, base: number) => {
    const at = placeInText(node, base + offset + lead);
    problems.push(problem({ at, rule, message, hint, path: place.path }));
  };
  return parsed.parts.flatMap((part) => {
    if (typeof part === 'string') return [];
    const typed = typeOf(part.ast, place.scope);
    const secrets = checkSecrets(part.ast, single !== undefined, place);
    for (const one of secrets.length > 0 ? secrets : typed.problems) say(one, part.offset);
    if (typed.problems.length === 0) {
      const wrong = checkType(typed.type, single !== undefined, place);
      if (wrong !== undefined) say({ ...wrong, offset: part.ast.start }, part.offset);
    }
    return [{ ast: part.ast, at: placeInText(node, part.offset + part.ast.start + lead) }];
  });
}

type Wrong = Omit<ExpressionProblem, 'offset'>;

function checkType(type: ValueType, single: boolean, place: TextPlace): Wrong | undefined {
  const { wants, label } = place;
  const got = describeType(type);
  const wrong = (wanted: string, hint: string): Wrong => ({
    rule: 'type-mismatch',
    message: `\`${label}\` must be ${wanted}, got an expression that gives ${got}.`,
    hint,
  });
  if (!single || wants === 'text') {
    if (type.kind !== 'list' && type.kind !== 'object') return undefined;
    return wrong('a text', type.kind === 'list' ? 'Use `join`.' : 'Use `toJson`, or one of its fields.');
  }
  if (wants === 'anything' || type.kind === 'any') return undefined;
  if (wants === 'condition') {
    return type.kind === 'boolean'
      ? undefined
      : wrong('true or false', 'Compare it, for instance with `==`.');
  }
  if (wants === 'list')
    return type.kind === 'list' ? undefined : wrong('a list', 'Use `split` to make a list of a text.');
  const wanted = misfit(type, wants);
  const hint = type.kind === 'string' ? 'Use `fromJson` to read a text as a value.' : 'Use another value.';
  return wanted === undefined ? undefined : wrong(wanted, hint);
}

const secretHint =
  'A secret may stand in a secret input, or be bound to a variable: `env: { TOKEN: ${{ secrets.TOKEN }} }`.';

function checkSecrets(ast: Ast, single: boolean, place: TextPlace): readonly ExpressionProblem[] {
  const named = references(ast);
  const open = named.open.map(({ root, offset }) => ({
    rule: 'expression-refused',
    offset,
    message: `\`${root}\` must be followed by ${root === 'config' ? 'a group and an entry' : 'a name'} as written, not by one that only a run knows.`,
    hint: 'A task is given only what it names.',
  }));
  const secretEnv = [...named.env].filter((name) => place.secretEnv.has(name)).map((name) => `env.${name}`);
  const [first] = [...[...named.secrets].map((name) => `secrets.${name}`), ...secretEnv];
  if (first === undefined || place.secrets === 'value') return open;
  const alone = single && ast.kind === 'field' && ast.of.kind === 'name';
  if (place.secrets === 'alone' && alone) return open;
  const message =
    place.secrets === 'alone'
      ? `\`${place.label}\` must be a secret alone, got one within something else: \`${first}\`.`
      : `\`${place.label}\` must not hold a secret, got \`${first}\`.`;
  const hint = place.secrets === 'alone' ? `Write \`\${{ ${first} }}\` and nothing else.` : secretHint;
  return [...open, { rule: 'secret-refused', offset: ast.start, message, hint }];
}
