import { stat } from 'node:fs/promises';
import { StepError } from '@stepyard/contract';
import { readXml, xmlProblem } from '@stepyard/runtime/xml';

export interface Coordinates {
  readonly groupId?: string;
  readonly artifactId?: string;
  readonly version?: string;
}

export interface Pom {
  readonly coordinates: Coordinates;
  /** Directories or files of its modules, as it names them. */
  readonly modules: readonly string[];
  /** The text at a path below `project`; absent where it holds a property that this POM does not say. */
  value(path: string): string | undefined;
}

/** Reads a POM; group and version may be its parent's. `properties` are stronger than its own. */
export async function readPom(
  file: string,
  shown: string,
  properties: Readonly<Record<string, string>> = {},
): Promise<Pom> {
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
  const { values, modules } = await textsIn(file, shown);
  for (const [name, text] of Object.entries(properties)) values.set(`project/properties/${name}`, text);
  const value = (path: string) => plain(values.get(`project/${path}`), values);
  const coordinates = {
    groupId: value('groupId') ?? value('parent/groupId'),
    artifactId: value('artifactId'),
    version: value('version') ?? value('parent/version'),
  };
  return {
    coordinates: Object.fromEntries(Object.entries(coordinates).filter(([, found]) => found !== undefined)),
    modules,
    value,
  };
}

/** Texts by the path of their element, for those at most three levels below the root. */
async function textsIn(
  file: string,
  shown: string,
): Promise<{ values: Map<string, string>; modules: readonly string[] }> {
  const values = new Map<string, string>();
  const modules: string[] = [];
  let path: string[] = [];
  try {
    await readXml(file, {
      open(name, _attributes, within) {
        path = [...within, name];
      },
      text(text) {
        const key = path.join('/');
        if (path.length <= 4) values.set(key, `${values.get(key) ?? ''}${text}`.trim());
      },
      close() {
        const key = path.join('/');
        if (key === 'project/modules/module') {
          modules.push(values.get(key) ?? '');
          values.delete(key);
        }
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
  return { values, modules };
}

/** A value with its `${…}` replaced by properties of the same POM, once. */
function plain(text: string | undefined, values: ReadonlyMap<string, string>): string | undefined {
  const found = text?.replace(
    /\$\{([^}]+)\}/g,
    (whole, name: string) => values.get(`project/properties/${name}`) ?? whole,
  );
  return found?.includes('${') ? undefined : found;
}
