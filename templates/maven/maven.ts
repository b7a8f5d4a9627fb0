import { dirname } from 'node:path';
import type { OutputsOf } from '@stepyard/catalog';
import type { StepError } from '@stepyard/contract';
import type { ExecResult, Step } from '@stepyard/runtime';
import { withTestReports } from '@stepyard/runtime/junit';
import { argumentsOf, type Inputs } from './arguments.ts';
import { builtFiles } from './built.ts';
import { compileErrors } from './compile-errors.ts';
import { lineCoverage } from './coverage.ts';
import { explain } from './failure.ts';
import { forgetMisses } from './forget-misses.ts';
import { readCoordinates } from './pom.ts';
import { settingsFile } from './settings-xml.ts';
import type { maven } from './template.ts';
import { findMaven } from './tool.ts';

const reports = ['**/target/surefire-reports/TEST-*.xml', '**/target/failsafe-reports/TEST-*.xml'];

/** Builds the project and reads what its tests and coverage tools reported. */
export async function runMaven(step: Step<Inputs>): Promise<OutputsOf<typeof maven>> {
  const pom = await step.path('pom', step.inputs.pom);
  const coordinates = await readCoordinates(pom, step.inputs.pom);
  const { call } = await findMaven(step, pom);
  const repository = await step.cache('repository');
  const args = argumentsOf(step.inputs, { pom, repository, settings: await settingsFile(step) });
  step.status(`mvn ${step.inputs.goals.join(' ')}`);
  const directory = dirname(pom);
  const tests = await withTestReports(step, { directory, patterns: reports }, async () => {
    await call(args, { cwd: directory, explain: (result) => explainFailure(step, result) }).catch(
      async (error: unknown) => {
        await forgetMisses(repository);
        throw error;
      },
    );
  });
  const covered = await lineCoverage(step, directory);
  return {
    ...coordinates,
    artifacts: await builtFiles(step, directory),
    ...(tests !== undefined && { tests }),
    ...(covered !== undefined && { coverage: covered }),
  };
}

function explainFailure(step: Step<Inputs>, result: ExecResult): StepError | undefined {
  for (const { message, ...place } of compileErrors(result.stdout, step.workspace)) {
    step.annotate({ level: 'error', title: 'Compiler', message, ...place });
  }
  const { stdout, stderr } = result;
  const masked = { ...result, stdout: step.masked(stdout), stderr: step.masked(stderr) };
  return explain(masked, step.workspace);
}
