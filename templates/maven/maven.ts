import { dirname } from 'node:path';
import type { OutputsOf } from '@stepyard/catalog';
import type { Step } from '@stepyard/runtime';
import { withTestReports } from '@stepyard/runtime/junit';
import { argumentsOf, type Inputs } from './arguments.ts';
import { builtFiles } from './built.ts';
import { lineCoverage } from './coverage.ts';
import { explain } from './failure.ts';
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
  const args = argumentsOf(step.inputs, {
    pom,
    repository: await step.cache('repository'),
    settings: await settingsFile(step),
  });
  step.status(`mvn ${step.inputs.goals.join(' ')}`);
  const directory = dirname(pom);
  const tests = await withTestReports(step, { directory, patterns: reports }, async () => {
    await call(args, { cwd: directory, explain });
  });
  const covered = await lineCoverage(step, directory);
  return {
    ...coordinates,
    artifacts: await builtFiles(step, directory),
    ...(tests !== undefined && { tests }),
    ...(covered !== undefined && { coverage: covered }),
  };
}
