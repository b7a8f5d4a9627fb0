import { createServer } from 'node:http';

export interface SonarApi extends AsyncDisposable {
  readonly url: string;
  /** Paths with their queries, in their order. */
  readonly requests: string[];
  /** Answers by the path below `/api/`, bytes as they are; may be changed while it runs. */
  readonly answers: Record<string, unknown>;
}

/** The few answers of a SonarQube server’s web API that a step needs after the analysis, in its documented form. */
export async function startSonarApi(token: string): Promise<SonarApi> {
  const requests: string[] = [];
  const answers: Record<string, unknown> = {
    'navigation/global': { edition: 'community' },
    'ce/task': { task: { id: 'T1', status: 'SUCCESS', analysisId: 'A1', warnings: ['old Java'] } },
    'qualitygates/project_status': { projectStatus: { status: 'OK', conditions: [] } },
    'measures/component': { component: { measures: [] } },
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://sonar');
    requests.push(`${url.pathname}${url.search}`);
    const path = url.pathname.replace('/api/', '');
    const valid = request.headers.authorization === `Bearer ${token}`;
    const found = path === 'authentication/validate' ? { valid } : answers[path];
    const raw = Buffer.isBuffer(found);
    const type = raw ? 'application/octet-stream' : 'application/json';
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': type });
    response.end(raw ? found : JSON.stringify(found ?? { errors: [{ msg: 'Unknown url' }] }));
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    answers,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
