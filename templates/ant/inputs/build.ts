import { Type } from '@stepyard/catalog';
import { buildProperties, furtherOptions, jdk } from '@stepyard/catalog/fields';

/** What is built, and how. */
export const build = {
  buildFile: Type.String({
    title: { en: 'Build file', zh: '构建文件' },
    help: { en: 'Below the directory of the task.', zh: '相对于任务的工作目录。' },
    format: 'path',
    default: 'build.xml',
  }),
  targets: Type.Array(Type.String({ pattern: '^[^\\s-][^\\u0000]*$' }), {
    title: { en: 'Targets', zh: '目标' },
    help: {
      en: 'In order. Left out: the default target of the build file.',
      zh: '按顺序执行。不填时执行构建文件的默认目标。',
    },
    default: [],
  }),
  properties: buildProperties('Ant'),
  propertyFiles: Type.Array(Type.String({ format: 'path' }), {
    title: { en: 'Property files', zh: '属性文件' },
    help: { en: 'In the workspace; the properties above win.', zh: '工作区中的文件；以上属性优先。' },
    default: [],
    advanced: true,
  }),
  libraries: Type.Array(Type.String({ format: 'path' }), {
    title: { en: 'Libraries', zh: '类库' },
    help: {
      en: 'Jars and directories of jars in the workspace, for tasks that Ant does not have by itself.',
      zh: '工作区中的 jar 或其目录，供 Ant 自身没有的任务使用。',
    },
    default: [],
    advanced: true,
  }),
  options: furtherOptions('Ant', ['-keep-going', '-verbose']),
  jdk,
};
