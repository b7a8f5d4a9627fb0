import { type Catalog, find, type Manifest, upgradeWarning } from '@stepyard/catalog';
import type { LaidTask } from '../layout/layout.ts';
import type { PipelineProblem, Position } from '../plan.ts';
import { problem } from '../problem.ts';
import { suggest } from '../suggest.ts';
import { positionAt } from '../yaml/node.ts';

/** The template of every task, by id; problems for those that are not there or should not be used. */
export function findTemplates(
  tasks: readonly LaidTask[],
  catalog: Catalog,
  previous: Readonly<Record<string, string>>,
  problems: PipelineProblem[],
): ReadonlyMap<string, Manifest> {
  const found = new Map<string, Manifest>();
  const known = new Map<string, Manifest | undefined>();
  for (const task of tasks) {
    if (task.template === '') continue;
    const at = positionAt(task.node, ['template']);
    if (!known.has(task.template)) known.set(task.template, find(catalog, task.template));
    const manifest = known.get(task.template);
    if (manifest === undefined) {
      problems.push(sayUnknown(task.template, at, catalog));
      continue;
    }
    found.set(task.id, manifest);
    problems.push(...warnings(task, manifest, at, catalog, previous[task.id]));
  }
  return found;
}

function sayUnknown(written: string, at: Position, catalog: Catalog): PipelineProblem {
  const [name = ''] = written.split('@');
  const versions = catalog.templates.filter((one) => one.name === name).map(({ version }) => version);
  const path = ['template'];
  if (versions.length > 0) {
    const message = `\`template\` must name a version that there is, got \`${written}\`.`;
    return problem({ at, path, rule: 'unknown-version', message, hint: `There is ${versions.join(', ')}.` });
  }
  const names = [...new Set(catalog.templates.map((one) => one.name))];
  return problem({
    at,
    path,
    rule: 'unknown-template',
    message: `\`template\` must name a template of the catalog, got \`${name}\`.`,
    hint: suggest(name, names),
  });
}

function warnings(
  task: LaidTask,
  manifest: Manifest,
  at: Position,
  catalog: Catalog,
  before: string | undefined,
): readonly PipelineProblem[] {
  const warn = (rule: string, message: string, hint: string) =>
    problem({ at, rule, message, hint, severity: 'warning', path: ['template'] });
  const { deprecated, name, version } = manifest;
  const said: PipelineProblem[] = [];
  if (deprecated !== undefined) {
    const until = deprecated.removal === undefined ? '' : ` and may be gone after ${deprecated.removal}`;
    const use = deprecated.use === undefined ? 'Choose another template.' : `Use \`${deprecated.use}\`.`;
    const message = `\`${name}\` is deprecated since ${deprecated.since}${until}: ${deprecated.message.en.replace(/\.$/, '')}.`;
    said.push(warn('deprecated-template', message, use));
  }
  const jump = before === undefined ? undefined : upgradeWarning(name, before, version);
  if (jump !== undefined) {
    said.push(
      warn('upgrade', jump, `Pin a version between, for instance \`${name}@${stepBetween(before)}\`.`),
    );
  }
  const newest = find(catalog, name)?.version;
  const behind =
    task.template.includes('@') && newest !== undefined && jump === undefined
      ? upgradeWarning(name, version, newest)
      : undefined;
  if (behind !== undefined) {
    const message = `\`${task.template}\` is ${version}, but the newest is ${newest}.`;
    said.push(warn('upgrade', message, `When you upgrade: ${behind.charAt(0)}${behind.slice(1)}`));
  }
  return said;
}

function stepBetween(version: string | undefined): string {
  const [major = '0', minor = '0'] = (version ?? '').split('.');
  return `${major}.${Number(minor) + 2}`;
}
