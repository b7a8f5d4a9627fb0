import { type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { refused } from './routes.ts';
import { addArtifact, isImmutable, type World } from './world.ts';

/**
 * Hands what is asked of the registry's API on to the registry behind, as Harbor's own front does: what was pushed is
 * listed, and nothing is pushed over a tag that is locked.
 */
export function registryFront(registry: string, world: World) {
  const [host, port] = registry.split(':');
  return (request: IncomingMessage, response: ServerResponse): void => {
    const { method, url: path, headers } = request;
    const pushed = method === 'PUT' ? taggedIn(world, path) : undefined;
    if (pushed !== undefined && isImmutable(world, pushed.repository, pushed.tag)) {
      const { status, json } = refused(412, `${pushed.repository}:${pushed.tag} is immutable`);
      request.resume();
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
      return;
    }
    const onward = send({ host, port, method, path, headers }, (answer) => {
      const { statusCode = 502, headers: given } = answer;
      const digest = given['docker-content-digest'];
      if (pushed !== undefined && statusCode === 201)
        addArtifact(world, { ...pushed, digest: String(digest) });
      response.writeHead(statusCode, given);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  };
}

/** The image of the project that a manifest is written to under a tag. */
function taggedIn({ project }: World, path = '') {
  const [, name, repository, tag] = /^\/v2\/([^/]+)\/(.+)\/manifests\/([^/:?]+)$/.exec(path) ?? [];
  if (name !== project.name || repository === undefined || tag === undefined) return undefined;
  return { repository, tag };
}
