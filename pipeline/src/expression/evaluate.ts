import type { Ast } from './ast.ts';
import { call, type StatusAnswers, textLimit, toText } from './call.ts';
import { evaluationError, isEvaluationError } from './evaluation-error.ts';
import { isFunction } from './functions.ts';
import { type ExpressionText, parseText, singleExpression } from './text.ts';

/** The data that expressions are evaluated with, JSON values all; what is absent is null to an expression. */
export interface EvaluationContext {
  /** `data` of the event. */
  readonly event?: unknown;
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** By task id: status and outputs; of a matrix task a list per output, in the order of its combinations. */
  readonly tasks?: Readonly<Record<string, TaskValues>>;
  readonly run?: Readonly<Record<string, unknown>>;
  readonly config?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Stored files. */
  readonly files?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, unknown>>;
  readonly matrix?: Readonly<Record<string, unknown>>;
  /** Given for `when` only. */
  readonly status?: StatusAnswers;
}

export interface TaskValues {
  readonly status?: string;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

export type Evaluated =
  | { readonly value: unknown }
  | { readonly problem: { readonly message: string; readonly hint: string } };

/** Evaluates an expression; never throws, runs no code and reaches nothing but own properties of the context. */
export function evaluate(ast: Ast, context: EvaluationContext): Evaluated {
  return guarded(() => resultOf(ast, context));
}

/** Evaluates a text: one expression alone keeps its type, several or a mix give a text. */
export function evaluateText(text: string, context: EvaluationContext): Evaluated {
  const parsed = parseText(text);
  const [problem] = parsed.problems;
  if (problem !== undefined) return { problem: { message: problem.message, hint: problem.hint } };
  return guarded(() => textValue(parsed, context));
}

function guarded(work: () => unknown): Evaluated {
  try {
    return { value: work() };
  } catch (error) {
    if (!isEvaluationError(error)) throw error;
    return { problem: { message: error.message, hint: error.hint } };
  }
}

function textValue(parsed: ExpressionText, context: EvaluationContext): unknown {
  const single = singleExpression(parsed);
  if (single !== undefined) return resultOf(single, context);
  let text = '';
  for (const part of parsed.parts) {
    text += typeof part === 'string' ? part : toText(resultOf(part.ast, context));
    if (text.length > textLimit) {
      throw evaluationError(
        `A text with expressions must have at most ${textLimit} characters.`,
        'Pass large texts as files in the workspace.',
      );
    }
  }
  return text;
}

function resultOf(ast: Ast, context: EvaluationContext): unknown {
  switch (ast.kind) {
    case 'literal':
      return ast.value;
    case 'list':
      return ast.items.map((item) => resultOf(item, context));
    case 'name':
      return rootValue(ast.name, context);
    case 'field':
      return own(resultOf(ast.of, context), ast.name);
    case 'index':
      return indexed(resultOf(ast.of, context), resultOf(ast.index, context));
    case 'call':
      return callValue(ast, context);
    case 'not':
      return !truthy(resultOf(ast.of, context));
    case 'choice':
      return resultOf(truthy(resultOf(ast.test, context)) ? ast.then : ast.otherwise, context);
    case 'binary':
      return binaryValue(ast, context);
  }
}

const roots = ['event', 'inputs', 'tasks', 'run', 'config', 'files', 'secrets', 'env', 'matrix'] as const;

function rootValue(name: string, context: EvaluationContext): unknown {
  const root = roots.find((known) => known === name);
  return root === undefined ? null : (context[root] ?? null);
}

function own(of: unknown, key: string): unknown {
  if (typeof of !== 'object' || of === null || Array.isArray(of) || !Object.hasOwn(of, key)) return null;
  const value: unknown = Reflect.get(of, key);
  return value ?? null;
}

function indexed(of: unknown, index: unknown): unknown {
  if (typeof index === 'string') return own(of, index);
  if (!Array.isArray(of) || typeof index !== 'number' || !Number.isInteger(index)) return null;
  return of[index] ?? null;
}

function callValue(ast: Ast & { kind: 'call' }, context: EvaluationContext): unknown {
  if (!isFunction(ast.name)) {
    throw evaluationError(`There is no function \`${ast.name}\`.`, 'See "Expressions" in docs/pipeline.md.');
  }
  return call(
    ast.name,
    ast.args.map((argument) => resultOf(argument, context)),
    context.status,
  );
}

function binaryValue(ast: Ast & { kind: 'binary' }, context: EvaluationContext): unknown {
  const left = resultOf(ast.left, context);
  if (ast.operator === '||') return truthy(left) ? left : resultOf(ast.right, context);
  if (ast.operator === '&&') return truthy(left) ? resultOf(ast.right, context) : left;
  const right = resultOf(ast.right, context);
  if (ast.operator === '==') return left === right;
  if (ast.operator === '!=') return left !== right;
  const order = compare(ast.operator, left, right);
  switch (ast.operator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

function compare(operator: string, left: unknown, right: unknown): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : left > right ? 1 : 0;
  throw evaluationError(
    `\`${operator}\` must compare two numbers or two texts, got ${kindOf(left)} and ${kindOf(right)}.`,
    'Give a default with `||`, or compare values of one type.',
  );
}

/** False are null, false, 0 and the empty text. */
export function truthy(value: unknown): boolean {
  return Boolean(value);
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
