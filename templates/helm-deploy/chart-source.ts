import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StepError } from '@stepyard/contract';
import { at, listAt, textAt } from '@stepyard/runtime/kubernetes';
import { parse } from 'yaml';
import { assertHarmless } from './archive.ts';
import { assertContained } from './contained.ts';
import type { DeployStep } from './deploy-step.ts';
import { type Helm, registryFlags, repositoryName } from './helm.ts';

type Chart = DeployStep['inputs']['chart'];

/** Where the chart lies for Helm: a directory or package that was looked through before. */
export async function bringChart(step: DeployStep, helm: Helm): Promise<string> {
  const { chart } = step.inputs;
  if (chart.case === 'path') return await fromWorkspace(step, helm, chart);
  if (chart.case === 'uninstall') return '';
  const to = await step.temporary();
  step.status('fetch the chart');
  if (chart.case === 'repository') {
    await helm(['repo', 'update', '--', repositoryName], { quiet: true, name: 'helm repo update' });
    await helm([
      'pull',
      ...versionFlags(chart.chartVersion),
      `--destination=${to}`,
      '--',
      `${repositoryName}/${chart.name}`,
    ]);
  } else {
    const { reference, version } = ociReference(chart);
    await helm([
      'pull',
      ...versionFlags(version),
      ...registryFlags(step, to),
      `--destination=${to}`,
      '--',
      reference,
    ]);
  }
  const [file] = readdirSync(to).filter((name) => name.endsWith('.tgz'));
  if (file === undefined) {
    throw new StepError('NOT_FOUND', '`helm pull` brought no chart.', {
      hint: 'See in the log what it printed.',
    });
  }
  await assertHarmless(join(to, file), file);
  return join(to, file);
}

function versionFlags(version: string | undefined): string[] {
  return version === undefined ? [] : [`--version=${version}`];
}

/** A tag of the reference is the version, in which `_` stands for `+`; Helm takes it apart from the name. */
function ociReference(chart: Extract<Chart, { case: 'oci' }>): {
  reference: string;
  version: string | undefined;
} {
  const [named = '', digest] = chart.ref.split('@');
  if (digest !== undefined)
    return { reference: `${named.replace(/:[^/:]*$/, '')}@${digest}`, version: undefined };
  const tag = /:([^/:]+)$/.exec(named.slice('oci://'.length))?.[1];
  const hasPath = named.slice('oci://'.length).includes('/');
  if (tag === undefined || !hasPath) return { reference: named, version: chart.chartVersion };
  const written = tag.replaceAll('_', '+');
  if (chart.chartVersion !== undefined && chart.chartVersion !== written) {
    throw new StepError(
      'INPUT_INVALID',
      `\`chart.chartVersion\` must be the version in \`chart.ref\`, ${JSON.stringify(written)}, got ${JSON.stringify(chart.chartVersion)}.`,
      { hint: 'Leave one of the two out.' },
    );
  }
  return { reference: named.slice(0, -tag.length - 1), version: written };
}

async function fromWorkspace(
  step: DeployStep,
  helm: Helm,
  { path, dependencies }: Extract<Chart, { case: 'path' }>,
): Promise<string> {
  const place = await step.path('chart.path', path);
  const kind = statSync(place, { throwIfNoEntry: false });
  if (kind?.isFile()) {
    await assertHarmless(place, path);
    return place;
  }
  if (!kind?.isDirectory() || !existsSync(join(place, 'Chart.yaml'))) {
    throw new StepError(
      'NOT_FOUND',
      `\`chart.path\` must be a directory with Chart.yaml or a package, got ${JSON.stringify(path)}.`,
      { hint: 'Check the path: it starts in the directory of the task.' },
    );
  }
  await assertContained(place, path);
  if (dependencies === 'locked') await bringDependencies(step, helm, place, path);
  return place;
}

async function bringDependencies(step: DeployStep, helm: Helm, place: string, shown: string): Promise<void> {
  const content: unknown = parse(readFileSync(join(place, 'Chart.yaml'), 'utf8'), { maxAliasCount: 100 });
  if (at(content, 'dependencies') === undefined) return;
  for (const one of listAt(content, 'dependencies')) {
    const repository = textAt(one, 'repository');
    // What lies outside of the workspace is refused; links there too.
    if (repository.startsWith('file://'))
      await assertContained(await step.path('chart.path', join(shown, repository.slice(7))), repository);
  }
  step.status('fetch what the chart depends on');
  await helm(['dependency', 'build', '--', place]);
  await assertContained(place, shown);
}
