import { check, type TitledField } from '@stepyard/catalog';
import type { InputSource } from '../language/input.ts';
import type { PipelineDocument } from '../parse-pipeline.ts';
import type { PipelineProblem } from '../plan.ts';
import { problem } from '../problem.ts';
import { keyAt, type Node, positionAt } from '../yaml/node.ts';
import { writtenValues } from './written.ts';

/** The field of the template language that a pipeline input is like: one checker checks both. */
export function inputField(name: string, source: InputSource): TitledField {
  const { type = 'string' } = source;
  const title = 'title' in source && source.title !== undefined ? source.title : name;
  const required = 'required' in source && source.required === true;
  const words = { title: { en: title, zh: title }, ...(!required && { optional: true as const }) };
  const choices = 'enum' in source ? source.enum : undefined;
  switch (type) {
    case 'string':
      return choices === undefined ? { type, ...words } : { type, enum: choices, ...words };
    case 'list':
      return { type: 'array', items: { type: 'string' }, ...words };
    case 'boolean':
      return { type, ...words };
    default:
      return { type, ...words };
  }
}

/** Says which declarations of pipeline inputs contradict themselves. */
export function checkInputDeclarations(document: PipelineDocument, problems: PipelineProblem[]): void {
  const overlays = [...(document.environments?.values() ?? [])];
  for (const [name, source] of document.inputs ?? []) {
    const field = inputField(name, source);
    const given = 'default' in source ? source.default : undefined;
    if (given !== undefined) checkDefault(name, field, given, problems);
    for (const overlay of overlays) {
      const value = overlay.inputs?.get(name);
      if (value !== undefined) checkDefault(name, field, value, problems);
    }
    if ('enum' in source && source.enum !== undefined && (source.type ?? 'string') !== 'string') {
      problems.push(
        problem({
          at: keyAt(source.node, ['enum']),
          path: ['inputs', name, 'enum'],
          rule: 'wrong-type',
          message: `\`enum\` must stand at an input of type string, but \`${name}\` is of type ${source.type}.`,
          hint: 'Remove `enum`, or write `type: string`.',
        }),
      );
    }
    if (given !== undefined && 'required' in source && source.required === true) {
      problems.push(
        problem({
          at: positionAt(source.node, ['required']),
          path: ['inputs', name, 'required'],
          rule: 'invalid-value',
          message: `\`required\` must not stand beside a default, but \`${name}\` has both.`,
          hint: 'Remove one of the two.',
        }),
      );
    }
  }
}

function checkDefault(name: string, field: TitledField, node: Node, problems: PipelineProblem[]): void {
  const declared = { name: 'the pipeline', inputs: { [name]: field } };
  const entries = new Map([[name, { key: node.at, value: node }]]);
  const values = writtenValues(declared.inputs, { kind: 'map', entries, at: node.at, size: node.size });
  for (const one of check(declared, values)) {
    const hint = 'Write a default of the type that the input has.';
    problems.push(
      problem({ at: node.at, path: ['inputs', ...one.path], rule: 'wrong-type', message: one.message, hint }),
    );
  }
}
