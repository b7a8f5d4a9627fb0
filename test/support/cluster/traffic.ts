import { Agent, get } from 'node:http';

export interface Traffic {
  end(): Promise<{ readonly sent: number; readonly failed: readonly string[] }>;
}

const everyMs = 25;

/** Requests one after another from the first that is answered on, each on a connection of its own, as new visitors make them. */
export async function startTraffic(url: string): Promise<Traffic> {
  const failed: string[] = [];
  const agent = new Agent({ keepAlive: false });
  while ((await ask(url, agent)) !== undefined) await new Promise((resolve) => setTimeout(resolve, everyMs));
  let sent = 0;
  let over = false;
  const done = (async () => {
    while (!over) {
      sent += 1;
      const problem = await ask(url, agent);
      if (problem !== undefined) failed.push(problem);
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  })();
  return {
    async end() {
      over = true;
      await done;
      return { sent, failed };
    },
  };
}

function ask(url: string, agent: Agent): Promise<string | undefined> {
  return new Promise((resolve) => {
    const request = get(url, { agent, timeout: 5_000 }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode === 200 ? undefined : `${response.statusCode}`));
      response.on('error', (error) => resolve(error.message));
    });
    request.on('timeout', () => request.destroy(new Error('no answer in time')));
    request.on('error', (error) => resolve(error.message));
  });
}
