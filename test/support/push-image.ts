import { dockerAnswer } from './container.ts';
import { forwardFromLoopback } from './tcp-forward.ts';

/** Pushes an image of the engine to a registry without TLS, which engines speak to on loopback only; gives its name there. */
export async function pushLocalImage(image: string, name: string): Promise<string> {
  await nearby(name, async (near) => {
    await dockerAnswer('tag', image, near);
    await dockerAnswer('push', '--quiet', near);
  });
  return name;
}

/** Pulls an image of such a registry into the engine; gives its id, under which it stays there. */
export async function pullLocalImage(name: string): Promise<string> {
  return await nearby(name, async (near) => {
    await dockerAnswer('pull', '--quiet', near);
    const id = await dockerAnswer('image', 'inspect', '--format={{.Id}}', near);
    await dockerAnswer('tag', near, name);
    return id;
  });
}

async function nearby<T>(name: string, work: (near: string) => Promise<T>): Promise<T> {
  const [host = '', ...path] = name.split('/');
  await using forward = await forwardFromLoopback(host);
  const near = [forward.host, ...path].join('/');
  try {
    return await work(near);
  } finally {
    await dockerAnswer('rmi', near);
  }
}
