import { describe, expect, it } from 'vitest';
import { type EvaluationContext, evaluateText } from './evaluate.ts';

const context: EvaluationContext = {
  event: { branch: 'main', commit: { id: 'abc' }, commits: [{ id: '1' }, { id: '2' }], raw: { 'a-b': 1 } },
  inputs: { replicas: 2, list: ['x', 'y'], name: 'Übung', empty: '', yes: true },
  tasks: { 'unit-test': { status: 'success', outputs: { total: 774, image: 'app:1' } } },
  config: { db: { host: 'db.example' } },
  secrets: { TOKEN: 's3cret' },
  env: { LEVEL: 'debug' },
  matrix: { jdk: 21 },
  run: { name: 'shop-7', number: 7 },
};

function result(text: string, given = context): unknown {
  const evaluated = evaluateText(text, given);
  return 'value' in evaluated ? evaluated.value : evaluated.problem;
}

describe('pipeline/expression/evaluate', () => {
  it.each([
    ['${{ event.branch }}', 'main'],
    ['${{ tasks.unit-test.outputs.total }}', 774],
    ['${{ inputs.list }}', ['x', 'y']],
    ['${{ inputs.list[1] }}', 'y'],
    ['${{ event.commits[0].id }}', '1'],
    ["${{ event.raw['a-b'] }}", 1],
    ['${{ config.db.host }}:${{ matrix.jdk }}', 'db.example:21'],
    ['${{ event.tag }}', null],
    ['x${{ event.tag }}y', 'xy'],
    ["${{ event.tag || 'none' }}", 'none'],
    ['${{ event.pullRequest.title }}', null],
    ['${{ inputs.list.length }}', null],
    ["${{ inputs.replicas > 1 && event.branch == 'main' }}", true],
    ["${{ event.branch == 'main' ? 'prod' : 'test' }}", 'prod'],
    ['${{ !inputs.empty }}', true],
    ['${{ inputs.replicas != 2 }}', false],
    ["${{ 'a' < 'b' }}", true],
    ["${{ inputs.replicas == '2' }}", false],
    ['${{ inputs.list == inputs.list }}', true],
    ['list: ${{ inputs.list }}', 'list: ["x","y"]'],
    ['${{ null }} ${{ true }} ${{ 1.50 }}', ' true 1.5'],
    ["${{ contains(inputs.list, 'x') }}", true],
    ["${{ contains(event.branch, 'ai') }}", true],
    ["${{ startsWith(event.branch, 'm') && endsWith(event.branch, 'n') }}", true],
    ["${{ format('{0}-{1} {{0}}', run.name, inputs.replicas) }}", 'shop-7-2 {0}'],
    ["${{ join(inputs.list, '-') }} ${{ join(inputs.list) }}", 'x-y x,y'],
    ["${{ split('a,b', ',') }}", ['a', 'b']],
    ["${{ split('', ',') }}", []],
    ["${{ replace('a.b.c', '.', '-') }}", 'a-b-c'],
    ["${{ replace('$&', '$&', '$$') }}", '$$'],
    ['${{ lower(inputs.name) }} ${{ upper(inputs.name) }}', 'übung ÜBUNG'],
    ["${{ trim('  a ') }}", 'a'],
    ['${{ length(inputs.list) + 1 }}', expect.objectContaining({ message: expect.stringContaining('"+"') })],
    ['${{ length(inputs.name) }}', 5],
    ["${{ length('😀') }}", 1],
    ['${{ fromJson(\'{"a": [1]}\').a[0] }}', 1],
    ['${{ toJson(inputs.list) }}', '["x","y"]'],
  ])('evaluates %s', (text, value) => {
    expect(result(text)).toEqual(value);
  });

  it('reaches nothing but own properties of the data', () => {
    expect(result('${{ inputs.toString }}')).toBeNull();
    expect(result("${{ event.raw[format('{0}proto__', '__')] }}")).toBeNull();
    expect(result("${{ event.raw[format('{0}structor', 'con')] }}")).toBeNull();
    expect(result('${{ inputs.list.map }}')).toBeNull();
    expect(result("${{ inputs.name['length'] }}")).toBeNull();
    expect(result('${{ process }}')).toBeNull();
  });

  it('answers status functions in `when` only', () => {
    const status = { success: false, failure: true, cancelled: false };
    expect(result('${{ failure() && !cancelled() || success() }}', { ...context, status })).toBe(true);
    expect(result('${{ always() }}', { ...context, status })).toBe(true);
    expect(result('${{ failure() }}')).toEqual({
      message: '`failure()` must stand in `when`, nowhere else.',
      hint: 'Use `tasks.ID.status`.',
    });
  });

  it.each([
    [
      '${{ event.tag < 1 }}',
      '`<` must compare two numbers or two texts, got null and a number.',
      'Give a default with `||`, or compare values of one type.',
    ],
    [
      "${{ format('{2}', 1) }}",
      '`format` must be given a value for every number in braces, got 1 for {2}.',
      'Add the value, or write {{ and }} for braces.',
    ],
    [
      "${{ fromJson('{') }}",
      '`fromJson` must be given JSON, got "{".',
      'Look at the output or input that the text comes from.',
    ],
    [
      '${{ lower(inputs.list) }}',
      '`lower` must be given a text, got a list.',
      'Use `join` for a list, `toJson` for an object.',
    ],
    [
      '${{ join(inputs.name) }}',
      '`join` must be given a list, got "Übung".',
      'Use `split` to make a list of a text.',
    ],
    ['${{ run(1) }}', 'There is no function `run`.', 'See "Expressions" in docs/pipeline.md.'],
  ])('ends %s with a problem', (text, message, hint) => {
    expect(result(text)).toEqual({ message, hint });
  });

  it('never makes a text of more than a million characters', () => {
    const big = { inputs: { big: 'x'.repeat(1_000_000) } };
    expect(result("${{ format('{0}{0}', inputs.big) }}", big)).toEqual({
      message: '`format` must give at most 1048576 characters, got 2000000.',
      hint: 'Do the work in a script task.',
    });
    expect(result("${{ replace(inputs.big, 'x', 'yyyyyyyyyy') }}", big)).toEqual({
      message: '`replace` must give at most 1048576 characters, got 10000000.',
      hint: 'Do the work in a script task.',
    });
    expect(result('${{ inputs.big }}${{ inputs.big }}', big)).toEqual({
      message: 'A text with expressions must have at most 1048576 characters.',
      hint: 'Pass large texts as files in the workspace.',
    });
  });
});
