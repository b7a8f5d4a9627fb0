import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from '@stepyard/catalog';
import { type StartStepOptions, scratchDirectory, startStep, writeFiles } from '@stepyard/runtime/testing';
import { quickJvm } from './quick-jvm.ts';

const sources = join(import.meta.dirname, 'greeter');

/** The class that the project greets by. */
export const greeterJava = 'src/main/java/org/example/Greeter.java';

/** That class with an error in line 12. */
export const brokenGreeter = {
  [greeterJava]: readFileSync(join(sources, greeterJava), 'utf8').replace('return word;', 'return word'),
};

/** A project that greets, with tests: sources that are the same for every tool, and what the template has for its own. */
export function greeterProject(template: string, directory = scratchDirectory()): string {
  cpSync(sources, directory, { recursive: true });
  cpSync(join(template, 'fixtures/greeter'), directory, { recursive: true });
  return directory;
}

export interface ProjectStart extends Omit<StartStepOptions, 'inputs'> {
  /** Written into the project. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Starts a template, as a process, on projects that greet; `given` holds unless a test says otherwise. */
export function greeterBuild(
  template: Template,
  folder: string,
  given: (workspace: string) => StartStepOptions,
) {
  function start(
    inputs: StartStepOptions['inputs'] = {},
    { files = {}, workspace = scratchDirectory(), ...more }: ProjectStart = {},
  ) {
    greeterProject(folder, workspace);
    writeFiles(workspace, files);
    const usual = given(workspace);
    return startStep(template, join(folder, 'main.ts'), {
      ...usual,
      ...more,
      workspace,
      inputs: { ...usual.inputs, ...inputs },
      env: { ...quickJvms, ...usual.env, ...more.env },
    });
  }
  return {
    start,
    async run(inputs?: StartStepOptions['inputs'], more?: ProjectStart) {
      const step = start(inputs, more);
      return { ...(await step.end), workspace: step.workspace };
    },
  };
}

const quickJvms = { ANT_OPTS: quickJvm, GRADLE_OPTS: quickJvm, MAVEN_OPTS: quickJvm };

/** Says what to install where a tool does not run. */
export function assertJavaTool(name: string, command: readonly string[], packages: string): void {
  const [tool = '', ...args] = command;
  try {
    execFileSync(tool, args, { stdio: 'ignore' });
  } catch {
    throw new Error(
      `${name} is missing: install it with a JDK, on Debian with \`apt-get install ${packages}\`.`,
    );
  }
}

/** The major versions of the JDKs of this machine, ascending. */
export function installedJdks(): string[] {
  const root = '/usr/lib/jvm';
  const compilers = readdirSync(root)
    .map((name) => join(root, name, 'bin/javac'))
    .filter((path) => existsSync(path));
  const majors = compilers.map(
    (path) => /\d+/.exec(execFileSync(path, ['-version'], { encoding: 'utf8' }))?.[0] ?? '',
  );
  return [...new Set(majors)].sort((a, b) => Number(a) - Number(b));
}

/** The JVMs with a text in their arguments. */
export function jvmsWith(mark: string): string[] {
  const lines = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8', maxBuffer: 1e8 }).split('\n');
  return lines.filter((line) => line.includes(mark) && line.includes('java'));
}
