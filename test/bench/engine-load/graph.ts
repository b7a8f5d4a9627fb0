import type { Plan } from '@stepyard/pipeline';
import { samplePlan } from '../../../engine/testing/plan.ts';

export const stageCount = 20;
export const tasksPerStage = 500;

/** 10,000 tasks in 20 stages; each needs two tasks of the stage before. */
export function bigPlan(): Plan {
  const id = (stage: number, task: number) => `t${stage}-${task % tasksPerStage}`;
  const stages = Array.from({ length: stageCount }, (_, stage) => ({
    tasks: Array.from({ length: tasksPerStage }, (_unused, task) => ({
      id: id(stage, task),
      needs: stage === 0 ? [] : [id(stage - 1, task), id(stage - 1, task + 1)],
      with: { text: `work number ${task} of stage ${stage}` },
    })),
  }));
  return samplePlan(stages, { pipeline: 'big' });
}
