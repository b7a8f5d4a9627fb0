import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ExecOptions, ExecResult, Step } from '@stepyard/runtime';
import { jdkVariables, readMajor } from '@stepyard/runtime/java';
import type { Inputs } from './arguments.ts';

/** Maven as this project is to be built with: by its wrapper where it has one, with the wanted JDK. */
export interface Maven {
  /** What it says of itself; asked for once. */
  facts(): Promise<MavenFacts>;
  call(args: readonly string[], options?: ExecOptions): Promise<ExecResult>;
}

export interface MavenFacts {
  readonly home: string | undefined;
  readonly version: string | undefined;
  /** Major version of the JDK that it uses by itself. */
  readonly java: string | undefined;
}

export async function findMaven(step: Step<Inputs>, pom: string): Promise<Maven> {
  const { jdk, wrapper } = step.inputs;
  const script = wrapper ? await wrapperOf(step, dirname(pom)) : undefined;
  const own = script === undefined ? {} : await wrapperVariables(step);
  const [tool, leading] = script === undefined ? ['mvn', []] : ['sh', [script]];
  const callWith =
    (env: Readonly<Record<string, string>>) =>
    (args: readonly string[], options: ExecOptions = {}) =>
      step.exec(tool, [...leading, ...args], {
        name: 'mvn',
        inherit: ['HOME', 'JAVA_HOME', 'MAVEN_OPTS'],
        ...options,
        env: { ...own, ...env, ...options.env },
      });
  let asked: Promise<MavenFacts> | undefined;
  const facts = () => {
    asked ??= callWith({})(['--version'], { quiet: true }).then(({ stdout }) => factsIn(stdout));
    return asked;
  };
  if (jdk === undefined) return { facts, call: callWith({}) };
  return { facts, call: callWith(await jdkVariables(step, jdk, (await facts()).java)) };
}

function factsIn(said: string): MavenFacts {
  return {
    home: /^Maven home: (\/.*)$/m.exec(said)?.[1],
    version: /Apache Maven (\d[\w.-]*)/.exec(said)?.[1],
    java: readMajor(/Java version: ([\d.]+)/.exec(said)?.[1]),
  };
}

/** The wrapper fetches its Maven by itself: to the cache, by the mirror, with the mirror's credential. */
async function wrapperVariables(step: Step<Inputs>): Promise<Record<string, string>> {
  const { mirror, servers } = step.inputs;
  const server = servers.find(({ id }) => id === 'mirror');
  return {
    MAVEN_USER_HOME: await step.cache('wrapper'),
    ...(mirror !== undefined && { MVNW_REPOURL: mirror.replace(/\/+$/, '') }),
    ...(mirror !== undefined &&
      server !== undefined && { MVNW_USERNAME: server.username, MVNW_PASSWORD: server.password }),
  };
}

/** The wrapper beside the POM, or in a directory above it that is still in the workspace. */
async function wrapperOf(step: Step<unknown>, directory: string): Promise<string | undefined> {
  for (let at = directory; at.startsWith(step.workspace); at = dirname(at)) {
    const file = join(at, 'mvnw');
    const found = await stat(file).catch(() => undefined);
    if (found?.isFile()) return step.path('wrapper', `/app/${file.slice(step.workspace.length + 1)}`);
    if (at === step.workspace) break;
  }
  return undefined;
}
