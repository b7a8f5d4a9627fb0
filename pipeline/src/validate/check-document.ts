import { hasExpression } from '../expression/text.ts';
import { objectOf, text } from '../expression/value-type.ts';
import type { PipelineDocument } from '../parse-pipeline.ts';
import type { PipelineProblem, Position } from '../plan.ts';
import { problem } from '../problem.ts';
import { plainText } from '../shape/scalars.ts';
import { suggest } from '../suggest.ts';
import { keyAt, type ScalarNode } from '../yaml/node.ts';
import { checkText, type TextPlace } from './check-text.ts';
import { type CommonRoots, type Root, scopeFor } from './scope.ts';

/** What is known of a run before it has a number. */
const queuedRun = objectOf({ pipeline: text, project: text }, 'a fact of a run that is not yet numbered');

/** Checks the expressions outside of tasks. The source block is checked as the inputs of its task. */
export function checkDocument(
  document: PipelineDocument,
  common: CommonRoots,
  problems: PipelineProblem[],
): void {
  const check = (
    label: string,
    node: ScalarNode | undefined,
    allowed: readonly Root[],
    secrets: TextPlace['secrets'],
  ) => {
    if (typeof node?.value !== 'string') return;
    const scope = scopeFor({ ...common, run: queuedRun }, undefined, allowed);
    const place: TextPlace = {
      label,
      path: label.split('.'),
      scope,
      secrets,
      secretEnv: new Set(),
      wants: 'text',
    };
    checkText(node, node.value, place, problems);
  };
  if (document.name === undefined && document.title === undefined && !document.node.entries.has('name')) {
    const hint = 'Add `name:` with a short name, and `title:` with one in any language.';
    const message = 'The file must have a key `name`, or a `title` to make one from.';
    problems.push(problem({ at: document.node.at, rule: 'missing-key', message, hint, path: ['name'] }));
  }
  check('environment', document.environment, ['event', 'inputs'], 'refused');
  check('concurrency.group', document.concurrency?.group, ['event', 'inputs', 'run'], 'refused');
  for (const { token } of document.triggers?.image ?? []) check('token', token, ['secrets'], 'alone');
}

/** Says which tasks want a source that the pipeline does not have. */
export function checkSources(document: PipelineDocument, problems: PipelineProblem[]): void {
  if (document.source !== undefined || document.node.entries.has('source')) return;
  const inStages = document.stages.flatMap((entry) => ('stage' in entry ? (entry.stage.tasks ?? []) : []));
  for (const { source, node } of [...inStages, ...(document.finally ?? [])]) {
    if (source !== 'default') continue;
    const message = '`source: default` must stand in a pipeline that has a `source`, but there is none.';
    const hint = 'Add `source:` to the pipeline, for instance `source: {}` for the repository of the event.';
    problems.push(
      problem({ at: keyAt(node, ['source']), rule: 'no-source', message, hint, path: ['source'] }),
    );
  }
}

/** Says what is still to be included: whoever validates must have read it. */
export function checkIncluded(document: PipelineDocument, problems: PipelineProblem[]): void {
  const open = document.stages.flatMap((entry) => ('include' in entry ? [entry.include] : []));
  for (const { node, name } of [...(document.include ?? []), ...open]) {
    const message = `\`include\` must have been read, but \`${name}\` has not.`;
    const hint = 'Validate where the files of the repository can be read.';
    problems.push(problem({ at: node.at, rule: 'include-missing', message, hint, path: ['include'] }));
  }
}

/** Says which environments are named that there are not; those outside of the file may be known too. */
export function checkEnvironments(
  document: PipelineDocument,
  known: readonly string[] | undefined,
  problems: PipelineProblem[],
): void {
  const names = [...(document.environments?.keys() ?? []), ...(known ?? [])];
  if (known === undefined && names.length === 0) return;
  const check = (name: string | undefined, at: Position) => {
    if (name === undefined || hasExpression(name) || names.includes(name)) return;
    const hint = suggest(name, names);
    const message = `\`environment\` must name an environment that there is, got \`${name}\`.`;
    problems.push(problem({ at, rule: 'unknown-environment', message, hint, path: ['environment'] }));
  };
  if (document.environment !== undefined) check(plainText(document.environment), document.environment.at);
  for (const entry of document.stages) {
    if (!('stage' in entry)) continue;
    check(entry.stage.environment, keyAt(entry.stage.node, ['environment']));
    for (const task of entry.stage.tasks ?? []) check(task.environment, keyAt(task.node, ['environment']));
  }
  for (const task of document.finally ?? []) check(task.environment, keyAt(task.node, ['environment']));
}
