import { createHash } from 'node:crypto';
import type { Http, HttpRequest } from '@stepyard/contract/http';
import type { ChartFile } from './chart-file.ts';
import { taken } from './publish-oci.ts';
import type { PublishStep } from './publish-step.ts';
import type { PackedChart } from './repack.ts';

type Target = Extract<PublishStep['inputs']['target'], { case: 'chartmuseum' | 'upload' }>;

const largest = 64 << 20;

/**
 * Uploads the chart to a repository over HTTP, unless it is there.
 * @throws StepError CONFLICT where the version is there with other content
 */
export async function publishToRepository(
  step: PublishStep,
  http: Http,
  target: Target,
  { name, version }: ChartFile,
  { bytes, sha256 }: PackedChart,
): Promise<string> {
  const base = target.url.replace(/\/+$/, '');
  const file = `${name}-${encodeURIComponent(version)}.tgz`;
  const place = target.case === 'chartmuseum' ? `${base}/charts/${file}` : `${base}/${file}`;
  const headers = authorization(step);
  const there = await http.request(place, { headers, accept: [404], maxBytes: largest, signal: step.signal });
  if (there.status !== 404) {
    const found = createHash('sha256').update(there.body).digest('hex');
    if (found !== sha256) throw taken(place, `SHA-256 ${found}`);
    step.log.info(`${place} is there already, with this content.`);
    return place;
  }
  const upload: HttpRequest = { body: bytes, signal: step.signal };
  const type = { 'content-type': 'application/gzip' };
  if (target.case === 'chartmuseum') {
    await http.request(museumApi(base), { ...upload, method: 'POST', headers: { ...headers, ...type } });
  } else {
    await http.request(place, { ...upload, method: 'PUT', headers: { ...headers, ...type } });
  }
  return place;
}

/** ChartMuseum's API stands before the path of the repository: `/api/<path>/charts`, in Harbor `/api/chartrepo/…`. */
function museumApi(base: string): string {
  const url = new URL(base);
  url.pathname = `/api${url.pathname.replace(/\/+$/, '')}/charts`;
  return url.href;
}

function authorization({ inputs: { auth }, mask }: PublishStep): Record<string, string> {
  if (auth.case === 'none') return {};
  const pair = Buffer.from(`${auth.username}:${auth.password}`).toString('base64');
  mask(pair);
  return { authorization: `Basic ${pair}` };
}
