import { describe, expect, it } from 'vitest';
import { soundPlanOf, stageOf } from '../testing/plan.ts';
import { namesOf } from './names.ts';

describe('pipeline/planning/names', () => {
  it('finds what a task names, wherever it stands', () => {
    const plan = soundPlanOf(
      stageOf(`
- {id: a, template: build}
- id: b
  template: deploy
  with: {image: "\${{ tasks.a.outputs.image }}", namespace: "\${{ config.k8s.namespace }}", password: "\${{ secrets.B }}"}
  env: {A: "\${{ secrets.A }}"}
  services: [{name: db, image: postgres, env: {P: "\${{ secrets.P }}"}}]
  traits: [{trait: hpa, with: {max: "\${{ fromJson(config.k8s.max) }}"}}]
  matrix: {values: {n: "\${{ tasks.a.outputs.modules }}"}}
  when: tasks.a.status == 'success'
`),
    );
    const [, task] = plan.tasks;
    if (task === undefined) throw new Error('no task');
    expect(namesOf(task)).toEqual({
      secrets: ['A', 'B', 'P'],
      config: ['k8s.max', 'k8s.namespace'],
      files: [],
      tasks: ['a'],
    });
  });
});
