import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StepError } from '@stepyard/contract';
import type { Step } from '../step.ts';

const folder = '/usr/lib/jvm';

/**
 * The variables that make a tool use the wanted JDK; `standard` is the major version that it uses by itself.
 * @throws StepError TOOL_MISSING naming the JDKs that are here
 */
export async function jdkVariables(
  step: Step<unknown>,
  wanted: string,
  standard: string | undefined,
): Promise<Record<string, string>> {
  if (standard === wanted) return {};
  const names = (await readdir(folder).catch(() => [])).sort();
  const here = new Set(standard === undefined ? [] : [standard]);
  // Those that are named after the wanted version first: asking one takes a while.
  const likely = names.filter((name) => name.split(/\D+/).includes(wanted));
  for (const name of new Set([...likely, ...names])) {
    const home = join(folder, name);
    const version = await majorVersion(step, join(home, 'bin', 'javac'));
    if (version === wanted) return { JAVA_HOME: home };
    if (version !== undefined) here.add(version);
  }
  const list = [...here].sort((a, b) => Number(a) - Number(b)).join(', ');
  throw new StepError(
    'TOOL_MISSING',
    `\`jdk\` must be a JDK that is installed, got "${wanted}"; here is ${list || 'none'}.`,
    {
      hint: `Install it below ${folder}, set JAVA_HOME to it, or choose an image that has it.`,
    },
  );
}

async function majorVersion(step: Step<unknown>, javac: string): Promise<string | undefined> {
  const said = await step.exec(javac, ['-version'], { quiet: true, accept: 'any' }).catch(() => undefined);
  return readMajor(/^javac ([\d.]+)/m.exec(`${said?.stdout}\n${said?.stderr}`)?.[1]);
}

/** `17.0.15` → `17`, `1.8.0` → `8`. */
export function readMajor(version: string | undefined): string | undefined {
  const [first, second] = version?.split('.') ?? [];
  return first === '1' ? second : first;
}
