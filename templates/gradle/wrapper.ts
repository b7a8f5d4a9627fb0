import { copyFile, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StepError } from '@stepyard/contract';
import type { Step } from '@stepyard/runtime';
import type { Inputs } from './arguments.ts';

/** The wrapper of a project, ready to be run by `sh`. */
export interface Wrapper {
  readonly script: string;
  /** As the name of the distribution says it. */
  readonly version: string | undefined;
}

const folder = 'gradle/wrapper';
const jar = `${folder}/gradle-wrapper.jar`;
const propertiesFile = `${folder}/gradle-wrapper.properties`;

/**
 * The project's own wrapper, or a private copy that fetches what `distribution` and `checksum` say; `undefined`
 * where there is none or it is not wanted.
 */
export async function wrapperOf(step: Step<Inputs>, project: string): Promise<Wrapper | undefined> {
  const { wrapper, checksum, distribution } = step.inputs;
  const script = join(project, 'gradlew');
  const found = wrapper && (await stat(script).catch(() => undefined))?.isFile() === true;
  const changed =
    checksum !== undefined ? 'checksum' : distribution !== undefined ? 'distribution' : undefined;
  if (!found) {
    if (changed !== undefined) throw noWrapper(changed);
    return undefined;
  }
  const { getProperties } = await import('properties-file');
  const text = await readFile(
    await step.path('path', `/app/${inside(step, project, propertiesFile)}`),
    'utf8',
  ).catch(() => '');
  const values = getProperties(text);
  const { distributionUrl: said, distributionSha256Sum: sum } = values;
  const url = distribution ?? said;
  if (url === undefined) throw noUrl();
  if (checksum !== undefined && sum !== undefined && distribution === undefined && sum !== checksum)
    throw otherChecksum(sum, checksum);
  const version = /gradle-(\d+(?:\.\d+)*)/.exec(url)?.[1];
  const wanted = checksum ?? (distribution === undefined ? sum : undefined);
  if (wanted === undefined) {
    step.log.warn('Nothing says which checksum the Gradle of the wrapper must have: it is run unchecked.');
  }
  if (changed === undefined)
    return { script: await step.path('wrapper', `/app/${inside(step, project, 'gradlew')}`), version };
  const { distributionSha256Sum: _, ...kept } = values;
  const copy = await step.temporary();
  await mkdir(join(copy, folder), { recursive: true });
  for (const file of ['gradlew', jar]) {
    await copyFile(await step.path('wrapper', `/app/${inside(step, project, file)}`), join(copy, file)).catch(
      () => {
        throw incomplete(file);
      },
    );
  }
  const all = {
    ...kept,
    distributionUrl: url,
    ...(wanted !== undefined && { distributionSha256Sum: wanted }),
  };
  const lines = Object.entries(all).map(([key, value]) => `${key}=${value.replace(/\\/g, '\\\\')}\n`);
  await writeFile(join(copy, propertiesFile), lines.join(''), { mode: 0o600 });
  return { script: join(copy, 'gradlew'), version };
}

function inside({ workspace }: Step<unknown>, project: string, file: string): string {
  return join(project, file).slice(workspace.length + 1);
}

function noWrapper(input: string): StepError {
  return new StepError('INPUT_INVALID', `\`${input}\` must stand beside a wrapper, and none is used.`, {
    hint: 'Leave it out, or let the project have a gradlew and `wrapper` be true.',
  });
}

function noUrl(): StepError {
  return new StepError('INPUT_INVALID', `${propertiesFile} must say a \`distributionUrl\`, and says none.`, {
    hint: 'Make the wrapper anew with `gradle wrapper`, or give the URL in `distribution`.',
  });
}

function otherChecksum(said: string, wanted: string): StepError {
  return new StepError(
    'POLICY_REFUSED',
    `\`checksum\` must be the one of ${propertiesFile}, ${said}; got ${wanted}.`,
    {
      hint: 'See at https://gradle.org/release-checksums/ which of the two is right, and correct the other.',
    },
  );
}

function incomplete(file: string): StepError {
  return new StepError('NOT_FOUND', `The wrapper must have the file ${file}, and there is none.`, {
    hint: 'Commit it, or make the wrapper anew with `gradle wrapper`.',
  });
}
