import { runStep, scratchDirectory } from '@stepyard/runtime/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { type FakeHarbor, startHarbor } from '../../test/support/harbor/fake-harbor.ts';
import type { Findings } from '../../test/support/harbor/world.ts';
import { labelImage } from './harbor-label.ts';
import { harborLabel } from './template.ts';

const auth = { case: 'basic', username: 'robot$shop+labels', password: 'robot-secret' } as const;
const clean: Findings = { severity: 'None', counts: {}, fixable: 0, polls: 0 };
let harbor: FakeHarbor;
afterEach(() => harbor.close());

function start(scan: object, more: object = {}) {
  const { url, host } = harbor;
  const inputs = {
    image: `${host}/shop/web:2.0`,
    url,
    auth,
    added: ['Scanned'],
    scan: { case: 'gate' as const, ...scan },
  };
  return runStep(harborLabel, labelImage, { inputs, ...more });
}

async function withFindings(findings: Findings): Promise<void> {
  harbor = await startHarbor();
  const [web] = harbor.world.artifacts;
  if (web !== undefined) harbor.world.artifacts[0] = { ...web, findings };
}

const scans = () => harbor.exchanges.filter(({ path }) => path.endsWith('/scan')).length;

describe('templates/harbor-label/scan', () => {
  it('labels the image when the scan is good enough, and counts what it found', async () => {
    await withFindings({ severity: 'Medium', counts: { Medium: 2, Low: 5 }, fixable: 3, polls: 1 });
    const end = await start({ severity: 'high' });
    expect(end.outputs).toMatchObject({
      labels: ['No Test', 'Scanned'],
      vulnerabilities: { total: 7, fixable: 3, critical: 0, high: 0, medium: 2, low: 5 },
    });
    expect(end.summary).toContain(
      'Scan: 7 vulnerabilities, 3 fixable (critical 0, high 0, medium 2, low 5).',
    );
    expect(scans()).toBe(1);
    await start({ severity: 'high' });
    expect(scans()).toBe(1);
    await start({ severity: 'high', again: true });
    expect(scans()).toBe(2);
  });

  it('refuses an image with worse than the limit, and labels nothing then', async () => {
    await withFindings({ severity: 'Critical', counts: { Critical: 1, High: 2 }, fixable: 2, polls: 0 });
    const end = await start({ severity: 'high' });
    expect(end.failure).toEqual({
      class: 'policy',
      code: 'GATE_FAILED',
      message: '`scan.severity` refuses vulnerabilities from high on; the image has 1 critical, 2 high.',
      hint: '2 can be fixed by newer packages: rebuild on a newer base, or see the report in Harbor.',
    });
    expect(harbor.world.artifacts[0]?.labels).toEqual(new Set([1]));
    expect((await start({ severity: 'never' })).status).toBe('success');
  });

  it('tells a scan that fails from an image that is bad', async () => {
    await withFindings({ ...clean, ends: 'Error' });
    expect((await start({})).failure).toMatchObject({
      code: 'GATE_FAILED',
      message: `The scan of sha256:${'a'.repeat(64)} must succeed, and ended as Error.`,
    });
  });

  it('suspends a long scan, and goes on from its end without another one', async () => {
    await withFindings({ ...clean, polls: 1 });
    const claims = scratchDirectory();
    const image = `the scan of ${harbor.host}/shop/web:2.0`;
    const task = { suspendable: true };
    // As after a minute in place: the wait has begun in an earlier start.
    const state = {
      waits: { [image]: { since: Date.now() - 60_000, interval: 30_000, state: null } },
    };
    const first = await start({}, { claims, task, state });
    expect(first).toMatchObject({ status: 'suspended', wait: { reason: image } });
    const second = await start({}, { claims, task, state: first.state });
    expect(second.outputs).toMatchObject({ labels: ['No Test', 'Scanned'] });
    expect(scans()).toBe(1);
  });

  it('says that a scan takes longer than its limit', async () => {
    await withFindings({ ...clean, polls: 1_000 });
    const image = `the scan of ${harbor.host}/shop/web:2.0`;
    const state = { waits: { [image]: { since: Date.now() - 1_900_000, interval: 30_000, state: null } } };
    expect((await start({}, { state })).failure).toMatchObject({
      code: 'TIMEOUT',
      message: `waiting for ${image} took longer than 1800 s.`,
    });
  });
});
