import { describe, expect, it } from 'vitest';
import { createMetrics } from './metrics.ts';

describe('runtime/metrics', () => {
  it('writes families together, the last value of each series, labels sorted and escaped', () => {
    const metrics = createMetrics((text) => text);
    metrics.set('tests', 1, { result: 'passed' });
    metrics.set('bytes_total', 12.5, {});
    metrics.set('tests', 2, { suite: 'a "b"\\\nc', result: 'failed' });
    metrics.set('tests', 3, { result: 'passed' });
    expect(metrics.text()).toBe(
      [
        '# TYPE tests gauge',
        'tests{result="passed"} 3',
        'tests{result="failed",suite="a \\"b\\"\\\\\\nc"} 2',
        '# TYPE bytes_total counter',
        'bytes_total 12.5',
        '',
      ].join('\n'),
    );
  });

  it('masks a label before it cuts it', () => {
    const metrics = createMetrics((text) => text.replaceAll('secret', '***'));
    metrics.set('a', 1, { name: `${'x'.repeat(997)}secret` });
    expect(metrics.text()).toContain(`a{name="${'x'.repeat(997)}***"} 1\n`);
  });

  it('writes what is no finite number as Prometheus does', () => {
    const metrics = createMetrics((text) => text);
    metrics.set('a', Number.NaN, {});
    metrics.set('b', Number.POSITIVE_INFINITY, {});
    metrics.set('c', Number.NEGATIVE_INFINITY, {});
    expect(metrics.text()).toContain('a NaN\n');
    expect(metrics.text()).toContain('b +Inf\n');
    expect(metrics.text()).toContain('c -Inf\n');
  });

  it('refuses names that Prometheus would not take', () => {
    const metrics = createMetrics((text) => text);
    expect(() => metrics.set('a-b', 1, {})).toThrow(
      'the name of a metric must consist of letters, digits and underscores, got "a-b".',
    );
    expect(() => metrics.set('a', 1, { 'x y': '' })).toThrow(
      'the name of a label must consist of letters, digits and underscores, got "x y".',
    );
    expect(() => metrics.set('a', 1, { __name__: '' })).toThrow('the name of a label must');
  });

  it('leaves out what is too much, and says so', () => {
    const metrics = createMetrics((text) => text);
    for (let id = 0; id < 1_003; id++) metrics.set('a', id, { id: String(id) });
    expect(metrics.text()).toContain('# 3 further values were left out: at most 1000 series.\n');
    expect(metrics.text().split('\n')).toHaveLength(1_003);
  });
});
