import type { Words } from '@stepyard/catalog';
import type { PipelineProblem, Position } from '../plan.ts';
import { problem } from '../problem.ts';
import { describeNode, type Node } from '../yaml/node.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

export interface SchemaContext {
  readonly lang: 'en' | 'zh';
  /** Filled by named shapes. */
  readonly defs: Map<string, JsonSchema>;
}

/** What stands at one place of the language: how it is read, and its schema for editors. */
export interface Shape<T> {
  /** Gives the value, or says what is wrong and gives nothing. */
  readonly read: (node: Node, reader: Reader) => T | undefined;
  readonly schema: (context: SchemaContext) => JsonSchema;
  /** In words, with the article: "a text". */
  readonly wants: string;
  readonly required?: true;
}

/** What a shape reads. */
export type Read<S> = S extends Shape<infer T> ? T : never;

export interface Reader {
  readonly problems: PipelineProblem[];
  readonly path: readonly (string | number)[];
}

/** The reader of something within. */
export function within(reader: Reader, key: string | number): Reader {
  return { problems: reader.problems, path: [...reader.path, key] };
}

/** Says that something is wrong here. */
export function refuse(reader: Reader, at: Position, rule: string, message: string, hint: string): undefined {
  reader.problems.push(problem({ at, rule, message, hint, path: reader.path }));
  return undefined;
}

/** Says that the value here is of another kind. */
export function refuseType(reader: Reader, node: Node, wants: string, hint?: string): undefined {
  const message = `${label(reader)} must be ${wants}, got ${describeNode(node)}.`;
  return refuse(reader, node.at, 'wrong-type', message, hint ?? `Write ${wants}.`);
}

/** The name of what is read, quoted: `` `timeout` ``, `` `tasks[1]` ``. */
export function label(reader: Reader): string {
  const keys: string[] = [];
  for (const part of [...reader.path].reverse()) {
    keys.unshift(typeof part === 'number' ? `[${part}]` : part);
    if (typeof part === 'string') break;
  }
  return keys.length === 0 ? 'The file' : `\`${keys.join('')}\``;
}

/** A shape with words for editors. */
export function about<T>(words: Words, shape: Shape<T>): Shape<T> {
  return {
    ...shape,
    schema: (context) => {
      const schema = shape.schema(context);
      return { ...schema, description: words[context.lang] };
    },
  };
}

/** A shape that must be given. */
export function required<T>(shape: Shape<T>): Shape<T> {
  return { ...shape, required: true };
}

/** A shape whose schema stands under `$defs`. */
export function named<T>(name: string, shape: Shape<T>): Shape<T> {
  return {
    ...shape,
    schema: (context) => {
      if (!context.defs.has(name)) {
        context.defs.set(name, {});
        context.defs.set(name, shape.schema(context));
      }
      return { $ref: `#/$defs/${name}` };
    },
  };
}
