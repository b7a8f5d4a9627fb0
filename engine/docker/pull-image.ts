import type Docker from 'dockerode';
import { saidBy } from './engine-error.ts';
import { type ImageFacts, inspectImage } from './image-facts.ts';

/** When an image is asked for at its registry: if the engine lacks it, each time, or never. */
export type PullPolicy = 'missing' | 'always' | 'never';

export interface ImageWanted {
  readonly policy: PullPolicy;
  /** Hears how a pull goes on, a line each. */
  readonly tell: (line: string) => void;
  /** Credential for a registry host, if there is one. */
  readonly auth?: (image: string) => Promise<Docker.AuthConfig | undefined>;
  readonly signal?: AbortSignal;
}

/** An image that cannot be had, with what to do. */
export interface ImageProblem {
  readonly problem: string;
}

/** Sees to it that the engine has an image. */
export async function provideImage(
  docker: Docker,
  name: string,
  wanted: ImageWanted,
): Promise<ImageFacts | ImageProblem> {
  const here = await inspectImage(docker, name);
  if (here !== undefined && wanted.policy !== 'always') return here;
  if (wanted.policy === 'never') return missing(name, 'the engine does not have it and may not pull it');
  try {
    wanted.tell(`pulling ${name}`);
    await pull(docker, name, wanted);
  } catch (error) {
    wanted.signal?.throwIfAborted();
    return missing(name, saidBy(error));
  }
  const pulled = await inspectImage(docker, name);
  if (pulled === undefined) return missing(name, 'it was pulled, but the engine does not have it');
  wanted.tell(`pulled ${name} as ${pulled.digest}`);
  return pulled;
}

async function pull(docker: Docker, name: string, { tell, auth, signal }: ImageWanted): Promise<void> {
  // Public images need no credential, so one that cannot be had is told only where the pull fails.
  const [login] = await Promise.allSettled([auth?.(name)]);
  const authconfig = login.status === 'fulfilled' ? login.value : undefined;
  try {
    await follow(docker, name, { tell, authconfig, signal });
  } catch (error) {
    if (login.status === 'fulfilled') throw error;
    throw new Error(`${saidBy(error)}; ${saidBy(login.reason)}`);
  }
}

interface Pull {
  readonly tell: (line: string) => void;
  readonly authconfig: Docker.AuthConfig | undefined;
  readonly signal: AbortSignal | undefined;
}

async function follow(docker: Docker, name: string, { tell, authconfig, signal }: Pull): Promise<void> {
  const stream = await docker.pull(name, {
    ...(authconfig && { authconfig }),
    ...(signal && { abortSignal: signal }),
  });
  const report = reporter(tell);
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(stream, (error) => (error ? reject(error) : resolve()), report);
  });
}

/** Between two lines about the same pull. */
const quietMs = 5_000;

/** Layers come and go many times a second; people are told how many there are and how many are done. */
function reporter(tell: (line: string) => void): (event: PullEvent) => void {
  const layers = new Map<string, boolean>();
  let told = Date.now();
  return ({ id, status }) => {
    if (id === undefined || status === undefined || !/^[0-9a-f]{12}$/.test(id)) return;
    layers.set(id, /^(Pull complete|Already exists)/.test(status));
    if (Date.now() - told < quietMs) return;
    told = Date.now();
    tell(`${[...layers.values()].filter((done) => done).length} of ${layers.size} layers are here`);
  };
}

interface PullEvent {
  readonly id?: string;
  readonly status?: string;
}

function missing(name: string, why: string): ImageProblem {
  const own = /(^|\/)stepyard\//.test(name);
  const remedy = own
    ? `Build it with \`npm run image\`, or name the registry that has it in STEPYARD_IMAGES.`
    : 'Check its name, the credential of its registry, and that the engine may reach it.';
  return {
    problem: `The image ${JSON.stringify(name)} could not be had: ${why.replace(/\.$/, '')}. ${remedy}`,
  };
}
