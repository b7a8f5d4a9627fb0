import type { CacheFilter } from '@stepyard/engine';
import type { Settings } from '../settings.ts';

export interface CacheChoice {
  readonly pipeline?: string;
  readonly template?: string;
  readonly cache?: string;
  readonly allProjects?: boolean;
}

/** Which caches are meant. */
export function filterOf(choice: CacheChoice, { project }: Settings): CacheFilter {
  const { pipeline, template, cache, allProjects } = choice;
  return {
    ...(!allProjects && { project }),
    ...(pipeline !== undefined && { pipeline }),
    ...(template !== undefined && { template }),
    ...(cache !== undefined && { cache }),
  };
}
