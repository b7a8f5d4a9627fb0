import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { InputsOf } from '@stepyard/catalog';
import { StepError } from '@stepyard/contract';
import type { Step } from '@stepyard/runtime';
import { glob } from 'tinyglobby';
import type { sonar } from './template.ts';

export type Inputs = InputsOf<typeof sonar>;

const coverageKeys = {
  jacoco: 'sonar.coverage.jacoco.xmlReportPaths',
  lcov: 'sonar.javascript.lcov.reportPaths',
  cobertura: 'sonar.cobertura.reportPaths',
  python: 'sonar.python.coverage.reportPaths',
  go: 'sonar.go.coverage.reportPaths',
  php: 'sonar.php.coverage.reportPaths',
  dotnet: 'sonar.cs.opencover.reportsPaths',
  generic: 'sonar.coverageReportPaths',
} as const;

const executionKeys = {
  junit: 'sonar.junit.reportPaths',
  xunit: 'sonar.python.xunit.reportPath',
  go: 'sonar.go.tests.reportPaths',
  php: 'sonar.php.tests.reportPath',
  generic: 'sonar.testExecutionReportPaths',
} as const;

/** The analysis parameters that the inputs stand for: https://docs.sonarsource.com/sonarqube-server/analyzing-source-code/analysis-parameters/ */
export async function analysisProperties(step: Step<Inputs>, base: string): Promise<Record<string, string>> {
  const { inputs } = step;
  const places = {
    sources: inputs.sources,
    testSources: inputs.testSources,
    javaBinaries: inputs.javaBinaries,
  };
  for (const [input, values] of Object.entries(places))
    for (const value of values) await step.path(input, below(step, base, value));
  const lists = {
    'sonar.sources': inputs.sources,
    'sonar.tests': inputs.testSources,
    'sonar.inclusions': inputs.inclusions,
    'sonar.exclusions': inputs.exclusions,
    'sonar.test.inclusions': inputs.testInclusions,
    'sonar.test.exclusions': inputs.testExclusions,
    'sonar.coverage.exclusions': inputs.coverageExclusions,
    'sonar.cpd.exclusions': inputs.duplicationExclusions,
    'sonar.java.binaries': inputs.javaBinaries,
    'sonar.java.libraries': inputs.javaLibraries,
  };
  const texts = {
    'sonar.organization': inputs.organization,
    'sonar.projectKey': inputs.projectKey,
    'sonar.projectName': inputs.projectName,
    'sonar.projectVersion': inputs.projectVersion,
  };
  const coverage = await reportPaths(base, 'coverageReports', inputs.coverageReports, coverageKeys);
  const executions = await reportPaths(base, 'executionReports', inputs.executionReports, executionKeys);
  assertOwn('properties', Object.keys(inputs.properties), ownKeys);
  return {
    ...Object.fromEntries(
      Object.entries(texts).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
    ),
    ...Object.fromEntries(
      Object.entries(lists).flatMap(([key, values]) =>
        values.length === 0 ? [] : [[key, values.join(',')]],
      ),
    ),
    ...coverage,
    ...executions,
    ...inputs.properties,
  };
}

function below(step: Step<Inputs>, base: string, path: string): string {
  return path === '/app' || path.startsWith('/app/')
    ? path
    : `/app/${relative(step.workspace, join(base, path))}`;
}

interface Report<K extends string> {
  readonly kind: K;
  readonly path: string;
}

/** The files that the patterns find, by the parameter that takes them; JUnit’s takes directories. */
async function reportPaths<K extends string>(
  base: string,
  input: string,
  reports: readonly Report<K>[],
  keys: Readonly<Record<K, string>>,
): Promise<Record<string, string>> {
  const found = new Map<string, string[]>();
  for (const [index, { kind, path }] of reports.entries()) {
    const files = await glob(path.replace(/^\/app\//, ''), {
      cwd: base,
      absolute: true,
      followSymbolicLinks: false,
    });
    if (files.length === 0) throw noReport(`${input}[${index}].path`, path);
    const places = kind === 'junit' ? files.map((file) => file.slice(0, file.lastIndexOf('/'))) : files;
    found.set(keys[kind], [...(found.get(keys[kind]) ?? []), ...places]);
  }
  return Object.fromEntries([...found].map(([key, files]) => [key, [...new Set(files)].sort().join(',')]));
}

/** What decides where the credential goes, and what this template itself says. */
const ownKeys =
  /^sonar\.(host\.url|token|login|password|userHome|working\.directory|projectBaseDir|scanner\.(metadataFilePath|apiBaseUrl|sonarcloudUrl))$/;
/** What could also make the scanner run something else than the server’s. */
const refusedInFile =
  /^(sonar\.(host\.url|token|login|password|region|userHome|working\.directory|projectBaseDir|scanner\..*)|https?\..*)$/;

/**
 * A file of the repository may describe the project, not where the token is sent or what is run with it.
 * @throws StepError POLICY_REFUSED
 */
export async function assertHarmlessFile(base: string): Promise<void> {
  const text = await readFile(join(base, 'sonar-project.properties'), 'utf8').catch(() => undefined);
  if (text === undefined) return;
  const { getProperties } = await import('properties-file');
  assertOwn('sonar-project.properties', Object.keys(getProperties(text)), refusedInFile);
}

function assertOwn(where: string, keys: readonly string[], refused: RegExp): void {
  const found = keys.filter((key) => refused.test(key));
  if (found.length === 0) return;
  const input = where === 'properties';
  throw new StepError(
    input ? 'INPUT_INVALID' : 'POLICY_REFUSED',
    `\`${where}\` must not say ${found.map((key) => `\`${key}\``).join(', ')}.`,
    {
      hint: input
        ? 'Give the server in `url` and the token in `token`; the rest is chosen by the template.'
        : 'Take it out of the file; the task says which server is used, and how.',
    },
  );
}

function noReport(input: string, pattern: string): StepError {
  return new StepError(
    'NOT_FOUND',
    `\`${input}\` must find a report, there is none at ${JSON.stringify(pattern)}.`,
    {
      hint: 'Check the pattern, which starts at `path`, and that an earlier task wrote the report into this workspace.',
    },
  );
}
