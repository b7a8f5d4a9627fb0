import type { InputsOf } from '@stepyard/catalog';
import type { ant } from './template.ts';

export type Inputs = InputsOf<typeof ant>;

/** Where things are, as absolute paths. */
export interface Places {
  readonly buildFile: string;
  readonly ivy: string;
  readonly propertyFiles: readonly string[];
  readonly libraries: readonly string[];
}

/** The arguments of Ant; targets are checked not to begin with a dash, options stand as they were given. */
export function argumentsOf(inputs: Inputs, { buildFile, ivy, propertyFiles, libraries }: Places): string[] {
  const { targets, properties, options } = inputs;
  return [
    '-noinput',
    ...['-buildfile', buildFile],
    ...libraries.flatMap((path) => ['-lib', path]),
    `-Divy.default.ivy.user.dir=${ivy}`,
    ...Object.entries(properties).map(([name, value]) => `-D${name}=${value}`),
    ...propertyFiles.flatMap((path) => ['-propertyfile', path]),
    ...options,
    ...targets,
  ];
}
