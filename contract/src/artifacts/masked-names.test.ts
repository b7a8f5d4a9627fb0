import { describe, expect, it } from 'vitest';
import { createMasker } from '../mask.ts';
import { maskedNames } from './masked-names.ts';

const { mask } = createMasker(['hunter2!', 'swordfish']);
const keptOf = (names: readonly string[]) => [...maskedNames(names, mask).values()];

describe('contract/artifacts/masked-names', () => {
  it('keeps names without a secret as they are', () => {
    expect(keptOf(['a.jar', 'b/c.jar'])).toEqual(['a.jar', 'b/c.jar']);
  });

  it('masks a name with a secret, and numbers those that would be the same', () => {
    expect(keptOf(['a/hunter2!', 'a/swordfish', 'a/***', 'a/hunter2!-swordfish'])).toEqual([
      'a-***-2',
      'a-***-3',
      'a/***',
      'a/***-***',
    ]);
  });

  it('makes no file of what is a directory, and no directory of what is a file', () => {
    expect(keptOf(['hunter2!', 'swordfish/a', 'hunter2!/b'])).toEqual(['***', '***-a-2', '***-b-2']);
    expect(keptOf(['***/a', 'swordfish'])).toEqual(['***/a', '***-2']);
  });
});
