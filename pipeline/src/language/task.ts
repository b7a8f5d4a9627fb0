import { either, list, mapOf, mapped, object } from '../shape/collections.ts';
import { integer, oneOf, text, truth } from '../shape/scalars.ts';
import { about, named, type Read, required } from '../shape/shape.ts';
import { authored, authoredObject, authoredText, condition } from './authored.ts';
import { cache } from './cache.ts';
import {
  connectionName,
  duration,
  environmentName,
  envNames,
  id,
  imageName,
  inputNames,
  quantity,
  templateName,
  title,
  workspacePath,
} from './words.ts';

export const env = about(
  {
    en: 'Variables of the task; a secret is bound by name: `${{ secrets.NAME }}`',
    zh: '任务的环境变量；密钥按名称绑定：`${{ secrets.NAME }}`',
  },
  mapOf(authoredText, envNames),
);

export const config = about(
  { en: 'Config groups whose entries become variables', zh: '其条目成为环境变量的配置组' },
  either({
    scalar: mapped(environmentName, (name): readonly string[] => [name]),
    list: list(environmentName),
  }),
);

export const connection = about(
  {
    en: 'Connections of the configuration that fill inputs: URL, credential, TLS settings',
    zh: '用于填充输入（地址、凭证、TLS 设置）的连接',
  },
  either({
    scalar: mapped(connectionName, (name): readonly string[] => [name]),
    list: list(connectionName, 20),
  }),
);

const amounts = object({ cpu: quantity, memory: quantity });

export const resources = about(
  { en: 'Processors and memory: what it asks for and what it may use', zh: 'CPU 与内存：申请量与上限' },
  object({ cpu: quantity, memory: quantity, requests: amounts, limits: amounts }),
);

const artifact = either({
  scalar: mapped(workspacePath, (path) => ({ path })),
  map: object({
    path: required(workspacePath),
    type: oneOf('file', 'junit', 'sbom', 'image', 'chart'),
    when: oneOf('success', 'failure', 'always'),
  }),
});

export const artifacts = about(
  { en: 'Files to keep: patterns below the workspace', zh: '要保留的文件：工作区内的路径模式' },
  list(artifact, 100),
);

const service = object({
  name: required(id),
  image: required(imageName),
  env,
  ports: list(integer(1, 65_535), 50),
});

export const services = about(
  {
    en: 'Containers that run beside the task, reached by their names',
    zh: '与任务一同运行、可按名称访问的容器',
  },
  list(service, 20),
);

const traitName = text({
  wants: 'the name of a trait',
  pattern: /^[A-Za-z][A-Za-z0-9-]*$/,
  hint: 'Write for instance `scaler`.',
});

export const traits = about(
  { en: 'Typed sets of options that the task carries', zh: '任务携带的类型化选项集' },
  list(
    either({
      scalar: mapped(traitName, (trait, node) => ({ trait, node })),
      map: named('trait', object({ trait: required(traitName), with: authoredObject })),
    }),
    50,
  ),
);

/** What a task and a hook both may say. */
const common = {
  id: about(
    {
      en: 'Name of the task, unique in the pipeline; made from the title if not given',
      zh: '任务的唯一标识；未填写时由标题生成',
    },
    id,
  ),
  title: about({ en: 'What people read, in any language', zh: '供阅读的标题，任何语言均可' }, title),
  template: required(
    about(
      { en: 'Template, with a version if one is wanted: `clone@1.2`', zh: '任务模板，可带版本：`clone@1.2`' },
      templateName,
    ),
  ),
  with: about({ en: 'Inputs of the template', zh: '模板的输入' }, authoredObject),
  when: about(
    { en: 'Condition under which it runs; default `success()`', zh: '执行条件；默认 `success()`' },
    condition,
  ),
  timeout: about({ en: 'How long it may take; default 12h', zh: '超时时间；默认 12h' }, duration),
  retries: about(
    { en: 'How often it is tried again where that may help; default 6', zh: '可重试失败的重试次数；默认 6' },
    integer(0, 100),
  ),
  allowFailure: about(
    { en: 'The run goes on if it fails; default false', zh: '允许失败：失败时不影响后续；默认关' },
    truth,
  ),
  env,
  config,
  connection,
  cache: about(
    {
      en: 'Keep its caches; the nearest of task, stage and pipeline holds',
      zh: '缓存设置；以任务、阶段、流水线中最近者为准',
    },
    cache,
  ),
  artifacts,
  workdir: about(
    { en: 'Directory below the workspace in which it works', zh: '工作区内的工作目录' },
    workspacePath,
  ),
  resources,
  image: about(
    { en: "Image in which it runs, instead of the template's own", zh: '运行所用镜像，代替模板自带镜像' },
    imageName,
  ),
};

export const hook = named('hook', object(common, 'a task'));

export const hooks = list(hook, 20);

const needs = either({ scalar: mapped(id, (name): readonly string[] => [name]), list: list(id, 200) });

const matrix = object({
  values: required(mapOf(authored, inputNames)),
  maxParallel: integer(1, 1000),
  exclude: list(mapOf(authored, inputNames), 1000),
});

export const task = named(
  'task',
  object(
    {
      ...common,
      needs: about({ en: 'Tasks that must have ended before', zh: '必须先结束的任务' }, needs),
      source: about(
        {
          en: "`default`: the workspace holds the pipeline's source before it starts; `none`: it does not need it",
          zh: '`default`：开始前工作区已有默认代码源；`none`：不需要',
        },
        oneOf('default', 'none'),
      ),
      services,
      traits,
      before: about({ en: 'Small tasks right before it', zh: '紧接其前的小任务' }, hooks),
      after: about({ en: 'Small tasks right after it', zh: '紧接其后的小任务' }, hooks),
      matrix: about(
        { en: 'Runs it once for every combination of values', zh: '按各取值组合分别执行' },
        matrix,
      ),
      environment: about({ en: 'Environment whose values it takes', zh: '所用的执行环境' }, environmentName),
    },
    'a task',
  ),
);

export type TaskSource = Read<typeof task>;
export type HookSource = Read<typeof hook>;
