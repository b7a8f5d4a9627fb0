import { stat } from 'node:fs/promises';
import { StepError } from '@stepyard/contract';
import { readXml, xmlProblem } from '@stepyard/runtime/xml';

export interface Coordinates {
  readonly groupId?: string;
  readonly artifactId?: string;
  readonly version?: string;
}

/** Reads what a POM calls itself; group and version may be its parent's. A value with a property is left out. */
export async function readCoordinates(file: string, shown: string): Promise<Coordinates> {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) {
    throw new StepError(
      'NOT_FOUND',
      `\`pom\` must be a POM file, there is none at ${JSON.stringify(shown)}.`,
      {
        hint: 'Name it in `pom`, or its directory in `workdir` of the task.',
      },
    );
  }
  const values = await textsIn(file, shown);
  const value = (name: string) =>
    plain(values.get(`project/${name}`) ?? values.get(`project/parent/${name}`), values);
  const coordinates = {
    groupId: value('groupId'),
    artifactId: plain(values.get('project/artifactId'), values),
    version: value('version'),
  };
  return Object.fromEntries(Object.entries(coordinates).filter(([, found]) => found !== undefined));
}

/** Texts by the path of their element, for those at most two levels below the root. */
async function textsIn(file: string, shown: string): Promise<Map<string, string>> {
  const values = new Map<string, string>();
  let path: string[] = [];
  try {
    await readXml(file, {
      open(name, _attributes, within) {
        path = [...within, name];
      },
      text(text) {
        const key = path.join('/');
        if (path.length <= 3) values.set(key, `${values.get(key) ?? ''}${text}`.trim());
      },
      close() {
        path = path.slice(0, -1);
      },
    });
  } catch (error) {
    throw new StepError(
      'INPUT_INVALID',
      `\`pom\` must be an XML file, ${JSON.stringify(shown)} is none: ${xmlProblem(error)}.`,
      {
        hint: 'Mend it; Maven could not read it either.',
      },
    );
  }
  return values;
}

/** A value with its `${…}` replaced by properties of the same POM, once. */
function plain(text: string | undefined, values: ReadonlyMap<string, string>): string | undefined {
  const found = text?.replace(
    /\$\{([^}]+)\}/g,
    (whole, name: string) => values.get(`project/properties/${name}`) ?? whole,
  );
  return found?.includes('${') ? undefined : found;
}
