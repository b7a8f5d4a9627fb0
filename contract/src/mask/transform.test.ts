import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { createMasker } from './masker.ts';
import { maskTransform } from './transform.ts';

describe('contract/mask/transform', () => {
  it('masks what a program prints in pieces', async () => {
    const script =
      'process.stdout.write("is hunt"); setTimeout(() => process.stdout.write("er2!\\nhunt"), 20)';
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const chunks = await child.stdout.pipe(maskTransform(createMasker(['hunter2!']))).toArray();
    expect(Buffer.concat(chunks).toString()).toBe('is ***\nhunt');
  });
});
