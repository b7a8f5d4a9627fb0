import { list, object } from '../shape/collections.ts';
import { integer, truth } from '../shape/scalars.ts';
import { about, named, type Read, required } from '../shape/shape.ts';
import { cache } from './cache.ts';
import { config, env, task } from './task.ts';
import { environmentName, id, processors, title } from './words.ts';

export const scope = about(
  { en: 'Limits on what runs at once', zh: '对同时运行内容的限制' },
  object({
    cpu: about(
      {
        en: 'Processors that the tasks running at once may ask for together',
        zh: '同时运行的任务可申请的 CPU 总量',
      },
      processors,
    ),
    tasks: about({ en: 'Tasks that may run at once', zh: '可同时运行的任务数' }, integer(1, 10_000)),
  }),
);

export const tasks = list(task, 10_000);

export const stage = named(
  'stage',
  object(
    {
      name: about(
        {
          en: 'Name of the stage, unique in the pipeline; made from the title if not given',
          zh: '阶段的唯一名称；未填写时由标题生成',
        },
        id,
      ),
      title: about({ en: 'What people read, in any language', zh: '供阅读的标题，任何语言均可' }, title),
      parallel: about(
        { en: 'Its tasks run at once; default false: one after another', zh: '并行执行任务；默认关：串行' },
        truth,
      ),
      tasks: required(tasks),
      cache: about({ en: 'Keep the caches of its tasks', zh: '本阶段任务的缓存设置' }, cache),
      scope,
      env,
      config,
      environment: about(
        { en: 'Environment whose values its tasks take', zh: '本阶段任务所用的执行环境' },
        environmentName,
      ),
    },
    'a stage',
  ),
);

export type StageSource = Read<typeof stage>;
