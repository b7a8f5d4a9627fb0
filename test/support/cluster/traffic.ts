import { Agent, get } from 'node:http';

export interface Traffic {
  end(): Promise<{
    readonly sent: number;
    readonly failed: readonly string[];
    readonly answers: ReadonlySet<string>;
  }>;
}

const everyMs = 25;
const steady = 20;

/** Requests one after another from the first that is answered on, each on a connection of its own, as new visitors make them. */
export async function startTraffic(url: string): Promise<Traffic> {
  const failed: string[] = [];
  const agent = new Agent({ keepAlive: false });
  // A Service that was just made is led to by one rule after another.
  for (let good = 0; good < steady; good++) {
    if ((await ask(url, agent)).problem !== undefined) good = 0;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  const since = Date.now();
  let sent = 0;
  const answers = new Set<string>();
  let over = false;
  const done = (async () => {
    while (!over) {
      sent += 1;
      const { problem, text } = await ask(url, agent);
      if (problem === undefined) answers.add(text);
      else failed.push(`${problem} after ${Date.now() - since} ms`);
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  })();
  return {
    async end() {
      over = true;
      await done;
      return { sent, failed, answers };
    },
  };
}

interface Asked {
  readonly problem?: string;
  readonly text: string;
}

function ask(url: string, agent: Agent): Promise<Asked> {
  return new Promise((resolve) => {
    const fail = (problem: string) => resolve({ problem, text: '' });
    const request = get(url, { agent, timeout: 5_000 }, (response) => {
      const chunks: Uint8Array[] = [];
      response.on('data', (chunk: Uint8Array) => chunks.push(chunk));
      response.on('end', () => {
        if (response.statusCode === 200) resolve({ text: Buffer.concat(chunks).toString().trim() });
        else fail(`${response.statusCode}`);
      });
      response.on('error', (error) => fail(error.message));
    });
    request.on('timeout', () => request.destroy(new Error('no answer in time')));
    request.on('error', (error) => fail(error.message));
  });
}
