import { describe, expect, it } from 'vitest';
import { setLab } from '../../test/support/artifact-sets.ts';

const trusts = ['fork', 'branch', 'default-branch', 'release'] as const;

describe('templates/artifact/place', () => {
  it.each(trusts)('saves at the trust of the run, %s', async (trust) => {
    const lab = setLab();
    await lab.save('dist', { a: 'a' }, { trust });
    expect(lab.keys()).toEqual([`shop/sets/${trust}/app/dist/app-1.1/dist/artifacts.pack`]);
  });

  it.each(trusts)('restores in a run of trust %s nothing that was saved at less', async (trust) => {
    const lab = setLab();
    const own = trusts.indexOf(trust);
    for (const [number, saver] of trusts.entries()) {
      const saved = await lab.save('dist', { from: saver }, { trust: saver, run: `app-${number + 1}` });
      const restored = await lab.restore('dist', { run: `app-${number + 1}` }, { trust, run: 'app-9' });
      if (number >= own) expect(restored.outputs).toEqual(saved.outputs);
      else {
        expect(restored.failure).toMatchObject({
          code: 'NOT_FOUND',
          hint: expect.stringContaining(
            `Runs of less trust than this one (${trust}) saved \`dist\` of app-${number + 1} (${saver}).`,
          ),
        });
      }
    }
    const newest = await lab.restore('dist', {}, { trust, run: 'app-9' });
    expect(newest.outputs).toMatchObject({ run: 'app-4' });
  });

  it('takes a run without an event for one of a branch, and an unknown trust for a fork', async () => {
    const lab = setLab();
    await lab.save('one', { a: 'a' });
    await lab.save('two', { a: 'a' }, { untrusted: true });
    // @ts-expect-error a platform may give what this version does not know
    await lab.save('three', { a: 'a' }, { trust: 'owner' });
    expect(lab.keys().map((key) => key.split('/').slice(2, 5).join('/'))).toEqual([
      'branch/app/one',
      'fork/app/three',
      'fork/app/two',
    ]);
  });
});
