import type { ExecOptions, ExecResult, Step } from '@stepyard/runtime';
import { jdkVariables, readMajor } from '@stepyard/runtime/java';
import type { Inputs } from './arguments.ts';
import { readOnlyCache } from './home.ts';
import { wrapperOf } from './wrapper.ts';

/** Gradle as this project is to be built with: by its wrapper where it has one, with the wanted JDK. */
export interface Gradle {
  call(args: readonly string[], options?: ExecOptions): Promise<ExecResult>;
}

export async function findGradle(step: Step<Inputs>, project: string, home: string): Promise<Gradle> {
  const wrapper = await wrapperOf(step, project);
  const [tool, leading] = wrapper === undefined ? ['gradle', []] : ['sh', [wrapper.script]];
  const own = { GRADLE_USER_HOME: home, ...credentials(step.inputs) };
  const callWith =
    (env: Readonly<Record<string, string>>) =>
    (args: readonly string[], options: ExecOptions = {}) =>
      step.exec(tool, [...leading, ...args], {
        cwd: project,
        name: 'gradle',
        inherit: ['HOME', 'JAVA_HOME', 'JAVA_OPTS', 'GRADLE_OPTS'],
        ...options,
        env: { ...own, ...env, ...options.env },
      });
  let asked: Promise<string> | undefined;
  const said = () => {
    asked ??= callWith({})(['--version'], { quiet: true }).then(({ stdout }) => stdout);
    return asked;
  };
  const layer = await readOnlyCache(
    step,
    home,
    async () => wrapper?.version ?? /^Gradle (\d[\d.]*)/m.exec(await said())?.[1],
  );
  const { jdk } = step.inputs;
  if (jdk === undefined) return { call: callWith(layer) };
  const standard = readMajor(/^(?:Launcher )?JVM: +([\d.]+)/m.exec(await said())?.[1]);
  return { call: callWith({ ...layer, ...(await jdkVariables(step, jdk, standard)) }) };
}

/** Project properties that stand in no argument: https://docs.gradle.org/current/userguide/build_environment.html */
function credentials({ servers }: Inputs): Record<string, string> {
  return Object.fromEntries(
    servers.flatMap(({ id, username, password }) => [
      [`ORG_GRADLE_PROJECT_${id}Username`, username],
      [`ORG_GRADLE_PROJECT_${id}Password`, password],
    ]),
  );
}
