import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StepError } from '@stepyard/contract';
import type { Step } from '@stepyard/runtime';

const folder = '/usr/lib/jvm';

/** The variables that make Maven use the wanted JDK; `standard` is the major version that it uses by itself. */
export async function jdkVariables(
  step: Step<unknown>,
  wanted: string,
  standard: string | undefined,
): Promise<Record<string, string>> {
  if (standard === wanted) return {};
  const installed = (await readdir(folder).catch(() => [])).sort();
  const found = new Set(standard === undefined ? [] : [standard]);
  for (const home of installed
    .filter((name) => name.split(/\D+/).includes(wanted))
    .map((name) => join(folder, name))) {
    const version = await majorVersion(step, join(home, 'bin', 'java'));
    if (version === wanted) return { JAVA_HOME: home };
    if (version !== undefined) found.add(version);
  }
  throw new StepError(
    'TOOL_MISSING',
    `\`jdk\` must be a JDK that is installed, got "${wanted}"; here is ${[...found].join(', ') || 'none'}.`,
    {
      hint: `Install it below ${folder}, set JAVA_HOME to it, or choose an image that has it.`,
    },
  );
}

async function majorVersion(step: Step<unknown>, java: string): Promise<string | undefined> {
  const said = await step.exec(java, ['-version'], { quiet: true, accept: 'any' }).catch(() => undefined);
  return readMajor(/version "([\d.]+)/.exec(said?.stderr ?? '')?.[1]);
}

/** `17.0.15` → `17`, `1.8.0` → `8`. */
export function readMajor(version: string | undefined): string | undefined {
  const [first, second] = version?.split('.') ?? [];
  return first === '1' ? second : first;
}
