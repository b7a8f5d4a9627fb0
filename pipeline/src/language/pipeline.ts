import { either, mapped, object } from '../shape/collections.ts';
import { truth } from '../shape/scalars.ts';
import { about, label, type Read, refuse, required, type Shape } from '../shape/shape.ts';
import { describeNode, type Node } from '../yaml/node.ts';
import { authored, authoredText } from './authored.ts';
import { cache } from './cache.ts';
import { environments } from './environment.ts';
import { include, stages } from './include.ts';
import { inputs } from './input.ts';
import { scope, tasks } from './stage.ts';
import { config, connection, env } from './task.ts';
import { triggers } from './trigger.ts';
import { pipelineName, title } from './words.ts';

const version: Shape<1> = {
  wants: '1',
  schema: () => ({ const: 1 }),
  read: (node, reader) => {
    if (node.kind === 'scalar' && node.value === 1) return 1;
    const message = `${label(reader)} must be 1, the version of the language, got ${describeNode(node)}.`;
    return refuse(reader, node.at, 'version', message, 'Write `stepyard: 1`.');
  },
};

const source = about(
  { en: "Repository of the pipeline's code", zh: '流水线的默认代码源' },
  either({
    scalar: mapped(authoredText, (url, node) => ({ url, node })),
    map: object({
      url: about(
        { en: 'Repository; default: that of the event', zh: '代码仓库；默认为触发事件的仓库' },
        authoredText,
      ),
      ref: about(
        {
          en: 'Branch, tag or commit; default: that of the event',
          zh: '分支、标签或提交；默认为触发事件所指',
        },
        authoredText,
      ),
      credential: about(
        {
          en: 'A secret, `${{ secrets.NAME }}`, or a case with its fields, as the template that fetches it takes it',
          zh: '密钥 `${{ secrets.NAME }}`，或获取模板所接受的认证方式及其字段',
        },
        authored,
      ),
      connection,
    }),
  }),
);

const concurrency = about(
  { en: 'Runs of one group do not run at once', zh: '同组的执行不会同时运行' },
  either({
    scalar: mapped(authoredText, (group, node) => ({ group, node })),
    map: object({
      group: required(authoredText),
      cancelInProgress: about({ en: 'A new run cancels the one before', zh: '新的执行会取消前一次' }, truth),
    }),
  }),
);

/** Kept for later: reading it says nothing, validation refuses it. */
const later: Shape<Node> = { wants: 'a value', schema: () => ({}), read: (node) => node };

const version1 = required(about({ en: 'Version of the language', zh: '流水线语言版本' }, version));

const shared = {
  stepyard: version1,
  inputs,
  env,
  environments,
  include,
  finally: about(
    { en: 'Tasks that run at the end, however the run ends', zh: '无论结果如何，最后都会执行的任务' },
    tasks,
  ),
};

export const pipeline = object(
  {
    ...shared,
    name: about(
      { en: 'Name of the pipeline; made from the title if not given', zh: '流水线名称；未填写时由标题生成' },
      pipelineName,
    ),
    title: about({ en: 'What people read, in any language', zh: '供阅读的标题，任何语言均可' }, title),
    source,
    triggers,
    config,
    cache: about(
      { en: 'Keep caches between runs; default true', zh: '在多次执行之间保留缓存；默认开' },
      cache,
    ),
    scope,
    environment: about(
      { en: 'Environment whose values hold unless a run names another', zh: '默认执行环境' },
      authoredText,
    ),
    concurrency,
    stages: required(stages),
    notify: later,
    report: later,
  },
  'a pipeline',
);

/** A file that others include. */
export const part = object({ ...shared, stages }, 'a part of a pipeline');

export type PipelineSource = Read<typeof pipeline>;
export type PartSource = Read<typeof part>;
export type IncludeSource = Read<typeof include>;
export type StageList = NonNullable<PipelineSource['stages']>;
