import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { StepError } from '@stepyard/contract';
import { at, type Cluster, listAt, textAt } from '@stepyard/runtime/kubernetes';
import type { RolloutStep } from './rollout-step.ts';
import { podLabels, type Workload } from './workload.ts';

/** Files that go into the volume. */
export interface Code {
  readonly digest: string;
  /** An archive (tar) with paths relative to the mount path. */
  readonly archive: Buffer;
}

const largest = 512 << 20;

/** Packs the files, without times and owners, so that equal files have equal digests. */
export async function packCode(step: RolloutStep, workload: Workload): Promise<Code | undefined> {
  const { release } = step.inputs;
  if (release.case !== 'code') return undefined;
  assertVolume(workload, release.mountPath);
  const path = await step.path('release.path', release.path);
  const kind = statSync(path, { throwIfNoEntry: false });
  if (kind === undefined) {
    throw new StepError('NOT_FOUND', `\`release.path\` must be there, got ${JSON.stringify(release.path)}.`, {
      hint: 'Check the path, or whether an earlier task should have made it.',
    });
  }
  const [root, names] = kind.isDirectory() ? [path, filesIn(path)] : [dirname(path), [basename(path)]];
  const size = names.reduce((sum, name) => sum + statSync(join(root, name)).size, 0);
  if (size > largest) {
    throw new StepError(
      'INPUT_INVALID',
      `\`release.path\` must have at most ${largest >> 20} MiB, got ${size} bytes.`,
      {
        hint: 'Put large files into an image.',
      },
    );
  }
  const { pack } = await import('tar-stream');
  const packing = pack();
  for (const name of names) {
    const mode = statSync(join(root, name)).mode & 0o111 ? 0o755 : 0o644;
    packing.entry({ name, mode, mtime: new Date(0) }, readFileSync(join(root, name)));
  }
  packing.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of packing) chunks.push(chunk);
  const archive = Buffer.concat(chunks);
  return {
    archive,
    digest: createHash('sha256').update(`${release.mountPath}\n`).update(archive).digest('hex'),
  };
}

function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort();
}

/** Puts the files into the volume, by way of a pod that runs. */
export async function putCode(
  step: RolloutStep,
  cluster: Cluster,
  workload: Workload,
  { archive }: Code,
): Promise<void> {
  const { release, namespace } = step.inputs;
  if (release.case !== 'code') return;
  const pod = await runningPod(cluster, workload);
  step.status(`put the code into ${release.mountPath} by Pod ${pod}`);
  await step.exec(
    'kubectl',
    [
      ...['exec', '--stdin', `--namespace=${namespace}`, `--container=${workload.container}`, pod],
      ...['--', 'tar', '-xf', '-', '-C', release.mountPath],
    ],
    {
      env: { KUBECONFIG: await cluster.kubeconfigFile() },
      stdin: archive,
      name: 'kubectl exec',
      hint: 'The container must have `tar`, and be allowed to write to the directory; the account needs `create` on `pods/exec`.',
    },
  );
}

/** What is written beside a volume is gone with the pod. */
function assertVolume({ object, container, title }: Workload, mountPath: string): void {
  const spec = at(object, 'spec', 'template', 'spec');
  const own = listAt(spec, 'containers').find((one) => textAt(one, 'name') === container);
  const mount = listAt(own, 'volumeMounts').find((one) => {
    const path = textAt(one, 'mountPath').replace(/\/$/, '');
    return path !== '' && (mountPath === path || mountPath.startsWith(`${path}/`));
  });
  const name = textAt(mount, 'name');
  const claimed = listAt(object, 'spec', 'volumeClaimTemplates').some(
    (one) => textAt(one, 'metadata', 'name') === name,
  );
  const volume = listAt(spec, 'volumes').find((one) => textAt(one, 'name') === name);
  const lasting = ['persistentVolumeClaim', 'hostPath', 'nfs', 'csi'].some(
    (kind) => at(volume, kind) !== undefined,
  );
  if (mount !== undefined && (claimed || lasting)) return;
  throw new StepError(
    'INPUT_INVALID',
    `\`release.mountPath\` must be in a volume of ${title} that outlives its pods, got ${JSON.stringify(mountPath)}.`,
    { hint: 'Name a directory where a persistent volume claim is mounted, or release an image.' },
  );
}

async function runningPod(cluster: Cluster, { object, title }: Workload): Promise<string> {
  const labels = Object.entries(podLabels(object)).map(([name, value]) => `${name}=${value}`);
  const list = await cluster.call(`/api/v1/namespaces/${encodeURIComponent(cluster.namespace)}/pods`, {
    what: `The pods of ${title}`,
    query: { labelSelector: labels.join(',') },
  });
  const running = listAt(list, 'items').find(
    (pod) =>
      textAt(pod, 'status', 'phase') === 'Running' && textAt(pod, 'metadata', 'deletionTimestamp') === '',
  );
  if (running !== undefined) return textAt(running, 'metadata', 'name');
  throw new StepError(
    'CONFLICT',
    `${title} has no pod that runs, by which code could be put into its volume.`,
    {
      hint: 'Have it run first: a release of an image, or more replicas.',
    },
  );
}
