import { mapOf, object } from '../shape/collections.ts';
import { integer, truth } from '../shape/scalars.ts';
import { about, type Read } from '../shape/shape.ts';
import { authoredObject, condition, literal } from './authored.ts';
import { cache } from './cache.ts';
import { scope } from './stage.ts';
import { artifacts, config, connection, env, resources, services, traits } from './task.ts';
import { duration, imageName, inputNames, title } from './words.ts';

const any = { pattern: /^./, wants: 'an id' };

/** What an environment may change of a task: values, never what it is or its order. */
const taskOverlay = object({
  with: authoredObject,
  env,
  config,
  connection,
  when: condition,
  timeout: duration,
  retries: integer(0, 100),
  allowFailure: truth,
  cache,
  artifacts,
  resources,
  services,
  traits,
  image: imageName,
});

const stageOverlay = object({ scope, cache, env, config });

const overlay = object({
  title,
  env,
  config,
  scope,
  cache,
  inputs: about(
    { en: 'Defaults of pipeline inputs here', zh: '此环境下流水线输入的默认值' },
    mapOf(literal, inputNames),
  ),
  stages: about({ en: 'Values of stages, by name', zh: '按名称覆盖阶段的取值' }, mapOf(stageOverlay, any)),
  tasks: about({ en: 'Values of tasks, by id', zh: '按 id 覆盖任务的取值' }, mapOf(taskOverlay, any)),
});

export const environments = about(
  { en: 'By environment, the values that differ there', zh: '各执行环境中不同的取值' },
  mapOf(overlay, { pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, wants: 'the name of an environment' }),
);

export type OverlaySource = Read<typeof overlay>;
export type TaskOverlaySource = Read<typeof taskOverlay>;
