import { open } from 'node:fs/promises';

/** Makes the names in a directory durable: a new file may be lost with all its content otherwise. */
export async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
