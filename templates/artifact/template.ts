import { defineTemplate, Type } from '@stepyard/catalog';
import { action } from './inputs/action.ts';

export const artifact = defineTemplate({
  name: 'artifact',
  version: '1.0.0',
  title: { en: 'Artifacts', zh: '提取人工制品' },
  help: {
    en: 'Saves files of the workspace as a named set, and restores such a set in a later task, run or pipeline.',
    zh: '将工作区中的文件保存为命名的制品集，供之后的任务、执行或其他流水线取回。',
  },
  category: 'publish',
  keywords: ['upload', 'download', 'archive', 'copy', '制品', '产物', '上传', '下载', '归档'],
  inputs: {
    name: Type.String({
      title: { en: 'Name of the set', zh: '制品集名称' },
      help: { en: 'Small letters, digits and hyphens.', zh: '小写字母、数字和连字符。' },
      placeholder: { en: 'dist', zh: 'dist' },
      pattern: '^[a-z0-9]+(?:-[a-z0-9]+)*$',
      maxLength: 63,
    }),
    action,
  },
  outputs: {
    set: Type.String({
      title: { en: 'Key of the set in the store', zh: '制品集在存储中的键' },
      optional: true,
    }),
    run: Type.String({ title: { en: 'Run that saved it', zh: '保存它的执行' }, optional: true }),
    files: Type.Integer({ title: { en: 'Files saved or restored', zh: '文件数' } }),
    bytes: Type.Integer({ title: { en: 'Their size in bytes', zh: '总字节数' } }),
    sha256: Type.String({
      title: { en: 'SHA-256 of the set', zh: '制品集的 SHA-256' },
      help: {
        en: 'Of the names and SHA-256 of all its files: equal for equal files, whichever run saved them.',
        zh: '由全部文件的名称与 SHA-256 计算：文件相同则相同，与由哪次执行保存无关。',
      },
      optional: true,
    }),
  },
  permissions: ['artifacts:read', 'artifacts:write'],
  repeatable: true,
  resources: { requests: { cpu: '100m', memory: '128Mi' } },
  examples: [
    {
      title: { en: 'Save what was built', zh: '保存构建产物' },
      with: { name: 'dist', action: { case: 'save', paths: ['dist', '!**/*.map'] } },
    },
    {
      title: { en: 'Restore the newest set of this pipeline', zh: '取回本流水线最新的制品集' },
      with: { name: 'dist', action: 'restore' },
    },
    {
      title: { en: 'Restore what another pipeline saved', zh: '取回其他流水线保存的制品集' },
      with: {
        name: 'dist',
        action: { case: 'restore', pipeline: 'build', run: '${{ inputs.build }}', path: 'release' },
      },
    },
  ],
});
