import { isRecord, numberIn, textIn } from '@stepyard/contract/json';

export interface Vulnerabilities {
  readonly total: number;
  readonly fixable: number;
  readonly critical: number;
  readonly high: number;
  readonly medium: number;
  readonly low: number;
}

/** What Harbor says of the last scan of an image. */
export interface Scan {
  /** `Pending`, `Scheduled`, `Running`, `Success`, `Error`, `Stopped`. */
  readonly status: string;
  /** RFC 3339; empty while it has not begun. */
  readonly startedAt: string;
  /** The worst that was found. */
  readonly severity: string;
  readonly vulnerabilities: Vulnerabilities;
}

/** The scan that began last, over all formats of reports. */
export function latestScan(scans: readonly unknown[]): Scan | undefined {
  return scans
    .flatMap((scan) => toScan(scan) ?? [])
    .sort((a, b) => Number(isPending(b)) - Number(isPending(a)) || b.startedAt.localeCompare(a.startedAt))[0];
}

/** Whether the scan still goes on. */
export function isPending(scan: Scan | undefined): boolean {
  return scan !== undefined && ['Pending', 'Scheduled', 'Running', 'Queued'].includes(scan.status);
}

function toScan(value: unknown): Scan | undefined {
  const status = textIn(value, 'scan_status');
  if (!isRecord(value) || status === undefined) return undefined;
  const { summary } = value;
  const by = isRecord(summary) ? summary.summary : undefined;
  const count = (name: string) => numberIn(by, name) ?? 0;
  return {
    status,
    startedAt: textIn(value, 'start_time') ?? '',
    severity: textIn(value, 'severity') ?? 'None',
    vulnerabilities: {
      total: numberIn(summary, 'total') ?? 0,
      fixable: numberIn(summary, 'fixable') ?? 0,
      critical: count('Critical'),
      high: count('High'),
      medium: count('Medium'),
      low: count('Low'),
    },
  };
}
