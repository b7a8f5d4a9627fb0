import { describe, expect, it } from 'vitest';
import { parseExpression } from './parse-expression.ts';
import { references } from './references.ts';

function named(expression: string) {
  const parsed = parseExpression(expression);
  if (!('ast' in parsed)) throw new Error(parsed.problem.message);
  const { secrets, config, tasks, env, event, open } = references(parsed.ast);
  return {
    secrets: [...secrets],
    config: [...config],
    tasks: [...tasks],
    env: [...env],
    event: [...event],
    open,
  };
}

const none = { secrets: [], config: [], tasks: [], env: [], event: [], open: [] };

describe('pipeline/expression/references', () => {
  it('finds all that is named', () => {
    expect(
      named(
        "format('{0}', secrets.A) == secrets['B'] ? config.db.host : [tasks.x.outputs.y, env.Z, event.commit.id]",
      ),
    ).toEqual({
      ...none,
      secrets: ['A', 'B'],
      config: ['db.host'],
      tasks: ['x'],
      env: ['Z'],
      event: ['commit.id'],
    });
  });

  it('finds what is named within an index', () => {
    expect(named('event.commits[tasks.x.outputs.n].id')).toMatchObject({ tasks: ['x'], event: ['commits'] });
  });

  it('tells where a name is known only to a run', () => {
    expect(named('secrets[inputs.name]').open).toEqual([{ root: 'secrets', offset: 0 }]);
    expect(named('toJson(secrets)').open).toEqual([{ root: 'secrets', offset: 7 }]);
    expect(named('config.db').open).toEqual([{ root: 'config', offset: 0 }]);
    expect(named('toJson(tasks)').open).toEqual([{ root: 'tasks', offset: 7 }]);
  });
});
