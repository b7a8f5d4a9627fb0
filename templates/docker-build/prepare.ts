import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { StepError } from '@stepyard/contract';
import type { Build, BuildStep } from './build-step.ts';
import { labelsOf } from './labels.ts';
import { tagOf } from './tag.ts';

/** Reads and checks everything before a builder is asked. */
export async function prepare(step: BuildStep, now: () => Date): Promise<Build> {
  const { registry, project, name, tags } = step.inputs;
  assertNames(step);
  const context = await contextOf(step);
  const tag = await tagOf(step, now);
  const { text, ignore } = await dockerfileOf(step, context);
  const time = timeOf(step, now);
  return {
    context,
    dockerfile: text,
    // The history of a repository is never content of an image, unless the author says so.
    ignore: ['.git', ...ignore],
    repository: [registry, project, name].filter((part) => part !== undefined).join('/'),
    tags: [...new Set([tag, ...tags])],
    labels: labelsOf(step, tag, time),
    time,
  };
}

async function contextOf(step: BuildStep): Promise<string> {
  const { context } = step.inputs;
  const mounted = context.startsWith('/') && !/^\/app(?:\/|$)/.test(context);
  return await step.path('context', mounted ? `/app${context}` : context);
}

interface Dockerfile {
  readonly text: string;
  readonly ignore: readonly string[];
}

/** An ignore file of its own (`Dockerfile.dockerignore`) goes before that of the directory, as in BuildKit. */
async function dockerfileOf(step: BuildStep, context: string): Promise<Dockerfile> {
  const { dockerfile } = step.inputs;
  const common = join(context, '.dockerignore');
  if (dockerfile.case === 'stored') return { text: dockerfile.text, ignore: linesOf(common) ?? [] };
  const below = relative(step.workspace, context);
  const file = await step.path('dockerfile.path', join('/app', below, dockerfile.path));
  try {
    const text = readFileSync(file, 'utf8');
    return { text, ignore: linesOf(`${file}.dockerignore`) ?? linesOf(common) ?? [] };
  } catch {
    throw new StepError(
      'INPUT_INVALID',
      `\`dockerfile.path\` must be a file in the build directory, got ${JSON.stringify(dockerfile.path)}.`,
      {
        hint: 'Check the path, and that a task before this one clones the code; or use one that the platform keeps.',
      },
    );
  }
}

function linesOf(file: string): readonly string[] | undefined {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/);
  } catch {
    return undefined;
  }
}

/** Names that go into options of the builder, behind which a value follows. */
function assertNames({ inputs: { args, labels, builder } }: BuildStep): void {
  const secrets = builder.case === 'buildkit' ? builder.secrets : {};
  const wrong = [
    ...Object.keys(args).flatMap((name) => (/^[A-Za-z_]\w*$/.test(name) ? [] : [['args', name]])),
    ...Object.keys(labels).flatMap((name) => (/^[\w./-]+$/.test(name) ? [] : [['labels', name]])),
    ...Object.keys(secrets).flatMap((name) => (/^[\w.-]+$/.test(name) ? [] : [['builder.secrets', name]])),
  ];
  if (wrong.length === 0) return;
  const found = wrong.map(([input, name]) => `\`${input}\` got ${JSON.stringify(name)}`);
  throw new StepError('INPUT_INVALID', `Names must be of letters, digits and \`_\`; ${found.join(', ')}.`, {
    hint: 'Labels and secrets may hold `.`, `-` too, labels `/`.',
  });
}

function timeOf({ inputs, event }: BuildStep, now: () => Date): string {
  if (inputs.builder.case === 'engine' || !inputs.builder.reproducible) return now().toISOString();
  const time = Date.parse(event?.data.commit?.time ?? '');
  return new Date(Number.isNaN(time) ? 0 : time).toISOString();
}
