import { describe, expect, it } from 'vitest';
import { resolveVersion, upgradeWarning } from './version.ts';

describe('catalog/src/version', () => {
  it('T3.10: resolves a pin to the highest version that it allows', () => {
    const available = ['1.2.0', '1.2.3', '1.5.0'];
    expect(resolveVersion(available, '1.2')).toBe('1.2.3');
    expect(resolveVersion(available, '1.2.0')).toBe('1.2.0');
    expect(resolveVersion(available, '1')).toBe('1.5.0');
    expect(resolveVersion(available)).toBe('1.5.0');
    expect(resolveVersion(available, '>=1.2.1 <1.5')).toBe('1.2.3');
    expect(resolveVersion(available, '2')).toBeUndefined();
    expect(resolveVersion(available, 'newest')).toBeUndefined();
    expect(resolveVersion([], '1')).toBeUndefined();
  });

  it('chooses a pre-release only where it is named, or where there is nothing else', () => {
    expect(resolveVersion(['1.0.0', '2.0.0-rc.1'])).toBe('1.0.0');
    expect(resolveVersion(['1.0.0', '2.0.0-rc.1'], '2')).toBeUndefined();
    expect(resolveVersion(['1.0.0', '2.0.0-rc.1'], '2.0.0-rc.1')).toBe('2.0.0-rc.1');
    expect(resolveVersion(['2.0.0-rc.1', '2.0.0-rc.2'])).toBe('2.0.0-rc.2');
  });

  it('T3.10: warns of an upgrade of more than two minor versions in one step', () => {
    expect(upgradeWarning('clone', '1.2.0', '1.5.0')).toBe(
      '`clone` goes from 1.2.0 to 1.5.0, 3 minor versions in one step: go by at most two at a time.',
    );
    expect(upgradeWarning('clone', '1.2.0', '1.4.9')).toBeUndefined();
    expect(upgradeWarning('clone', '1.5.0', '1.2.0')).toBeUndefined();
    expect(upgradeWarning('clone', '1.5.0', '2.0.0')).toBe(
      '`clone` goes from 1.5.0 to 2.0.0, another major version: read what changed before.',
    );
  });
});
