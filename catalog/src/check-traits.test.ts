import { describe, expect, it } from 'vitest';
import { scaling, words } from '../test/sample.ts';
import { cronHpa } from '../traits/cron-hpa.ts';
import { hpa } from '../traits/hpa.ts';
import { ingress } from '../traits/ingress.ts';
import { checkTraits, type TraitGiven } from './check-traits.ts';
import { defineTrait } from './trait.ts';

const all = [hpa, cronHpa, ingress, scaling];
const deploy = { name: 'roll-out', category: 'deploy' } as const;
const rules = [{ cron: '0 8 * * *', replicas: 3 }];

function said(given: readonly TraitGiven[], subject: Parameters<typeof checkTraits>[1] = deploy): string[] {
  return checkTraits(all, subject, given).map(
    ({ rule, path, message, hint }) => `${rule} ${path.join('.')}: ${message} ${hint}`,
  );
}

describe('catalog/src/check-traits', () => {
  it('accepts traits that go together', () => {
    expect(
      said([
        { trait: 'hpa', with: { maxReplicas: 5 } },
        { trait: 'ingress', with: { host: 'a.example', port: 80 } },
      ]),
    ).toEqual([]);
  });

  it('T7.2: refuses two traits that set the same field, naming both and the field', () => {
    const given = [
      { trait: 'cron-hpa', with: { rules } },
      { trait: 'hpa', with: { maxReplicas: 5 } },
    ];
    expect(said(given)).toEqual([
      'trait-conflict 1: The traits `cron-hpa` and `hpa` do not go together: both set `replicas`. Keep one of the two.',
    ]);
    expect(checkTraits(all, deploy, given)[0]).toMatchObject({
      code: 'INPUT_INVALID',
      traits: ['cron-hpa', 'hpa'],
    });
  });

  it('T7.2: refuses traits of which one claims a part of what the other claims, or names the other', () => {
    const trait = (name: string, claims: string[], conflictsWith?: string[]) =>
      defineTrait({
        name,
        title: words,
        help: words,
        claims,
        inputs: {},
        examples: [],
        ...(conflictsWith && { conflictsWith }),
      });
    const known = [
      trait('whole', ['spec']),
      trait('part', ['spec.replicas']),
      trait('shy', ['x'], ['bold']),
      trait('bold', ['y']),
      trait('near', ['specs']),
    ];
    const messages = (...names: string[]) =>
      checkTraits(
        known,
        deploy,
        names.map((name) => ({ trait: name })),
      ).map(({ message }) => message);
    expect(messages('whole', 'part')).toEqual([
      'The traits `whole` and `part` do not go together: both set `spec.replicas`.',
    ]);
    expect(messages('part', 'whole')).toEqual([
      'The traits `part` and `whole` do not go together: both set `spec.replicas`.',
    ]);
    expect(messages('bold', 'shy')).toEqual(['The traits `bold` and `shy` do not go together.']);
    expect(messages('whole', 'near', 'bold')).toEqual([]);
    expect(messages('bold', 'bold')).toEqual(['The trait `bold` stands twice: both set `y`.']);
  });

  it('T7.11: refuses a trait on what it does not apply to', () => {
    expect(said([{ trait: 'scaling', with: { replicas: 1 } }], { name: 'maven', category: 'build' })).toEqual(
      [
        'trait-not-applicable 0: The trait `scaling` does not apply to `maven`. It applies to `fetch` and to templates of the category `deploy` and to workloads of kind `webservice`.',
      ],
    );
    expect(said([{ trait: 'scaling', with: { replicas: 1 } }], { name: 'fetch', category: 'build' })).toEqual(
      [],
    );
    expect(
      said([{ trait: 'scaling', with: { replicas: 1 } }], { name: 'shop', workload: 'webservice' }),
    ).toEqual([]);
    expect(said([{ trait: 'scaling', with: { replicas: 1 } }], { name: 'shop', workload: 'task' })).toEqual([
      'trait-not-applicable 0: The trait `scaling` does not apply to the workload `task`. It applies to `fetch` and to templates of the category `deploy` and to workloads of kind `webservice`.',
    ]);
  });

  it('checks what a trait is given, and names the nearest known trait', () => {
    expect(said([{ trait: 'hpa', with: { maxReplica: 5 } }, { trait: 'ingres' }])).toEqual([
      'trait-input 0.maxReplica: `maxReplica` is not an input of `hpa`. Did you mean `maxReplicas`?',
      'trait-input 0.maxReplicas: `maxReplicas` must be given. Set INPUT_MAXREPLICAS to an integer of at least 1.',
      'unknown-trait 1: `ingres` is not a trait. Did you mean `ingress`?',
    ]);
    expect(said([{ trait: 'zzz' }])[0]).toBe(
      'unknown-trait 0: `zzz` is not a trait. Known are `hpa`, `cron-hpa`, `ingress`, `scaling`.',
    );
  });
});
