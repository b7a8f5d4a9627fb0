import type Docker from 'dockerode';
import { ownerState } from '../docker/owner.ts';
import { removeContainer } from '../docker/remove-container.ts';
import { removeVolumesSoon } from '../docker/volumes.ts';
import { ownerLabel, roleLabel, trialRole } from './trial-labels.ts';

/** No trial takes nearly as long; of those of other machines nothing else can be told. */
const longestMs = 24 * 3_600_000;

/** Removes containers and volumes of proofs whose process was killed. */
export async function sweepTrials(docker: Docker): Promise<void> {
  const filters = { label: [`${roleLabel}=${trialRole}`] };
  for (const { Id, Labels, Created } of await docker.listContainers({ all: true, filters })) {
    if (isLeft(Labels[ownerLabel], Created * 1000)) await removeContainer(docker, Id);
  }
  const { Volumes } = await docker.listVolumes({ filters });
  const left = Volumes.filter(({ Labels, CreatedAt = '' }: Volume) =>
    isLeft(Labels[ownerLabel], Date.parse(CreatedAt)),
  );
  await removeVolumesSoon(
    docker,
    left.map(({ Name }) => Name),
  );
}

type Volume = Docker.VolumeInspectInfo & { readonly CreatedAt?: string };

function isLeft(owner: string | undefined, madeAt: number): boolean {
  const state = ownerState(owner);
  return state === 'gone' || (state === 'elsewhere' && Date.now() - madeAt > longestMs);
}
