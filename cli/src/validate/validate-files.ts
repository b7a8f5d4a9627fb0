import { type PipelineProblem, validatePipeline } from '@stepyard/pipeline';
import { executorFor } from '../data/executors.ts';
import { loadTemplates } from '../data/templates.ts';
import { print, printJson } from '../output.ts';
import { knownNames } from '../run/known-names.ts';
import { previousVersions } from '../run/previous.ts';
import { assertSound, readPipeline } from '../run/read-pipeline.ts';
import type { Settings } from '../settings.ts';

export interface ValidateFilesOptions {
  readonly executor: string;
  readonly secrets?: string;
  readonly config?: string;
}

/** Says all that is wrong with pipeline files; gives the exit status. */
export async function validateFiles(
  files: readonly string[],
  { executor, secrets, config }: ValidateFilesOptions,
  settings: Settings,
): Promise<number> {
  const catalog = await loadTemplates(settings);
  const problems: PipelineProblem[] = [];
  for (const file of files) {
    const { document, problems: found, text } = await readPipeline(file);
    const known = await knownNames({ text, secretsFile: secrets, configFile: config, whole: false });
    const previous = await previousVersions(settings, document.name);
    const options = { ...known, previous, executor: await executorFor(executor, settings) };
    problems.push(...found, ...validatePipeline(document, catalog, options));
  }
  const sound = problems.every(({ severity }) => severity !== 'error');
  if (settings.json) {
    await printJson(problems);
    return sound ? 0 : 2;
  }
  assertSound(problems);
  await print(files.map((file) => `${file}: sound`).join('\n'));
  return 0;
}
