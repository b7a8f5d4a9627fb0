import { type Catalog, check, checkTraits, type Manifest, type Problem } from '@stepyard/catalog';
import type { LaidTask } from '../layout/layout.ts';
import type { PipelineProblem, Position } from '../plan.ts';
import { problem } from '../problem.ts';
import { keyAt, positionAt } from '../yaml/node.ts';
import { givenByConnection } from './connections.ts';
import type { Known } from './scope.ts';
import { writtenValues } from './written.ts';

const rules = {
  INPUT_MISSING: 'missing-input',
  INPUT_INVALID: 'wrong-input',
  INPUT_UNKNOWN: 'unknown-input',
} as const;

/** Checks a task's inputs by the one checker, and gives each problem its place. */
export function checkInputs(
  task: LaidTask,
  manifest: Manifest,
  known: Known,
  problems: PipelineProblem[],
): void {
  const values = writtenValues(manifest.inputs, task.with);
  for (const one of check(manifest, values, { expressions: true })) {
    if (one.code === 'INPUT_MISSING' && one.path.length === 1) {
      const name = String(one.path[0]);
      const field = manifest.inputs[name];
      if (field !== undefined && givenByConnection(task, name, field, known)) continue;
    }
    problems.push(
      problem({
        at: inputPlace(task, one),
        rule: rules[one.code],
        ...(task.implicit === true ? sourceWords(one) : { message: one.message, hint: one.hint }),
        path: ['with', ...one.path],
      }),
    );
  }
}

/** Checks a task's traits: known, fitting its template, at peace with one another, with right inputs. */
export function checkTaskTraits(
  task: LaidTask,
  manifest: Manifest,
  catalog: Catalog,
  problems: PipelineProblem[],
): void {
  const given = task.traits.map((use) => {
    const name = use.trait ?? '';
    const trait = catalog.traits.find((one) => one.name === name);
    const node = 'with' in use ? use.with : undefined;
    return { trait: name, with: node === undefined ? {} : writtenValues(trait?.inputs ?? {}, node) };
  });
  for (const one of checkTraits(catalog.traits, manifest, given, { expressions: true })) {
    const [index, ...path] = one.path;
    const use = task.traits[Number(index)];
    const node = use !== undefined && 'with' in use ? use.with : undefined;
    const at =
      path.length > 0 && node !== undefined ? positionAt(node, path) : (use?.node.at ?? task.node.at);
    const rule = one.rule === 'trait-input' ? rules[one.code] : one.rule;
    problems.push(problem({ at, rule, message: one.message, hint: one.hint, path: ['traits', ...one.path] }));
  }
}

/** What is an `auth` to the template is the `credential` of a source. */
function sourceWords({ path, message, hint }: Problem): Pick<Problem, 'message' | 'hint'> {
  if (path[0] !== 'auth') return { message, hint };
  const renamed = message.replace('`auth', '`credential');
  if (path.length > 1) return { message: renamed, hint };
  return { message: renamed, hint: 'Write `${{ secrets.NAME }}`, or a case with its fields.' };
}

function inputPlace(task: LaidTask, { code, path }: Problem): Position {
  if (code === 'INPUT_UNKNOWN') return keyAt(task.with, path);
  if (code === 'INPUT_INVALID' || path.length > 1) return positionAt(task.with, path);
  return keyAt(task.node, [task.node.entries.has('with') ? 'with' : 'template']);
}
