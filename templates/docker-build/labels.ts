import { redactUrl } from '@stepyard/contract';
import type { BuildStep } from './build-step.ts';

/**
 * The author's labels over those that say where an image is from.
 * Source: https://github.com/opencontainers/image-spec/blob/main/annotations.md
 */
export function labelsOf({ inputs, event }: BuildStep, tag: string, time: string): Record<string, string> {
  const { repository, commit } = event?.data ?? {};
  const source = repository?.webUrl ?? repository?.cloneUrl;
  return {
    ...(source !== undefined && { 'org.opencontainers.image.source': redactUrl(source) }),
    ...(commit !== undefined && { 'org.opencontainers.image.revision': commit.id }),
    'org.opencontainers.image.version': tag,
    'org.opencontainers.image.created': time,
    ...inputs.labels,
  };
}
