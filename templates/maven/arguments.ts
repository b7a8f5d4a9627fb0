import type { InputsOf } from '@stepyard/catalog';
import type { maven } from './template.ts';

export type Inputs = InputsOf<typeof maven>;

/** Where things are, as absolute paths. */
export interface Places {
  readonly pom: string;
  readonly repository: string;
  readonly settings: string | undefined;
  readonly globalSettings?: string | undefined;
  /** A second repository that is only read. */
  readonly tail?: string | undefined;
  /** What the platform says, which the author's properties replace. */
  readonly trust?: readonly string[];
}

/** The arguments of Maven; goals are checked to begin with a letter, options stand as they were given. */
export function argumentsOf(inputs: Inputs, places: Places): string[] {
  const { pom, repository, settings, globalSettings, tail, trust = [] } = places;
  const { goals, profiles, properties, modules, skipTests, threads, offline, options } = inputs;
  return [
    '--batch-mode',
    '--no-transfer-progress',
    `--file=${pom}`,
    `-Dmaven.repo.local=${repository}`,
    ...(tail === undefined ? [] : [`-Dmaven.repo.local.tail=${tail}`]),
    ...trust,
    ...(globalSettings === undefined ? [] : [`--global-settings=${globalSettings}`]),
    ...(settings === undefined ? [] : [`--settings=${settings}`]),
    ...(profiles.length === 0 ? [] : [`--activate-profiles=${profiles.join(',')}`]),
    ...(modules.length === 0 ? [] : [`--projects=${modules.join(',')}`, '--also-make']),
    ...(skipTests ? ['-DskipTests'] : []),
    ...(threads === undefined ? [] : [`--threads=${threads}`]),
    ...(offline ? ['--offline'] : []),
    ...Object.entries(properties).map(([name, value]) => `-D${name}=${value}`),
    ...options,
    ...goals,
  ];
}
