import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/** Large files by the SHA-256 of their content. */
export type LargeFiles = ReadonlyMap<string, Uint8Array>;

export function largeFiles(...contents: readonly string[]): LargeFiles {
  return new Map(contents.map((content) => [oidOf(content), Buffer.from(content)]));
}

/** What git has in the place of the content. */
export function pointer(content: string): string {
  const size = Buffer.byteLength(content);
  return `version https://git-lfs.github.com/spec/v1\noid sha256:${oidOf(content)}\nsize ${size}\n`;
}

/**
 * Answers the batch API and downloads; false where the request is for something else.
 * https://github.com/git-lfs/git-lfs/blob/main/docs/api/batch.md
 */
export async function answerLfs(
  files: LargeFiles,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const path = request.url ?? '';
  const [, oid = ''] = /\/info\/lfs\/objects\/([0-9a-f]{64})$/.exec(path) ?? [];
  const content = files.get(oid);
  if (content !== undefined) {
    response.writeHead(200, { 'content-length': content.length }).end(content);
    return true;
  }
  if (!path.endsWith('/info/lfs/objects/batch')) return false;
  const wanted: { objects: { oid: string; size: number }[] } = JSON.parse(await text(request));
  const base = `http://${request.headers.host}${path.replace(/\/batch$/, '')}`;
  const header =
    request.headers.authorization === undefined ? {} : { authorization: request.headers.authorization };
  const objects = wanted.objects.map(({ oid: id, size }) =>
    files.has(id)
      ? { oid: id, size, authenticated: true, actions: { download: { href: `${base}/${id}`, header } } }
      : { oid: id, size, error: { code: 404, message: 'no such file' } },
  );
  response.writeHead(200, { 'content-type': 'application/vnd.git-lfs+json' });
  response.end(JSON.stringify({ transfer: 'basic', objects }));
  return true;
}

function oidOf(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}
