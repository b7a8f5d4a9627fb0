import { dirname } from 'node:path';
import type { OutputsOf } from '@stepyard/catalog';
import type { StepError } from '@stepyard/contract';
import type { ExecResult, Step } from '@stepyard/runtime';
import { annotateErrors, maskedResult, trustStoreOptions, withBuildResults } from '@stepyard/runtime/java';
import { argumentsOf, type Inputs } from './arguments.ts';
import { compileErrors } from './compile-errors.ts';
import { deploys, isDeployed } from './deployed.ts';
import { explain } from './failure.ts';
import { forgetMisses } from './forget-misses.ts';
import { globalSettingsFile } from './global-settings.ts';
import { localRepository } from './local-repository.ts';
import { type Coordinates, readPom } from './pom.ts';
import { settingsFile } from './settings-xml.ts';
import type { maven } from './template.ts';
import { findMaven } from './tool.ts';

type Outputs = OutputsOf<typeof maven>;

const places = {
  reports: ['**/target/surefire-reports/TEST-*.xml', '**/target/failsafe-reports/TEST-*.xml'],
  coverage: ['**/target/site/jacoco*/jacoco.xml'],
  built: ['**/target/*.{jar,war,ear}'],
};

/** Builds the project; what it deploys is deployed once, over all attempts. */
export async function runMaven(step: Step<Inputs>): Promise<Outputs> {
  const pom = await step.path('pom', step.inputs.pom);
  const { coordinates } = await readPom(pom, step.inputs.pom);
  const perform = () => build(step, pom, coordinates);
  if (!deploys(step.inputs)) return await perform();
  const find = async () => ((await isDeployed(step, pom)) ? { ...coordinates, artifacts: [] } : undefined);
  return await step.claim<Outputs>({ name: 'deploy', perform, find });
}

/** Runs Maven and reads what its tests and coverage tools reported. */
async function build(step: Step<Inputs>, pom: string, coordinates: Coordinates): Promise<Outputs> {
  const maven = await findMaven(step, pom);
  const { repository, tail } = await localRepository(step, maven);
  const settings = await settingsFile(step);
  const args = argumentsOf(step.inputs, {
    pom,
    repository,
    tail,
    settings,
    globalSettings: await globalSettingsFile(step, maven),
    trust: await trustStoreOptions(step),
  });
  step.status(`mvn ${step.inputs.goals.join(' ')}`);
  const directory = dirname(pom);
  const results = await withBuildResults(step, { directory, ...places }, () =>
    maven
      .call(args, { cwd: directory, explain: (result) => explainFailure(step, result) })
      .catch(async (error: unknown) => {
        await forgetMisses(repository);
        throw error;
      }),
  );
  return { ...coordinates, ...results };
}

function explainFailure(step: Step<Inputs>, result: ExecResult): StepError | undefined {
  const masked = maskedResult(step, result);
  annotateErrors(step, compileErrors(masked.stdout, step.workspace));
  return explain(masked, step.workspace);
}
