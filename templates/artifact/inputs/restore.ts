import { Type } from '@stepyard/catalog';

/** Which set is fetched, and where it goes. */
export const restore = {
  path: Type.String({
    title: { en: 'Target directory', zh: '目标目录' },
    help: {
      en: 'Below the workspace; each file gets the path below it that it had in the workspace when it was saved.',
      zh: '位于工作区内；每个文件在其下恢复保存时的相对路径。',
    },
    format: 'path',
    default: '.',
  }),
  pipeline: Type.String({
    title: { en: 'Pipeline', zh: '流水线' },
    help: {
      en: 'Name of the pipeline of the same project that saved the set. Left out: this one, or that of the run.',
      zh: '同一项目中保存该制品集的流水线名称。不填时为当前流水线，或所填执行所属的流水线。',
    },
    pattern: '^[a-z](?:[a-z0-9-]*[a-z0-9])?$',
    optional: true,
  }),
  run: Type.String({
    title: { en: 'Run', zh: '执行' },
    help: {
      en: 'Run that saved the set, for instance build-12. Left out: this run if it has saved one, otherwise the newest.',
      zh: '保存该制品集的执行，例如 build-12。不填时优先取本次执行保存的，否则取最新的。',
    },
    pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
    optional: true,
  }),
  paths: Type.Array(Type.String({ format: 'pattern' }), {
    title: { en: 'Files of the set', zh: '取回的文件' },
    help: {
      en: 'Patterns of the files that are restored; `!` leaves out. Left out: all.',
      zh: '要取回的文件的路径模式；`!` 表示排除。不填时取回全部。',
    },
    default: [],
    advanced: true,
  }),
  optional: Type.Boolean({
    title: { en: 'May be missing', zh: '允许缺失' },
    help: {
      en: 'Where there is no such set the task ends with a warning instead of a failure.',
      zh: '找不到该制品集时，任务以警告结束而不是失败。',
    },
    default: false,
  }),
};
