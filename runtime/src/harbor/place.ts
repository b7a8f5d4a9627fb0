import { StepError } from '@stepyard/contract';
import { parseReference } from '@stepyard/contract/registry';

/** Where an image stands in Harbor. */
export interface Place {
  /** Registry, with a port where it has one. */
  readonly host: string;
  readonly project: string;
  /** Without the project; may have slashes. */
  readonly repository: string;
  readonly tag?: string;
  /** `sha256:` and 64 hex digits. */
  readonly digest?: string;
}

/** @throws StepError INPUT_INVALID where the image names no project. */
export function placeOf(image: string): Place {
  const { registry, repository, tag, digest } = parseReference(image);
  const [project = '', ...rest] = repository.split('/');
  if (rest.length === 0) {
    throw new StepError(
      'INPUT_INVALID',
      `\`image\` must name registry, project and repository, got ${JSON.stringify(image)}.`,
      { hint: 'Write it like harbor.example/shop/web:2.0.' },
    );
  }
  return {
    host: registry,
    project,
    repository: rest.join('/'),
    ...(tag !== undefined && { tag }),
    ...(digest !== undefined && { digest }),
  };
}

/** Path of the repository in the API: Harbor wants its slashes encoded twice. */
export function repositoryPath({ project, repository }: Place): string {
  const name = encodeURIComponent(encodeURIComponent(repository));
  return `${projectPath(project)}/repositories/${name}`;
}

export function projectPath(project: string): string {
  return `/projects/${encodeURIComponent(project)}`;
}

/** Headers that say that a project is named, not numbered. */
export const byName = { 'x-is-resource-name': 'true' };
