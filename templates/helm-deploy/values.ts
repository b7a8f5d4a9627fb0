import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StepError } from '@stepyard/contract';
import { isRecord } from '@stepyard/contract/json';
import { parse } from 'yaml';
import type { DeployStep } from './deploy-step.ts';

/** A tree of values, as values.yaml has them. */
export type Values = Readonly<Record<string, unknown>>;

/**
 * The arguments that give Helm the values. They go by files of our own, since Helm takes names of files apart at
 * commas, and since arguments are seen by everyone on the machine.
 */
export async function valuesFlags(step: DeployStep): Promise<string[]> {
  const { valuesFiles, values, secretValues, set } = step.inputs;
  const to = await step.temporary();
  const flags: string[] = [];
  const next = () => {
    const file = join(to, `values-${flags.length}.yaml`);
    flags.push(`--values=${file}`);
    return file;
  };
  for (const name of valuesFiles) {
    const from = await step.path('valuesFiles', name);
    try {
      copyFileSync(from, next());
    } catch (error) {
      throw new StepError('NOT_FOUND', `\`valuesFiles\` must name files, got ${JSON.stringify(name)}.`, {
        hint: 'Check the path: it starts in the directory of the task.',
        cause: error,
      });
    }
  }
  for (const [input, text] of Object.entries({ values, secretValues })) {
    if (text === undefined) continue;
    assertTree(input, text);
    writeFileSync(next(), text, { mode: 0o600 });
  }
  return [...flags, ...Object.entries(set).map(([name, value]) => setFlag(name, value))];
}

function assertTree(input: string, text: string): void {
  let found: unknown;
  try {
    found = parse(text, { maxAliasCount: 100 });
  } catch {
    found = undefined;
  }
  if (isRecord(found) || found === null) return;
  throw new StepError('INPUT_INVALID', `\`${input}\` must be YAML with names and values.`, {
    hint: 'Write it as in values.yaml: `replicaCount: 3`.',
  });
}

const pathOfValue = /^[A-Za-z0-9_/-](?:\\.|[A-Za-z0-9_/.-]|\[\d{1,4}\])*$/;

/** As JSON, so that a comma or a brace in a value stays within it. */
function setFlag(name: string, value: string): string {
  if (!pathOfValue.test(name)) {
    throw new StepError(
      'INPUT_INVALID',
      `\`set\` must have names such as "ingress.hosts[0].host", got ${JSON.stringify(name)}.`,
      { hint: 'Write a dot within a name as `\\.`; other names go into `values`.' },
    );
  }
  const typed = /^(?:true|false|null|0|-?[1-9]\d{0,14})$/.test(value) ? value : JSON.stringify(value);
  return `--set-json=${name}=${typed}`;
}

/** Values laid over others, as Helm does: trees are joined, all else is replaced. */
export function overlay(below: Values, above: Values): Values {
  const merged = Object.entries(above).map(([name, value]) => {
    const under = below[name];
    return [name, isRecord(value) && isRecord(under) ? overlay(under, value) : value];
  });
  return { ...below, ...Object.fromEntries(merged) };
}

/** A tree with one value in it. */
export function treeOf(path: readonly string[], value: unknown): Values {
  const [first, ...rest] = path;
  if (first === undefined) return isRecord(value) ? value : {};
  return { [first]: rest.length === 0 ? value : treeOf(rest, value) };
}
