import { suggest } from '../suggest.ts';
import type { Ast, ExpressionProblem } from './ast.ts';
import { findFunction, functions, type ParameterKind } from './functions.ts';
import type { ValueType } from './value-type.ts';
import {
  any,
  describeType,
  either,
  listOf,
  nothing,
  number,
  type ObjectType,
  text,
  truth,
} from './value-type.ts';

/** What an expression may name where it stands. */
export interface TypeScope {
  /** `event`, `inputs`, `tasks` … */
  readonly roots: ObjectType;
  /** `success()`, `failure()` … may be called; only in `when`. */
  readonly status: boolean;
}

export interface Typed {
  readonly type: ValueType;
  readonly problems: readonly ExpressionProblem[];
}

/** Finds the type of an expression's value and everything in it that cannot work, before a run. */
export function typeOf(ast: Ast, scope: TypeScope): Typed {
  const problems: ExpressionProblem[] = [];
  const type = find(ast, { ...scope, problems });
  return { type, problems };
}

interface Finder extends TypeScope {
  readonly problems: ExpressionProblem[];
}

function find(ast: Ast, finder: Finder): ValueType {
  switch (ast.kind) {
    case 'literal':
      return literalType(ast.value);
    case 'list':
      return listOf(ast.items.map((item) => find(item, finder)).reduce(either, firstType(ast.items, finder)));
    case 'name':
      return member(finder.roots, ast.name, ast.name, ast.start, finder);
    case 'field':
      return member(find(ast.of, finder), ast.name, pathOf(ast), ast.nameAt, finder);
    case 'index':
      return findIndexed(ast, finder);
    case 'call':
      return findCalled(ast, finder);
    case 'not':
      find(ast.of, finder);
      return truth;
    case 'binary':
      return findBinary(ast, finder);
    case 'choice':
      find(ast.test, finder);
      return either(find(ast.then, finder), find(ast.otherwise, finder));
  }
}

function firstType(items: readonly Ast[], finder: Finder): ValueType {
  const [first] = items;
  return first === undefined ? any : find(first, { ...finder, problems: [] });
}

function findIndexed(ast: Ast & { kind: 'index' }, finder: Finder): ValueType {
  const of = find(ast.of, finder);
  const index = find(ast.index, finder);
  if (ast.index.kind === 'literal' && typeof ast.index.value === 'string') {
    return member(of, ast.index.value, pathOf(ast), ast.index.start, finder);
  }
  if (of.kind === 'list') {
    if (index.kind !== 'any' && index.kind !== 'number') {
      mismatch(finder, ast.index.start, `A list must be indexed by a number, got ${describeType(index)}.`);
    }
    return of.items;
  }
  if (of.kind === 'object' && of.others !== undefined) return of.others;
  return any;
}

function member(of: ValueType, name: string, path: string, offset: number, finder: Finder): ValueType {
  if (of.kind === 'any') return any;
  if (of.kind !== 'object') {
    mismatch(
      finder,
      offset,
      `\`${path}\` must be a field of an object, but it is asked of ${describeType(of)}.`,
    );
    return any;
  }
  const known = Object.hasOwn(of.fields, name) ? of.fields[name] : of.others;
  if (known !== undefined) return known;
  const names = Object.keys(of.fields);
  finder.problems.push({
    rule: of.rule ?? 'unknown-name',
    offset,
    message: `\`${path}\` must name ${of.noun ?? 'a field'}, got ${JSON.stringify(name)}.`,
    hint: suggest(name, names),
  });
  return any;
}

function findCalled(ast: Ast & { kind: 'call' }, finder: Finder): ValueType {
  const types = ast.args.map((argument) => find(argument, finder));
  const declaration = findFunction(ast.name);
  if (declaration === undefined) {
    finder.problems.push({
      rule: 'unknown-function',
      offset: ast.start,
      message: `There is no function \`${ast.name}\`.`,
      hint: suggest(ast.name, Object.keys(functions)),
    });
    return any;
  }
  if (declaration.status === true && !finder.status) {
    finder.problems.push({
      rule: 'expression-refused',
      offset: ast.start,
      message: `\`${ast.name}()\` must stand in \`when\`, nowhere else.`,
      hint: 'Use `tasks.ID.status` for how one task has ended.',
    });
  }
  const { parameters, optional = 0, repeated } = declaration;
  const least = parameters.length - optional;
  if (ast.args.length < least || (ast.args.length > parameters.length && repeated !== true)) {
    const most = repeated === true ? ' or more' : optional > 0 ? ` to ${parameters.length}` : '';
    mismatch(
      finder,
      ast.start,
      `\`${ast.name}\` must have ${least}${most} ${least === 1 && most === '' ? 'value' : 'values'}, got ${ast.args.length}.`,
      `It gives ${declaration.help}.`,
    );
  }
  types.forEach((type, index) => {
    const wanted = parameters[index] ?? (repeated === true ? parameters.at(-1) : undefined);
    if (wanted === undefined || accepts(wanted, type)) return;
    const message = `Value ${index + 1} of \`${ast.name}\` must be a ${wanted}, got ${describeType(type)}.`;
    mismatch(finder, ast.args[index]?.start ?? ast.start, message, `It gives ${declaration.help}.`);
  });
  return declaration.returns;
}

function accepts(wanted: ParameterKind, type: ValueType): boolean {
  if (wanted === 'any' || type.kind === 'any') return true;
  return wanted.split(' or ').includes(type.kind);
}

function findBinary(ast: Ast & { kind: 'binary' }, finder: Finder): ValueType {
  const left = find(ast.left, finder);
  const right = find(ast.right, finder);
  switch (ast.operator) {
    case '||':
    case '&&':
      return either(left, right);
    case '==':
    case '!=':
      checkSame(ast, left, right, finder);
      return truth;
    default:
      checkOrdered(ast, left, right, finder);
      return truth;
  }
}

function checkSame(ast: Ast & { kind: 'binary' }, left: ValueType, right: ValueType, finder: Finder): void {
  const open = (type: ValueType) => type.kind === 'any' || type.kind === 'null';
  if (open(left) || open(right) || left.kind === right.kind) return;
  const got = `${describeType(left)} and ${describeType(right)}`;
  mismatch(finder, ast.start, `\`${ast.operator}\` must compare values of one type, got ${got}.`);
}

function checkOrdered(
  ast: Ast & { kind: 'binary' },
  left: ValueType,
  right: ValueType,
  finder: Finder,
): void {
  const fits = (type: ValueType) => ['any', 'number', 'string'].includes(type.kind);
  const same = left.kind === right.kind || left.kind === 'any' || right.kind === 'any';
  if (fits(left) && fits(right) && same) return;
  const got = `${describeType(left)} and ${describeType(right)}`;
  mismatch(finder, ast.start, `\`${ast.operator}\` must compare two numbers or two texts, got ${got}.`);
}

function mismatch(finder: Finder, offset: number, message: string, hint?: string): void {
  const rule = 'type-mismatch';
  finder.problems.push({ rule, offset, message, hint: hint ?? 'Use values whose types fit.' });
}

function literalType(value: null | boolean | number | string): ValueType {
  if (value === null) return nothing;
  return typeof value === 'string' ? text : typeof value === 'number' ? number : truth;
}

/** The names as written, for messages. */
function pathOf(ast: Ast): string {
  switch (ast.kind) {
    case 'name':
      return ast.name;
    case 'field':
      return `${pathOf(ast.of)}.${ast.name}`;
    case 'index':
      return ast.index.kind === 'literal'
        ? `${pathOf(ast.of)}[${JSON.stringify(ast.index.value)}]`
        : `${pathOf(ast.of)}[…]`;
    case 'call':
      return `${ast.name}(…)`;
    default:
      return '…';
  }
}
