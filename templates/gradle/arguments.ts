import type { InputsOf } from '@stepyard/catalog';
import { StepError } from '@stepyard/contract';
import type { gradle } from './template.ts';

export type Inputs = InputsOf<typeof gradle>;

/** Absolute paths, and what the platform says. */
export interface Places {
  readonly project: string;
  readonly initScripts: readonly string[];
  /** Options that the author's own ones replace. */
  readonly platform: readonly string[];
}

/** The arguments of Gradle; tasks are checked to be names, options stand as they were given. */
export function argumentsOf(inputs: Inputs, { project, initScripts, platform }: Places): string[] {
  const { tasks, exclude, properties, systemProperties, skipTests, threads, offline, buildCache, options } =
    inputs;
  assertNoInitScripts(options);
  return [
    '--no-daemon',
    '--console=plain',
    `--project-dir=${project}`,
    ...initScripts.map((file) => `--init-script=${file}`),
    ...platform,
    ...(threads === undefined ? [] : ['--parallel', `--max-workers=${threads}`]),
    ...(offline ? ['--offline'] : []),
    ...(buildCache.case === 'none' ? [] : ['--build-cache']),
    ...Object.entries(systemProperties).map(([name, value]) => `-D${name}=${value}`),
    ...Object.entries(properties).map(([name, value]) => `-P${name}=${value}`),
    ...(skipTests ? ['test', ...exclude] : exclude).map((task) => `--exclude-task=${task}`),
    ...options,
    ...tasks,
  ];
}

/** An option may be made of text from outside; a script must not come in by it. */
function assertNoInitScripts(options: readonly string[]): void {
  const found = options.find((option) => /^(-I|--init-script|-g|--gradle-user-home)/.test(option));
  if (found === undefined) return;
  throw new StepError(
    'INPUT_INVALID',
    `\`options\` must name neither an init script nor a user home, got ${JSON.stringify(found)}.`,
    { hint: 'Give scripts in `initScript` or `initScriptFiles`; the user home is the cache of the task.' },
  );
}
