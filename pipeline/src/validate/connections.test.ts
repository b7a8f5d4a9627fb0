import type { StepyardEvent } from '@stepyard/events';
import { describe, expect, it } from 'vitest';
import { planOf, problemsOf, soundPlanOf, stageOf } from '../testing/plan.ts';

const connections = {
  npm: { kind: 'registry', values: ['url', 'token'] },
  harbor: { kind: 'registry', values: ['url', 'username', 'password'] },
  bare: { kind: 'registry', values: ['token'] },
  corp: { kind: 'git', values: ['url'] },
};
const event: StepyardEvent = {
  specversion: '1.0',
  id: '1',
  source: '/test',
  type: 'dev.stepyard.push.v1',
  time: '2026-01-01T00:00:00Z',
  datacontenttype: 'application/json',
  data: {
    kind: 'push',
    trust: 'branch',
    untrusted: [],
    repository: { fullName: 'a/b', cloneUrl: 'https://x.git', webUrl: 'https://x' },
  },
};

describe('pipeline/validate/connections', () => {
  it('takes what a connection will give as given', () => {
    const text = stageOf('- {id: a, template: publish, connection: npm}');
    expect(problemsOf(text, { connections })).toBe('');
    expect(problemsOf(text)).toBe('');
    expect(soundPlanOf(text, { connections, event }).tasks[0]).toMatchObject({
      connections: ['npm'],
      with: {},
    });
  });

  it('still fills from the event what the connection does not hold', () => {
    const text = stageOf('- {template: publish, connection: [bare]}');
    expect(soundPlanOf(text, { connections, event }).tasks[0]?.with).toEqual({
      registry: { expression: '${{ event.repository.webUrl }}' },
    });
  });

  it('says which there are not, which do not fit, and which are one too many', () => {
    expect(
      problemsOf(
        stageOf(
          '- {id: a, template: publish, connection: npn}\n- {id: b, template: publish, connection: corp}\n- {id: c, template: publish, connection: [npm, harbor]}\n- {id: d, template: script, connection: npm, with: {script: x}}',
        ),
        { connections },
      ),
    ).toBe(
      'pipeline.yaml:6:48 unknown-connection: `connection` must name a connection that there is, got `npn`.\n' +
        '  Did you mean `npm`?\n' +
        'pipeline.yaml:7:17 missing-input: `auth` must be given.\n' +
        '  Write one of the cases `token` or `basic` or an expression `${{ … }}`.\n' +
        'pipeline.yaml:7:48 wrong-connection: `connection` of `publish` must be of kind `registry`, got `corp` of kind `git`.\n' +
        '  There is npm, harbor, bare.\n' +
        'pipeline.yaml:8:54 wrong-connection: `connection` must name one of a kind, got `npm` and `harbor`, both of kind `registry`.\n' +
        '  Keep one of the two.\n' +
        'pipeline.yaml:9:47 wrong-connection: `connection` must not be given to `script`, which has no input for one.\n' +
        '  Remove it, and name secrets and config entries one by one.\n',
    );
  });

  it('gives stored files as texts, and says which there are not', () => {
    const text = stageOf(
      '- {template: publish, connection: npm, with: {notes: "${{ files[\'notes.md\'] }}"}}',
    );
    expect(problemsOf(text, { connections, files: ['notes.md'] })).toBe('');
    expect(problemsOf(text, { connections, files: ['notes.txt'] })).toBe(
      'pipeline.yaml:6:71 unknown-file: `files["notes.md"]` must name a stored file, got "notes.md".\n' +
        '  There is notes.txt.\n',
    );
  });

  it('says which of several earlier tasks could fill an input', () => {
    const two = '- {id: a, template: build}\n- {id: b, template: build}\n';
    expect(planOf(stageOf(`${two}- {id: c, template: deploy, with: {namespace: x}}`))).toBe(
      'pipeline.yaml:8:35 ambiguous-input: `image` of `c` must be taken from one task, and 2 before it give `image`: `tasks.a.outputs.image`, `tasks.b.outputs.image`.\n' +
        '  Write the one that is meant under `with`: `image: ${{ tasks.b.outputs.image }}`.\n',
    );
    const chosen = '{namespace: x, image: "${{ tasks.a.outputs.image }}"}';
    expect(planOf(stageOf(`${two}- {id: c, template: deploy, with: ${chosen}}`))).toBeTypeOf('object');
  });
});
