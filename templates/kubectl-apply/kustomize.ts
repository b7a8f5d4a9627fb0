import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { StepError } from '@stepyard/contract';
import type { ExecResult } from '@stepyard/runtime';
import type { ApplyStep } from './apply-step.ts';

const names = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
const largest = 16 << 20;

/** What `kubectl kustomize` makes of a directory; it runs no plug-ins, and reads no files above its root. */
export async function build(step: ApplyStep, path: string): Promise<string> {
  const directory = await step.path('source.path', path);
  if (!names.some((name) => existsSync(join(directory, name)))) {
    throw new StepError(
      'NOT_FOUND',
      `\`source.path\` must hold a kustomization.yaml, got ${JSON.stringify(path)}.`,
      {
        hint: 'Check the path: it starts in the directory of the task.',
      },
    );
  }
  const { stdout, truncated } = await step.exec('kubectl', ['kustomize', '--', directory], {
    env: { KUBECONFIG: '/dev/null' },
    quiet: true,
    keep: largest,
    explain,
  });
  if (!truncated) return stdout;
  throw new StepError(
    'INPUT_INVALID',
    `\`source.path\` must come to at most ${largest >> 20} MiB of manifests.`,
    {
      hint: 'Split it over several tasks.',
    },
  );
}

function explain({ stderr }: ExecResult): StepError {
  const said =
    stderr
      .trim()
      .split('\n')
      .at(-1)
      ?.replace(/^error: /, '') ?? '';
  return new StepError(
    'INPUT_INVALID',
    `\`source.path\` must be what kustomize can build, which says: ${said}.`,
    {
      hint: 'Correct kustomization.yaml. Bases by URL need git, which is not here: clone them into the workspace.',
    },
  );
}
