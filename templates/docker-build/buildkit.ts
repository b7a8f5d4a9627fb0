import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Build, Builder, BuildStep, Inputs } from './build-step.ts';
import { buildkitArguments } from './buildkit-arguments.ts';
import { halfCertificate } from './engine.ts';
import { buildFailure } from './engine-failure.ts';

export type Settings = Extract<Inputs['builder'], { case: 'buildkit' }>;

/** Files that buildctl is told of. */
export interface BuildkitFiles {
  /** Holds the Dockerfile and what it ignores. */
  readonly dockerfile: string;
  readonly metadata: string;
  readonly tls: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly ssh: string | undefined;
}

/** Builds by buildctl at a BuildKit that runs elsewhere, without privilege here. */
export function buildkitBuilder(step: BuildStep, settings: Settings): Builder {
  return {
    async build(build) {
      const directory = await step.temporary();
      const files = await writeFiles(step, settings, build);
      writeFileSync(join(directory, 'config.json'), dockerConfig(step), { mode: 0o600 });
      step.status(`build ${build.repository}:${build.tags[0]}`);
      await step.exec('buildctl', buildkitArguments(step.inputs, settings, build, files), {
        env: { DOCKER_CONFIG: directory },
        name: 'buildctl build',
        explain: ({ stderr }) => buildFailure(lastError(stderr)),
      });
      return step.inputs.push ? digestIn(files.metadata) : undefined;
    },
  };
}

async function writeFiles(step: BuildStep, settings: Settings, build: Build): Promise<BuildkitFiles> {
  const { ca, certificate, key, secrets, ssh } = settings;
  if ((certificate === undefined) !== (key === undefined)) throw halfCertificate();
  const dockerfile = await step.temporary();
  writeFileSync(join(dockerfile, 'Dockerfile'), build.dockerfile);
  writeFileSync(join(dockerfile, 'Dockerfile.dockerignore'), `${build.ignore.join('\n')}\n`);
  const private_ = await step.temporary();
  const write = (name: string, text: string) => {
    const file = join(private_, name);
    writeFileSync(file, text, { mode: 0o400 });
    return file;
  };
  const given = Object.entries({ tlscacert: ca, tlscert: certificate, tlskey: key });
  return {
    dockerfile,
    metadata: join(private_, 'metadata.json'),
    tls: Object.fromEntries(
      given.flatMap(([name, text]) => (text === undefined ? [] : [[name, write(name, text)]])),
    ),
    secrets: Object.fromEntries(
      Object.entries(secrets).map(([id, text], index) => [id, write(`secret-${index}`, text)]),
    ),
    // OpenSSH wants the last line ended.
    ssh: ssh === undefined ? undefined : write('ssh', ssh.endsWith('\n') ? ssh : `${ssh}\n`),
  };
}

function dockerConfig({ inputs: { auth, registry }, mask }: BuildStep): string {
  if (auth.case === 'none') return '{}';
  const pair = Buffer.from(`${auth.username}:${auth.password}`).toString('base64');
  mask(pair);
  return JSON.stringify({ auths: { [registry]: { auth: pair } } });
}

/** What stands behind the last `error:`, without the path of calls that led there. */
function lastError(stderr: string): string {
  const lines = stderr.trim().split('\n');
  const found = lines.findLast((line) => /^error: /i.test(line)) ?? lines.at(-1) ?? '';
  return found.replace(/^error: (?:failed to solve: )?/i, '');
}

function digestIn(metadata: string): string | undefined {
  const value: unknown = JSON.parse(readFileSync(metadata, 'utf8'));
  if (typeof value !== 'object' || value === null || !('containerimage.digest' in value)) return undefined;
  const digest = value['containerimage.digest'];
  return typeof digest === 'string' ? digest : undefined;
}
