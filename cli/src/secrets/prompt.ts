import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { SecretSource } from '@stepyard/engine';

/** Asks for each secret at the terminal, without showing what is typed. Where there is no terminal it knows none. */
export function promptedSecrets(): SecretSource {
  const known = new Map<string, string>();
  return {
    async get(names) {
      for (const name of names) {
        if (!known.has(name) && process.stdin.isTTY) known.set(name, await ask(`secret ${name}: `));
      }
      return new Map(names.flatMap((name) => (known.has(name) ? [[name, known.get(name) ?? '']] : [])));
    },
  };
}

async function ask(question: string): Promise<string> {
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await lines.question('');
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}
