/** Private directories that live as long as the step. */
export interface Temporaries {
  create(): Promise<string>;
  /** One directory per name, made when first asked for. */
  named(name: string): Promise<string>;
  removeAll(): Promise<void>;
}

export function createTemporaries(): Temporaries {
  const made: Promise<string>[] = [];
  const named = new Map<string, Promise<string>>();
  function create(): Promise<string> {
    const directory = makeDirectory();
    made.push(directory);
    return directory;
  }
  return {
    create,
    named(name) {
      const known = named.get(name) ?? create();
      named.set(name, known);
      return known;
    },
    async removeAll() {
      if (made.length === 0) return;
      const { rm } = await import('node:fs/promises');
      for (const directory of await Promise.allSettled(made)) {
        if (directory.status === 'rejected') continue;
        await rm(directory.value, { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
      }
    },
  };
}

async function makeDirectory(): Promise<string> {
  const [{ mkdtemp, realpath }, { tmpdir }, { join }] = await Promise.all([
    import('node:fs/promises'),
    import('node:os'),
    import('node:path'),
  ]);
  return await mkdtemp(join(await realpath(tmpdir()), 'stepyard-'));
}
