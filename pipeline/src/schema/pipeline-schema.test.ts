import { Validator } from '@cfworker/json-schema';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { sampleCatalog } from '../testing/catalog.ts';
import { stageOf } from '../testing/plan.ts';
import { pipelineSchema } from './pipeline-schema.ts';

const schema = pipelineSchema(sampleCatalog, 'en');
const validator = new Validator(schema, '7', false);

/** Where a file does not fit the schema: the deepest places only. */
function misfits(text: string): readonly string[] {
  const { errors } = validator.validate(parse(text));
  const places = [...new Set(errors.map(({ instanceLocation }) => instanceLocation))];
  return places.filter((place) => !places.some((other) => other.startsWith(`${place}/`)));
}

describe('pipeline/schema/pipeline-schema', () => {
  it('takes sound pipelines', () => {
    const text = stageOf(
      `
- template: build@1.2
  with: {goals: [package], threads: "\${{ inputs.n }}", jdk: "21"}
  before: [{template: script, with: {script: x}}]
  matrix: {values: {a: [1], b: "\${{ tasks.x.outputs.y }}"}}
- {template: deploy, with: {namespace: x, password: "\${{ secrets.P }}"}, traits: [{trait: hpa, with: {max: 1}}]}
- {template: fetch-code, with: {auth: {case: token, token: "\${{ secrets.T }}"}}}`,
      'triggers: {push: , schedule: {cron: 0 3 * * *}}\ncache: false\ninputs: {n: integer}\nsource: https://git.example/a.git',
    );
    expect(misfits(text)).toEqual([]);
  });

  it.each([
    ['- {template: build, with: {threads: many}}', '#/stages/0/tasks/0/with/threads'],
    ['- {template: build@1.2, with: {theads: 1}}', '#/stages/0/tasks/0/with/theads'],
    ['- {template: deploy, with: {image: a}}', '#/stages/0/tasks/0/with'],
    ['- {template: deploy}', '#/stages/0/tasks/0'],
    [
      '- {template: deploy, with: {image: a, namespace: b, password: hunter2}}',
      '#/stages/0/tasks/0/with/password',
    ],
    ['- {template: biuld}', '#/stages/0/tasks/0/template'],
    ['- {template: build, tiemout: 3m}', '#/stages/0/tasks/0/tiemout'],
    ['- {template: build, before: [{template: script, with: {}}]}', '#/stages/0/tasks/0/before/0/with'],
    ['- {template: build, traits: [{trait: hpa, with: {max: x}}]}', '#/stages/0/tasks/0/traits/0/with/max'],
    ['- {template: build, retries: lots}', '#/stages/0/tasks/0/retries'],
  ])('refuses %s', (task, place) => {
    expect(misfits(stageOf(task))).toContain(place);
  });

  it('offers templates by name, with their titles in the language of the reader', () => {
    expect(pipelineSchema(sampleCatalog, 'zh')).toMatchObject({
      title: 'Stepyard 流水线',
      properties: { title: { description: '供阅读的标题，任何语言均可' } },
      $defs: {
        task: {
          properties: {
            template: {
              anyOf: [
                {
                  enum: ['fetch-code', 'build', 'script', 'deploy', 'publish', 'old-build'],
                  enumDescriptions: ['获取代码', '构建', '脚本', '部署', '发布', '构建'],
                },
                { type: 'string' },
              ],
            },
          },
        },
      },
    });
  });

  it('holds the inputs of each version where it is the one that is meant', () => {
    expect(schema).toMatchObject({
      $defs: {
        uses: {
          allOf: expect.arrayContaining([
            expect.objectContaining({
              if: {
                properties: { template: { enum: ['build', 'build@1', 'build@1.5', 'build@1.5.0'] } },
                required: ['template'],
              },
            }),
            expect.objectContaining({
              if: {
                properties: { template: { enum: ['build@1.2', 'build@1.2.3'] } },
                required: ['template'],
              },
            }),
          ]),
        },
      },
    });
  });

  it('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  });
});
