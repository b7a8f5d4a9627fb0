import type { Catalog } from '@stepyard/catalog';
import { imageName } from '@stepyard/catalog';
import { print } from '../output.ts';
import { paint } from '../show/style.ts';

/** What a Docker engine has for a catalog, or why none can be asked. */
export interface EngineFinding {
  readonly executor: 'docker';
  readonly address: string;
  readonly version?: string;
  readonly host?: string;
  /** Templates whose image the engine lacks: it is pulled when it is needed, if it can be. */
  readonly lacking: readonly string[];
  readonly problem?: string;
  readonly hint?: string;
}

/** Asks the engine that DOCKER_HOST names. */
export async function findEngineOf({ templates }: Catalog): Promise<EngineFinding> {
  const { findEngine, inspectImage, isEngineError } = await import('@stepyard/engine/docker');
  let address = process.env.DOCKER_HOST ?? '';
  try {
    const engine = findEngine();
    address = engine.address;
    const { version, host } = await engine.facts();
    const docker = await engine.docker();
    const lacking = await Promise.all(
      templates.map(async (manifest) => {
        const name = imageName(manifest, {}, process.env.STEPYARD_IMAGES || undefined) ?? '';
        return (await inspectImage(docker, name)) === undefined ? [manifest.name] : [];
      }),
    );
    return { executor: 'docker', address, version, host, lacking: lacking.flat() };
  } catch (error) {
    if (!isEngineError(error)) throw error;
    return { executor: 'docker', address, lacking: [], problem: error.message, hint: error.hint };
  }
}

/** Prints it. */
export async function printEngine(found: EngineFinding): Promise<void> {
  const { address, version, host, lacking, problem, hint } = found;
  await print(`\n${paint('bold', 'docker')}`);
  if (problem !== undefined) return print(`${problem}\n${hint}`);
  await print(`Engine ${version} on ${host}, at ${address}`);
  const images =
    lacking.length === 0
      ? 'It has the images of all templates.'
      : `It lacks the images of: ${lacking.join(', ')}. They are pulled when they are needed, if STEPYARD_IMAGES names a registry that has them.`;
  await print(images);
}
