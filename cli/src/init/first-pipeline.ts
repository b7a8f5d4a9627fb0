import { Document, isCollection, isScalar, type Pair, visit } from 'yaml';
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

/**
 * Writes a pipeline that builds and tests the project as its own files say. `versions` has the newest version of each
 * template, of which the pipeline names the major one.
 */
export function firstPipeline(
  name: string,
  project: Project,
  versions: ReadonlyMap<string, string>,
): FirstPipeline {
  const kind = kinds.find(({ markers }) => markers.some((marker) => project.has(marker)));
  const pinned = (task: FirstTask) => {
    const major = versions.get(task.template)?.split('.')[0];
    return { ...task, ...(major !== undefined && { template: `${task.template}@${major}` }) };
  };
  const tasks = (kind?.tasks(project) ?? [unknown]).map(pinned);
  const document = new Document({
    stepyard: 1,
    name,
    source: {},
    stages: [{ name: 'build', tasks }],
  });
  const usage = ' Run it: stepyard run FILE. What a task can do: stepyard catalog show TEMPLATE.';
  const header = kind?.header?.(project);
  document.commentBefore = header === undefined ? usage : `${commentOf(header)}\n\n${usage}`;
  visit(document, { Pair: (_, pair) => layOut(pair) });
  return { kind: kind?.name, yaml: document.toString({ lineWidth: 110, blockQuote: 'literal' }) };
}

function commentOf(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  return lines
    .join('\n')
    .trim()
    .replaceAll(/^(?=.)/gm, ' ');
}

/** Short things on one line, space and words where a reader wants them. */
function layOut({ key, value }: Pair): void {
  if (!isScalar(key)) return;
  if (key.value === 'source')
    key.commentBefore = ' The repository of the run: on a laptop your own work tree.';
  if (key.value === 'source' || key.value === 'stages') key.spaceBefore = true;
  if (isCollection(value) && ['with', 'goals', 'artifacts'].includes(String(key.value))) {
    value.flow = !JSON.stringify(value).includes('\\n');
  }
}
