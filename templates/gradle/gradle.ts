import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { OutputsOf } from '@stepyard/catalog';
import { StepError } from '@stepyard/contract';
import type { ExecResult, Step } from '@stepyard/runtime';
import {
  annotateErrors,
  compileErrors,
  maskedResult,
  trustStoreOptions,
  withBuildResults,
} from '@stepyard/runtime/java';
import { argumentsOf, type Inputs } from './arguments.ts';
import { readFacts } from './facts.ts';
import { explain, scriptPlace } from './failure.ts';
import { gradleHome } from './home.ts';
import { initScripts, proxyOptions } from './init-scripts.ts';
import type { gradle } from './template.ts';
import { findGradle } from './tool.ts';

const coverage = ['**/build/reports/jacoco/**/*.xml'];
const built = ['**/build/libs/*.{jar,war,ear}', '**/build/distributions/*.{zip,tar,tar.gz,tgz}'];

/** Builds the project and reads what its tests and coverage tools reported. */
export async function runGradle(step: Step<Inputs>): Promise<OutputsOf<typeof gradle>> {
  const { inputs } = step;
  const directory = await projectDirectory(step);
  const home = await gradleHome(step);
  const { files, facts } = await initScripts(step, home);
  const platform = [...proxyOptions(step), ...(await trustStoreOptions(step))];
  const args = argumentsOf(inputs, { project: directory, initScripts: files, platform });
  const { call } = await findGradle(step, directory, home);
  step.status(`gradle ${inputs.tasks.join(' ')}`);
  const places = { directory, reports: inputs.reports, coverage, built };
  const results = await withBuildResults(step, places, () =>
    call(args, { explain: (result) => explainFailure(step, result) }),
  );
  return { ...(await readFacts(facts)), ...results };
}

const scripts = ['settings.gradle', 'settings.gradle.kts', 'build.gradle', 'build.gradle.kts'];

/** A directory without any script of Gradle would be looked for above it, out of the workspace even. */
async function projectDirectory(step: Step<Inputs>): Promise<string> {
  const { path } = step.inputs;
  const directory = await step.path('path', path);
  for (const name of scripts) {
    if ((await stat(join(directory, name)).catch(() => undefined))?.isFile()) return directory;
  }
  throw new StepError(
    'NOT_FOUND',
    `\`path\` must be the directory of a Gradle project, there is no build.gradle or settings.gradle in ${JSON.stringify(path)}.`,
    { hint: 'Name it in `path`, or in `workdir` of the task.' },
  );
}

function explainFailure(step: Step<Inputs>, result: ExecResult): StepError | undefined {
  const masked = maskedResult(step, result);
  const text = `${masked.stdout}\n${masked.stderr}`;
  annotateErrors(step, compileErrors(text, step.workspace));
  const failure = explain(masked, step.workspace);
  const place = scriptPlace(text, step.workspace);
  if (place !== undefined && failure !== undefined)
    step.annotate({ level: 'error', title: 'Build script', message: failure.message, ...place });
  return failure;
}
