import { dirname } from 'node:path';
import type { OutputsOf } from '@stepyard/catalog';
import type { StepError } from '@stepyard/contract';
import type { ExecOptions, ExecResult, Step } from '@stepyard/runtime';
import {
  annotateErrors,
  compileErrors,
  jdkVariables,
  maskedResult,
  readMajor,
  withBuildResults,
} from '@stepyard/runtime/java';
import { argumentsOf, type Inputs } from './arguments.ts';
import { explain, stopIn } from './failure.ts';
import { javaOptions } from './java-options.ts';
import { projectName } from './project.ts';
import type { ant } from './template.ts';

/** Builds the project and reads what its tests and coverage tools reported. */
export async function runAnt(step: Step<Inputs>): Promise<OutputsOf<typeof ant>> {
  const { inputs } = step;
  const buildFile = await step.path('buildFile', inputs.buildFile);
  const name = await projectName(buildFile, inputs.buildFile);
  const directory = dirname(buildFile);
  const options = await antOptions(step, directory);
  const args = argumentsOf(inputs, {
    buildFile,
    ivy: await step.cache('ivy'),
    propertyFiles: await pathsOf(step, 'propertyFiles', inputs.propertyFiles),
    libraries: await pathsOf(step, 'libraries', inputs.libraries),
  });
  step.status(`ant ${inputs.targets.join(' ')}`.trim());
  const { reports, coverageReports: coverage, built } = inputs;
  const results = await withBuildResults(step, { directory, reports, coverage, built }, () =>
    step.exec('ant', args, { ...options, explain: (result) => explainFailure(step, result) }),
  );
  return { ...(name !== undefined && { name }), ...results };
}

/** How Ant is started: in the directory of its build file, with the wanted JDK and the platform's network. */
async function antOptions(step: Step<Inputs>, cwd: string): Promise<ExecOptions> {
  const env = await javaOptions(step);
  const options = { cwd, name: 'ant', inherit: ['HOME', 'JAVA_HOME', 'ANT_HOME', 'ANT_OPTS'] };
  const { jdk } = step.inputs;
  if (jdk === undefined) return { ...options, env };
  const { stdout } = await step.exec('ant', ['-diagnostics'], { ...options, quiet: true });
  const standard = readMajor(/^java\.version\s*:\s*([\d.]+)/m.exec(stdout)?.[1]);
  return { ...options, env: { ...env, ...(await jdkVariables(step, jdk, standard)) } };
}

async function pathsOf(step: Step<Inputs>, input: string, values: readonly string[]): Promise<string[]> {
  return await Promise.all(values.map((value) => step.path(input, value)));
}

function explainFailure(step: Step<Inputs>, result: ExecResult): StepError | undefined {
  const masked = maskedResult(step, result);
  const text = `${masked.stdout}\n${masked.stderr}`;
  const errors = compileErrors(text, step.workspace);
  annotateErrors(step, errors);
  const stop =
    errors.length > 0 ? undefined : stopIn(/^BUILD FAILED\n[\s\S]*/m.exec(text)?.[0] ?? '', step.workspace);
  if (stop !== undefined) step.annotate({ level: 'error', title: 'Build file', ...stop });
  return explain(masked, step.workspace);
}
