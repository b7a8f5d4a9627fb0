import { stat } from 'node:fs/promises';
import { StepError } from '@stepyard/contract';
import { readXml, xmlProblem } from '@stepyard/runtime/xml';

/** What a build file calls its project; `undefined` where it does not say. */
export async function projectName(file: string, shown: string): Promise<string | undefined> {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) {
    throw new StepError(
      'NOT_FOUND',
      `\`buildFile\` must be a build file of Ant, there is none at ${JSON.stringify(shown)}.`,
      { hint: 'Name it in `buildFile`, or its directory in `workdir` of the task.' },
    );
  }
  let root = '';
  let name: string | undefined;
  try {
    await readXml(file, {
      // Old build files include others by entities that they declare.
      doctype: /^/,
      open(element, attributes, within) {
        if (within.length > 0) return;
        root = element;
        name = attributes.name;
      },
    });
  } catch (error) {
    // Entities of its own are Ant's to resolve; what stands before them is enough.
    if (root === 'project') return name;
    throw noBuildFile(shown, xmlProblem(error));
  }
  if (root !== 'project') throw noBuildFile(shown, `its root element is ${JSON.stringify(root)}`);
  return name === '' ? undefined : name;
}

function noBuildFile(shown: string, why: string): StepError {
  return new StepError(
    'INPUT_INVALID',
    `\`buildFile\` must be an XML file with a project, ${JSON.stringify(shown)} is none: ${why}.`,
    { hint: 'Mend it; Ant could not read it either.' },
  );
}
