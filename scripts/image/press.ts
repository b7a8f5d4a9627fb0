import { createReadStream, createWriteStream } from 'node:fs';
import { dockerStream } from './engine.ts';

/** The image that packs layers, made by the first stage of runtime/Dockerfile. */
export const pressImage = 'stepyard/press:bookworm';

/** Packs a file as gzip, with no name and no time in it. The base is packed once and pulled everywhere: harder. */
export async function press(from: string, to: string, hard: boolean): Promise<void> {
  const run = ['run', '--rm', '-i', '--network', 'none', '--read-only', '--cap-drop', 'ALL'];
  await dockerStream(
    [...run, '--entrypoint', 'libdeflate-gzip', pressImage, hard ? '-12' : '-9', '-c'],
    createReadStream(from),
    createWriteStream(to),
  );
}
