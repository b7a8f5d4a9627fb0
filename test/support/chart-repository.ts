import { createServer } from 'node:http';
import { closeServer, listen } from './listen.ts';

export interface ChartRepository {
  readonly url: string;
  /** By path. */
  readonly files: Map<string, Buffer>;
  close(): Promise<void>;
}

const user = 'release:chart-secret';

/**
 * A repository of charts that takes uploads: by PUT as Nexus does, and by `POST /api/charts` as ChartMuseum does,
 * which names the file by the chart and answers 409 where it is there.
 */
export async function startChartRepository(): Promise<ChartRepository> {
  const files = new Map<string, Buffer>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { method, url = '' } = request;
    const expected = `Basic ${Buffer.from(user).toString('base64')}`;
    if (request.headers.authorization !== expected) return void response.writeHead(401).end();
    if (method === 'PUT') {
      files.set(url, body);
      return void response.writeHead(201).end();
    }
    if (method === 'POST' && url === '/api/team/charts') {
      const place = '/team/charts/web-1.2.3.tgz';
      if (files.has(place)) return void response.writeHead(409).end();
      files.set(place, body);
      return void response.writeHead(201).end('{"saved":true}');
    }
    const found = method === 'GET' ? files.get(url) : undefined;
    response.writeHead(found === undefined ? 404 : 200).end(found);
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    files,
    close: () => closeServer(server),
  };
}
