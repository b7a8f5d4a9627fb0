import { formats } from '@stepyard/catalog';
import { either, list, mapped, object, orEmpty } from '../shape/collections.ts';
import { oneOf, text, truth } from '../shape/scalars.ts';
import { about, label, type Read, refuse, required, type Shape } from '../shape/shape.ts';
import type { Node } from '../yaml/node.ts';
import { authoredText } from './authored.ts';

const pattern = text({ wants: 'a pattern such as `main`, `release/*` or `!docs/**`', most: 300 });

const patterns = either({
  scalar: mapped(pattern, (one): readonly string[] => [one]),
  list: list(pattern, 200),
});

const branches = about(
  { en: 'Patterns of branches; `!` before one leaves out', zh: '分支模式；前加 `!` 表示排除' },
  patterns,
);
const paths = about(
  { en: 'Patterns of changed files; `!` before one leaves out', zh: '变更文件的路径模式；前加 `!` 表示排除' },
  patterns,
);

const push = object({ branches, paths });
const tag = object({ tags: about({ en: 'Patterns of tags', zh: '标签模式' }, patterns) });
const pullRequest = object({
  branches: about({ en: 'Patterns of target branches', zh: '目标分支模式' }, patterns),
  paths,
});

const cron: Shape<string> = {
  ...text(),
  wants: 'a schedule of five columns',
  read: (node, reader) => {
    const value = text().read(node, reader);
    if (value === undefined || formats.cron.fits(value)) return value;
    const message = `${label(reader)} must be ${formats.cron.rule}, got ${JSON.stringify(value)}.`;
    return refuse(
      reader,
      node.at,
      'invalid-value',
      message,
      `Write for instance \`${formats.cron.examples[0]}\`.`,
    );
  },
};

const zone: Shape<string> = {
  ...text(),
  wants: 'a time zone such as `Asia/Shanghai`',
  read: (node, reader) => {
    const value = text().read(node, reader);
    if (value === undefined || isZone(value)) return value;
    const message = `${label(reader)} must be a time zone, got ${JSON.stringify(value)}.`;
    return refuse(reader, node.at, 'invalid-value', message, 'Write for instance `Asia/Shanghai` or `UTC`.');
  },
};

const schedule = object({
  cron: required(cron),
  zone,
  branch: text({ most: 300 }),
  concurrency: about(
    { en: 'What a tick does while a run is still active', zh: '上次执行未结束时的处理方式' },
    oneOf('allow', 'forbid', 'replace'),
  ),
  suspend: truth,
});

const image = object({
  name: required(text({ most: 300 })),
  type: oneOf('harbor', 'dockerhub', 'aliyun'),
  tags: patterns,
  branches: about({ en: 'Branches on which it starts a run', zh: '触发执行的分支' }, patterns),
  token: authoredText,
  comment: text(),
});

const none = (node: Node) => ({ node: { kind: 'map', entries: new Map(), at: node.at, size: 1 } as const });

/** One, or a list of several. */
function several<T>(shape: Shape<T>): Shape<readonly T[]> {
  return either({ map: mapped(shape, (one): readonly T[] => [one]), list: list(shape, 50) });
}

/** What starts a run by itself. */
export const triggers = about(
  { en: 'What starts a run by itself', zh: '自动触发执行的条件' },
  object({
    push: about({ en: 'A push to a branch', zh: '推送到分支' }, orEmpty(push, none)),
    tag: about({ en: 'A pushed tag', zh: '推送标签' }, orEmpty(tag, none)),
    'pull-request': about({ en: 'A pull or merge request', zh: '拉取/合并请求' }, orEmpty(pullRequest, none)),
    schedule: about({ en: 'A time', zh: '定时' }, several(schedule)),
    image: about({ en: 'A pushed image', zh: '推送镜像' }, several(image)),
    manual: about({ en: 'A person; always possible', zh: '手动；始终可用' }, orEmpty(object({}), none)),
  }),
);

export type TriggersSource = Read<typeof triggers>;

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
