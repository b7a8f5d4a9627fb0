import { readDuration } from '@stepyard/catalog';
import { StepError } from '@stepyard/contract';
import { type Artifact, artifactPath, type Harbor, type Place, readArtifact } from '@stepyard/runtime/harbor';
import type { LabelStep } from './label-step.ts';
import { isPending, latestScan, type Scan, type Vulnerabilities } from './report.ts';

interface Gate {
  readonly step: LabelStep;
  readonly harbor: Harbor;
  readonly place: Place;
  readonly artifact: Artifact;
  readonly scan: Extract<LabelStep['inputs']['scan'], { case: 'gate' }>;
}

const severities = ['low', 'medium', 'high', 'critical'] as const;

/**
 * Has the image scanned unless there is a report, waits for the report, and counts what it found.
 * @throws StepError GATE_FAILED where a vulnerability is as severe as `severity` or more
 */
export async function gate({ step, harbor, place, artifact, scan }: Gate): Promise<Vulnerabilities> {
  const { image } = step.inputs;
  const before = latestScan(artifact.scans);
  const since = before?.startedAt ?? '';
  const wanted =
    scan.again || before === undefined || before.status === 'Error' || before.status === 'Stopped';
  const start = () => startScan(harbor, place, artifact);
  // Once over all starts, so that a resumption does not scan again.
  const from = wanted
    ? await step.claim({
        name: 'scan',
        perform: async () => {
          await start();
          step.log.info('Started the scan.');
          return since;
        },
        find: async () => (isPending(before) ? since : undefined),
      })
    : undefined;
  const found = await step.waitFor<Scan, null>({
    reason: `the scan of ${image}`,
    state: null,
    poll: async () => finished(harbor, place, artifact, from),
    intervalMs: 2_000,
    maxIntervalMs: 60_000,
    deadlineMs: readDuration(scan.timeout) ?? 0,
  });
  return judged(step, found, scan.severity);
}

async function startScan(harbor: Harbor, place: Place, { digest }: Artifact): Promise<void> {
  const need = 'scan images (as maintainer or administrator of the project)';
  // 409: a scan is under way.
  await harbor.call(`${artifactPath(place, digest)}/scan`, need, {
    json: { scan_type: 'vulnerability' },
    accept: [409],
  });
}

/** The report, once there is one that began after the one before. */
async function finished(
  harbor: Harbor,
  { tag: _tag, ...rest }: Place,
  { digest }: Artifact,
  from: string | undefined,
): Promise<Scan | undefined> {
  const { scans } = await readArtifact(harbor, { ...rest, digest });
  const scan = latestScan(scans);
  if (scan === undefined || isPending(scan) || (from !== undefined && scan.startedAt <= from)) {
    return undefined;
  }
  if (scan.status === 'Success') return scan;
  throw new StepError('GATE_FAILED', `The scan of ${digest} must succeed, and ended as ${scan.status}.`, {
    hint: 'See its log in Harbor, and whether the scanner of the project is well (Interrogation Services).',
  });
}

function judged(
  step: LabelStep,
  { vulnerabilities, severity }: Scan,
  limit: Gate['scan']['severity'],
): Vulnerabilities {
  const { total, fixable } = vulnerabilities;
  const counts = severities.map((name) => `${name} ${vulnerabilities[name]}`).toReversed();
  step.summary(`Scan: ${total} vulnerabilities, ${fixable} fixable (${counts.join(', ')}).`);
  for (const name of severities) step.metric(`vulnerabilities_${name}`, vulnerabilities[name]);
  const from = limit === 'never' ? severities.length : severities.indexOf(limit);
  const refused = severities
    .slice(from)
    .filter((name) => vulnerabilities[name] > 0 || name === severity.toLowerCase());
  if (refused.length === 0) return vulnerabilities;
  const found = refused.map((name) => `${vulnerabilities[name] || 'some'} ${name}`).toReversed();
  throw new StepError(
    'GATE_FAILED',
    `\`scan.severity\` refuses vulnerabilities from ${limit} on; the image has ${found.join(', ')}.`,
    {
      hint: `${fixable} can be fixed by newer packages: rebuild on a newer base, or see the report in Harbor.`,
    },
  );
}
