import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StepError } from '@stepyard/contract';
import { isRecord } from '@stepyard/contract/json';
import { parse } from 'yaml';

/** What Chart.yaml says, as far as it matters here; the whole of it goes into the registry's configuration. */
export interface ChartFile {
  readonly name: string;
  readonly version: string;
  readonly appVersion: string | undefined;
  readonly description: string | undefined;
  readonly home: string | undefined;
  /** Directories on this machine that dependencies come from. */
  readonly localDependencies: readonly string[];
  readonly hasDependencies: boolean;
  readonly content: Readonly<Record<string, unknown>>;
}

/** @throws StepError INPUT_INVALID where there is no Chart.yaml, or one that is none. */
export function readChartFile(directory: string, shown: string): ChartFile {
  const text = textOf(join(directory, 'Chart.yaml'));
  if (text === undefined) throw refusal(shown, 'must hold a Chart.yaml');
  const content = parsed(text, shown);
  const { name, version, dependencies } = content;
  if (typeof name !== 'string' || !/^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/.test(name) || name.length > 250) {
    throw refusal(
      shown,
      `must name the chart in small letters, digits and hyphens, got ${JSON.stringify(name)}`,
    );
  }
  if (typeof version !== 'string') {
    throw refusal(shown, `must have a version that is a text, got ${JSON.stringify(version)}`);
  }
  const listed: readonly unknown[] = Array.isArray(dependencies) ? dependencies : [];
  const repositories = listed.flatMap((one) => textIn(one, 'repository') ?? []);
  return {
    name,
    version,
    appVersion: textIn(content, 'appVersion'),
    description: textIn(content, 'description'),
    home: textIn(content, 'home'),
    localDependencies: repositories.flatMap((url) => (url.startsWith('file://') ? [url.slice(7)] : [])),
    hasDependencies: listed.length > 0,
    content,
  };
}

function parsed(text: string, shown: string): Readonly<Record<string, unknown>> {
  let found: unknown;
  try {
    found = parse(text, { maxAliasCount: 100 });
  } catch (error) {
    throw refusal(
      shown,
      `must have a Chart.yaml that is YAML: ${error instanceof Error ? error.message : ''}`,
    );
  }
  if (!isRecord(found)) throw refusal(shown, 'must have a Chart.yaml with names and values');
  return found;
}

function refusal(shown: string, rule: string): StepError {
  return new StepError('INPUT_INVALID', `\`path\` ${rule}; got ${JSON.stringify(shown)}.`, {
    hint: 'Name the directory of the chart, and check its Chart.yaml with `helm show chart`.',
  });
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function textIn(value: unknown, name: string): string | undefined {
  const found = isRecord(value) ? value[name] : undefined;
  return typeof found === 'string' || typeof found === 'number' ? String(found) : undefined;
}
