import { readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { OutputsOf } from '@stepyard/catalog';
import { StepError } from '@stepyard/contract';
import { createHttp } from '@stepyard/contract/http';
import { type ChartFile, readChartFile } from './chart-file.ts';
import { type Helm, openHelm } from './helm.ts';
import { assertContained } from './hostile-chart.ts';
import { publishOci } from './publish-oci.ts';
import { publishToRepository } from './publish-repository.ts';
import type { PublishStep } from './publish-step.ts';
import { type PackedChart, repack } from './repack.ts';
import type { chartPublish } from './template.ts';

/** Lints, packages and publishes the chart. A version that is there with this content is left as it is. */
export async function publishChart(step: PublishStep): Promise<OutputsOf<typeof chartPublish>> {
  const { path, chartVersion, appVersion, target } = step.inputs;
  const directory = await step.path('path', path);
  const declared = readChartFile(directory, path);
  assertContained(step.workspace, directory, declared);
  const helm = await openHelm(step);
  await bringDependencies(step, helm, directory, declared);
  await lint(step, helm, directory);
  const chart = {
    ...declared,
    version: chartVersion ?? declared.version,
    appVersion: appVersion ?? declared.appVersion,
  };
  const packed = await packageChart(step, helm, directory);
  const file = await step.path('chartVersion', `${chart.name}-${chart.version}.tgz`);
  writeFileSync(file, packed.bytes);
  const content = {
    ...chart.content,
    version: chart.version,
    ...(chart.appVersion !== undefined && { appVersion: chart.appVersion }),
  };
  const published = await publish(step, { ...chart, content }, packed);
  step.summary(
    `Chart **${chart.name}** ${chart.version}${published === undefined ? ', not published' : `: \`${published}\``}.`,
  );
  return {
    name: chart.name,
    version: chart.version,
    ...(chart.appVersion !== undefined && { appVersion: chart.appVersion }),
    package: relative(step.workspace, file),
    sha256: packed.sha256,
    ...(target.case !== 'none' && published !== undefined && { chart: published }),
  };
}

async function bringDependencies(
  step: PublishStep,
  helm: Helm,
  directory: string,
  { hasDependencies }: ChartFile,
): Promise<void> {
  const { dependencies, target } = step.inputs;
  if (!hasDependencies || dependencies === 'none') return;
  step.status('fetch what the chart depends on');
  const plain = target.case === 'oci' && target.insecure ? ['--plain-http'] : [];
  await helm(['dependency', dependencies === 'locked' ? 'build' : 'update', ...plain, '--', directory]);
}

async function lint(step: PublishStep, helm: Helm, directory: string): Promise<void> {
  const { lint: level, values } = step.inputs;
  if (level === 'none') return;
  const files: string[] = [];
  for (const value of values) files.push(`--values=${await step.path('values', value)}`);
  step.status('lint the chart');
  await helm(['lint', ...(level === 'warnings' ? ['--strict'] : []), ...files, '--', directory]);
}

async function packageChart(step: PublishStep, helm: Helm, directory: string): Promise<PackedChart> {
  const { chartVersion, appVersion } = step.inputs;
  const to = await step.temporary();
  step.status('package the chart');
  await helm([
    'package',
    `--destination=${to}`,
    ...(chartVersion === undefined ? [] : [`--version=${chartVersion}`]),
    ...(appVersion === undefined ? [] : [`--app-version=${appVersion}`]),
    '--',
    directory,
  ]);
  const [file] = readdirSync(to).filter((name) => name.endsWith('.tgz'));
  if (file === undefined) {
    throw new StepError('TOOL_FAILED', '`helm package` left no package.', {
      hint: 'See in the log what it printed.',
    });
  }
  return await repack(join(to, file));
}

async function publish(
  step: PublishStep,
  chart: ChartFile,
  packed: PackedChart,
): Promise<string | undefined> {
  const { target, ca } = step.inputs;
  if (target.case === 'none') return undefined;
  step.status(`publish ${chart.name} ${chart.version}`);
  const caFile = ca === undefined ? undefined : join(await step.temporary(), 'ca.pem');
  if (caFile !== undefined) writeFileSync(caFile, ca ?? '');
  const http = createHttp({ mask: step.masked, ...(caFile !== undefined && { caFile }) });
  step.onEnd(() => http.close());
  return target.case === 'oci'
    ? await publishOci(step, http, target, chart, packed)
    : await publishToRepository(step, http, target, chart, packed);
}
