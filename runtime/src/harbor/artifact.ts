import { StepError } from '@stepyard/contract';
import { isRecord, numberIn, textIn } from '@stepyard/contract/json';
import type { Harbor } from './harbor.ts';
import { type Place, repositoryPath } from './place.ts';

/** An image as Harbor knows it. */
export interface Artifact {
  readonly digest: string;
  readonly labels: readonly Label[];
  /** Names of the tags that no push may move. */
  readonly immutable: readonly string[];
  /** Reports by media type, as Harbor gives them. */
  readonly scans: readonly unknown[];
}

export interface Label {
  readonly id: number;
  readonly name: string;
  readonly scope: 'project' | 'global';
}

/** Report formats that Harbor is asked for. */
const reports =
  'application/vnd.security.vulnerability.report; version=1.1, application/vnd.scanner.adapter.vuln.report.harbor+json; version=1.0';

/** Path of the artifact itself, for what is done to it. */
export function artifactPath(place: Place, reference: string): string {
  return `${repositoryPath(place)}/artifacts/${encodeURIComponent(reference)}`;
}

/** @throws StepError NOT_FOUND, or CONFLICT where the tag names another digest than the input. */
export async function readArtifact(harbor: Harbor, place: Place): Promise<Artifact> {
  const reference = place.tag ?? place.digest ?? 'latest';
  const answer = await harbor.call(artifactPath(place, reference), 'read the project', {
    query: {
      with_tag: true,
      with_label: true,
      with_scan_overview: true,
      with_immutable_status: true,
    },
    headers: { 'x-accept-vulnerabilities': reports },
  });
  const found = toArtifact(answer.json());
  if (place.digest === undefined || place.digest === found.digest) return found;
  throw new StepError(
    'CONFLICT',
    `\`image\` must have the digest ${place.digest}; its tag ${JSON.stringify(place.tag)} now names ${found.digest}.`,
    { hint: 'Something was pushed to the tag since: see what, then start again from the build.' },
  );
}

function toArtifact(value: unknown): Artifact {
  const digest = textIn(value, 'digest');
  if (!isRecord(value) || digest === undefined) {
    throw new StepError('REJECTED', 'Harbor described the image without a digest.', {
      hint: 'Check that `url` is that of a Harbor from 2.0 on.',
    });
  }
  const { tags, labels, scan_overview: overview } = value;
  return {
    digest,
    labels: Array.isArray(labels) ? labels.flatMap((label) => toLabel(label) ?? []) : [],
    immutable: (Array.isArray(tags) ? tags : [])
      .filter((tag: unknown) => isRecord(tag) && tag.immutable === true)
      .flatMap((tag) => textIn(tag, 'name') ?? []),
    scans: isRecord(overview) ? Object.values(overview) : [],
  };
}

/** A label of an answer; `undefined` for what is none. */
export function toLabel(value: unknown): Label | undefined {
  const id = numberIn(value, 'id');
  const name = textIn(value, 'name');
  if (id === undefined || name === undefined) return undefined;
  return { id, name, scope: textIn(value, 'scope') === 'g' ? 'global' : 'project' };
}
