import { Document, isMap, isSeq, visit } from 'yaml';
import { npm, pnpm, yarn } from './node-projects.ts';
import { go, gradle, make, maven, python, rust } from './other-projects.ts';
import { type FirstTask, type Project, type ProjectKind, shell } from './project.ts';

/** In the order in which they are looked for. */
const kinds: readonly ProjectKind[] = [pnpm, yarn, npm, maven, gradle, python, go, rust, make];

const unknown: FirstTask = shell('Say hello', 'echo "Put what builds and tests your project here."');

export interface FirstPipeline {
  /** Kind of project that was found; absent where none is known. */
  readonly kind: string | undefined;
  readonly yaml: string;
}

/** Writes a pipeline that builds and tests the project as its own files say. */
export function firstPipeline(name: string, project: Project): FirstPipeline {
  const kind = kinds.find(({ markers }) => markers.some((marker) => project.has(marker)));
  const tasks = kind?.tasks(project) ?? [unknown];
  const document = new Document({
    stepyard: 1,
    name,
    source: {},
    stages: [{ name: 'build', tasks }],
  });
  document.commentBefore = ' Run it: stepyard run FILE. What a task can do: stepyard catalog show TEMPLATE.';
  visit(document, {
    Pair(_, { key, value }) {
      if (String(key) === 'with' && isMap(value) && value.items.length === 1) value.flow = false;
      if (String(key) === 'goals' && isSeq(value)) value.flow = true;
    },
  });
  return { kind: kind?.name, yaml: document.toString({ lineWidth: 110, blockQuote: 'literal' }) };
}
