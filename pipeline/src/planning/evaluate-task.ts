import type { Field, Fields } from '@stepyard/catalog';
import { walk } from '../expression/ast.ts';
import { toText } from '../expression/call.ts';
import { type Evaluated, type EvaluationContext, evaluateText, truthy } from '../expression/evaluate.ts';
import { findFunction } from '../expression/functions.ts';
import { parseText } from '../expression/text.ts';
import type { Authored, AuthoredObject, Expression } from '../plan.ts';
import { isExpression } from './authored.ts';

/** Evaluates all expressions in an authored value. */
export function evaluateAuthored(value: Authored, context: EvaluationContext): Evaluated {
  if (isExpression(value)) return evaluateText(value.expression, context);
  if (typeof value !== 'object' || value === null) return { value };
  if (Array.isArray(value)) return evaluateList(value, context);
  const values: [string, unknown][] = [];
  for (const [key, one] of Object.entries(value)) {
    const evaluated = evaluateAuthored(one, context);
    if ('problem' in evaluated) return evaluated;
    values.push([key, evaluated.value]);
  }
  return { value: Object.fromEntries(values) };
}

/** Evaluates the inputs of a task: where a text is wanted numbers become texts, and what is null is not given. */
export function evaluateInputs(
  fields: Fields,
  given: AuthoredObject,
  context: EvaluationContext,
): { readonly values: Readonly<Record<string, unknown>> } | Extract<Evaluated, { problem: unknown }> {
  const values: [string, unknown][] = [];
  for (const [name, one] of Object.entries(given)) {
    const evaluated = evaluateAuthored(one, context);
    if ('problem' in evaluated) return evaluated;
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (evaluated.value !== null) values.push([name, fitted(field, evaluated.value)]);
  }
  return { values: Object.fromEntries(values) };
}

/**
 * Evaluates a condition. One that asks for no status holds only if all that the task needs has succeeded, as does
 * none at all.
 */
export function evaluateWhen(
  when: Expression | undefined,
  context: EvaluationContext,
): { readonly value: boolean } | Extract<Evaluated, { problem: unknown }> {
  const success = context.status?.success ?? true;
  if (when === undefined) return { value: success };
  if (!success && !asksStatus(when)) return { value: false };
  const evaluated = evaluateText(when.expression, context);
  return 'problem' in evaluated ? evaluated : { value: truthy(evaluated.value) };
}

/** Says whether a condition calls `success()`, `failure()`, `always()` or `cancelled()`. */
export function asksStatus(when: Expression): boolean {
  let asks = false;
  for (const part of parseText(when.expression).parts) {
    if (typeof part === 'string') continue;
    walk(part.ast, (one) => {
      if (one.kind === 'call' && findFunction(one.name)?.status === true) asks = true;
    });
  }
  return asks;
}

function evaluateList(list: readonly Authored[], context: EvaluationContext): Evaluated {
  const values: unknown[] = [];
  for (const one of list) {
    const evaluated = evaluateAuthored(one, context);
    if ('problem' in evaluated) return evaluated;
    values.push(evaluated.value);
  }
  return { value: values };
}

function fitted(field: Field | undefined, value: unknown): unknown {
  if (field === undefined) return value;
  if (field.type === 'string')
    return typeof value === 'number' || typeof value === 'boolean' ? toText(value) : value;
  if (Array.isArray(value)) return 'items' in field ? value.map((item) => fitted(field.items, item)) : value;
  if (typeof value !== 'object' || value === null) return value;
  const known = Object.entries(value).filter(([, one]) => one !== null);
  return Object.fromEntries(known.map(([key, one]) => [key, fitted(fieldOf(field, value, key), one)]));
}

function fieldOf(field: Field, value: object, key: string): Field | undefined {
  if ('properties' in field) return Object.hasOwn(field.properties, key) ? field.properties[key] : undefined;
  if ('additionalProperties' in field) return field.additionalProperties;
  if (!('cases' in field) || !('case' in value) || typeof value.case !== 'string') return undefined;
  const fields = Object.hasOwn(field.cases, value.case) ? field.cases[value.case]?.fields : undefined;
  return fields !== undefined && Object.hasOwn(fields, key) ? fields[key] : undefined;
}
