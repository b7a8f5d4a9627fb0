import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { complete, type Template } from '@stepyard/catalog';
import { cacheVariable, encodeInputs, variables } from '@stepyard/contract';
import type { StepyardEvent } from '@stepyard/events';

export interface Given {
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly event?: StepyardEvent;
  /** The facts of the task, or some of them. */
  readonly task?: object;
  readonly state?: unknown;
  readonly caches?: Readonly<Record<string, string>>;
  /** Directory of the claims. */
  readonly claims?: string;
}

/** Variables that give a step what a platform would give it; files, also those with secrets, are below `directory`. */
export function givenVariables(template: Template, given: Given, directory: string): Record<string, string> {
  const encoded = encodeInputs(template, complete(template, given.inputs ?? {}));
  const env: Record<string, string> = { ...encoded.env };
  mkdirSync(directory, { recursive: true });
  function file(variable: string, content: string): void {
    const path = join(directory, variable);
    writeFileSync(path, content, { mode: 0o400 });
    env[variable] = path;
  }
  for (const [variable, content] of Object.entries({ ...encoded.files, ...encoded.secretFiles })) {
    file(variable, content);
  }
  if (given.event !== undefined) file(variables.event, JSON.stringify(given.event));
  if (given.task !== undefined) file(variables.task, JSON.stringify(given.task));
  if (given.state !== undefined) file(variables.state, JSON.stringify(given.state));
  if (given.claims !== undefined) env[variables.claim] = given.claims;
  for (const [name, path] of Object.entries(given.caches ?? {})) env[cacheVariable(name)] = path;
  return env;
}
