import { createHttp } from '@stepyard/contract/http';
import { readManifestFiles, type Source } from '@stepyard/runtime/kubernetes';
import type { ApplyStep } from './apply-step.ts';
import { build } from './kustomize.ts';

/** The texts that the manifests are read from. */
export async function sourcesOf(step: ApplyStep): Promise<Source[]> {
  const { source } = step.inputs;
  switch (source.case) {
    case 'files':
      return await readManifestFiles(step, 'source.manifests', source.manifests);
    case 'kustomize':
      return [{ file: `kustomize ${source.path}`, text: await build(step, source.path) }];
    case 'urls':
      return await download(step, source.urls);
    case 'text':
      return [{ file: 'source.text', text: source.text }];
  }
}

const largest = 16 << 20;

async function download(step: ApplyStep, urls: readonly string[]): Promise<Source[]> {
  const http = createHttp({ mask: step.masked, maxBytes: largest });
  step.onEnd(() => http.close());
  const sources: Source[] = [];
  for (const url of urls) {
    const answer = await http.request(url, { signal: step.signal });
    sources.push({ file: new URL(url).pathname.split('/').at(-1) || url, text: answer.text() });
  }
  return sources;
}
