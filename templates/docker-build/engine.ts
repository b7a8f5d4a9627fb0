import { StepError } from '@stepyard/contract';
import { isRecord } from '@stepyard/contract/json';
import Docker from 'dockerode';
import type { Builder, BuildStep, Inputs } from './build-step.ts';
import { contextArchive, sentDockerfile } from './context-archive.ts';
import { engineFailure } from './engine-failure.ts';
import { readProgress } from './engine-progress.ts';

type Settings = Extract<Inputs['builder'], { case: 'engine' }>;

/** Builds by the API of a Docker engine. */
export function engineBuilder(step: BuildStep, settings: Settings): Builder {
  const { inputs, signal } = step;
  const docker = new Docker(placeOf(settings));
  const { auth, registry } = inputs;
  const credential =
    auth.case === 'basic'
      ? { username: auth.username, password: auth.password, serveraddress: registry }
      : undefined;

  async function follow(stream: NodeJS.ReadableStream): Promise<readonly unknown[]> {
    return await readProgress(stream, (line) => step.log.info(line));
  }

  return {
    async build({ context, dockerfile, ignore, repository, tags, labels }) {
      const [first = '', ...others] = tags;
      try {
        await docker.ping();
        step.status(`build ${repository}:${first}`);
        const archive = contextArchive(context, dockerfile, ignore);
        await follow(
          await docker.buildImage(archive, {
            t: `${repository}:${first}`,
            dockerfile: sentDockerfile,
            buildargs: inputs.args,
            labels,
            nocache: !inputs.cache,
            pull: inputs.pull,
            rm: true,
            forcerm: true,
            abortSignal: signal,
            ...(inputs.stage !== undefined && { target: inputs.stage }),
            ...(credential !== undefined && { registryconfig: { [registry]: credential } }),
          }),
        );
        const image = docker.getImage(`${repository}:${first}`);
        for (const tag of others) await image.tag({ repo: repository, tag });
        if (!inputs.push) return undefined;
        let digest: string | undefined;
        for (const tag of tags) {
          step.status(`push ${repository}:${tag}`);
          const pushed = await docker.getImage(repository).push({
            tag,
            abortSignal: signal,
            authconfig: credential ?? {},
          });
          digest = digestIn(await follow(pushed)) ?? digest;
        }
        return digest;
      } catch (error) {
        signal.throwIfAborted();
        throw engineFailure(error, settings.url);
      }
    },
  };
}

function placeOf({ url, ca, certificate, key }: Settings): Docker.DockerOptions {
  if (url.startsWith('unix://')) return { socketPath: url.slice('unix://'.length) };
  const { hostname, port } = new URL(url.replace(/^tcp:/, 'http:'));
  const secure = ca !== undefined || certificate !== undefined;
  if ((certificate === undefined) !== (key === undefined)) throw halfCertificate();
  return {
    host: hostname,
    port: port === '' ? (secure ? 2376 : 2375) : port,
    protocol: secure ? 'https' : 'http',
    ...(ca !== undefined && { ca }),
    ...(certificate !== undefined && { cert: certificate }),
    ...(key !== undefined && { key }),
  };
}

function digestIn(events: readonly unknown[]): string | undefined {
  for (const event of events) {
    if (!isRecord(event) || !isRecord(event.aux)) continue;
    const { Digest: digest } = event.aux;
    if (typeof digest === 'string') return digest;
  }
  return undefined;
}

/** A client certificate without its key, or the other way round. */
export function halfCertificate(): StepError {
  return new StepError('INPUT_INVALID', '`builder.certificate` and `builder.key` must be given together.', {
    hint: 'Give the other one too, or neither.',
  });
}
