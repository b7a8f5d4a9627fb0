import { StepError } from '@stepyard/contract';
import { oneLine } from '../../one-line.ts';
import type { Cluster } from '../cluster.ts';
import { groupOf, type KubeObject } from '../object.ts';
import { assess } from './assess.ts';
import type { Finding } from './finding.ts';
import { findingsOf } from './findings.ts';
import { lastLines } from './last-lines.ts';
import { createSettling } from './settled.ts';
import type { Subject } from './subject.ts';

/** Follows one object until it is ready. */
export interface Tracker {
  readonly title: string;
  readonly isReady: () => boolean;
  /** How far it is, with what keeps it. */
  readonly state: () => string;
  /** Looks once; gives what is final. */
  look(): Promise<StepError[]>;
}

/** Clocks of cluster and step may differ by this much. */
const skewMs = 5_000;

export function createTracker(
  cluster: Cluster,
  subject: Subject,
  since: number,
  longestMs?: number,
): Tracker {
  const { step } = cluster;
  const seen = new Map<string, number>();
  const told = new Set<string>();
  const isSettled = createSettling();
  let isReady = false;
  let progress = 'not seen yet';
  let findings: readonly Finding[] = [];
  let absentSince: number | undefined;

  async function look(): Promise<StepError[]> {
    if (!subject.known()) return [];
    const object = subject.object();
    if (object === undefined) return gone();
    absentSince = undefined;
    const now = assess(object);
    findings = findingsOf(subject, object, since - skewMs, step.masked);
    isReady = now.state === 'ready' && isLasting(object);
    const shown = now.state === 'ready' && !isReady ? 'ready, but not for long enough' : now.progress;
    if (shown !== progress) step.log.info(`${subject.title}: ${step.masked(shown)}`);
    progress = shown;
    if (isReady) return [];
    await tell();
    if (now.finding !== undefined) return [await toError(now.finding)];
    const final = findings.find((finding) => isFinal(finding));
    return final === undefined ? [] : [await toError(final)];
  }

  /** What goes on running may be ready for a moment only. */
  function isLasting(object: KubeObject): boolean {
    return (
      groupOf(object.apiVersion) !== 'apps' || (findings.length === 0 && isSettled(object, subject.pods()))
    );
  }

  /** A list may be older than what was just applied. */
  function gone(): StepError[] {
    absentSince ??= Date.now();
    if (Date.now() - absentSince < skewMs) return [];
    const hint = 'Someone else deleted it: see who, and run the task again.';
    return [new StepError('NOT_FOUND', `${subject.title} is gone while it was waited for.`, { hint })];
  }

  async function tell(): Promise<void> {
    const now = Date.now();
    for (const finding of findings) {
      if (!seen.has(finding.key)) seen.set(finding.key, now);
      const line = `${subject.title}: ${finding.text}`;
      if (told.has(line)) continue;
      told.add(line);
      step.log.warn(line);
      for (const each of await lastLines(cluster, subject.namespace, finding)) step.log.info(`  | ${each}`);
    }
    const current = new Set(findings.map(({ key }) => key));
    for (const key of seen.keys()) if (!current.has(key)) seen.delete(key);
  }

  function isFinal({ key, patienceMs }: Finding): boolean {
    if (patienceMs === undefined) return false;
    const patience = Math.min(patienceMs, longestMs ?? patienceMs);
    return Date.now() - (seen.get(key) ?? Date.now()) >= patience;
  }

  async function toError(finding: Finding): Promise<StepError> {
    const lines = await lastLines(cluster, subject.namespace, finding);
    const last = lines.at(-1);
    const printed = last === undefined ? '' : `; it printed last: ${JSON.stringify(oneLine(last))}`;
    const others = findings.filter(({ key }) => key !== finding.key && finding.container === undefined);
    const because =
      others.length === 0
        ? ''
        : `; ${others
            .slice(0, 3)
            .map(({ text }) => text)
            .join('; ')}`;
    return new StepError(
      finding.code,
      `${subject.title} does not become ready: ${step.masked(finding.text)}${because}${printed}.`,
      { hint: finding.hint },
    );
  }

  return {
    title: subject.title,
    isReady: () => isReady,
    state: () => [progress, ...findings.map(({ text }) => text)].join('; '),
    look,
  };
}
