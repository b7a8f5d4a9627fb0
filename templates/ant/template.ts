import { defineTemplate, Type } from '@stepyard/catalog';
import { buildOutputs } from '@stepyard/catalog/fields';
import { build } from './inputs/build.ts';
import { results } from './inputs/results.ts';

export const ant = defineTemplate({
  name: 'ant',
  version: '1.0.0',
  title: { en: 'Ant environment', zh: 'Ant 环境' },
  help: {
    en: 'Builds and tests a project with Ant, and reads its test and coverage reports.',
    zh: '使用 Ant 构建并测试项目，读取测试与覆盖率报告。',
  },
  category: 'build',
  keywords: ['java', 'build.xml', 'ivy', 'jar', 'war', 'junit', 'jacoco', '编译', '打包'],
  sections: { results: { en: 'What is read after the build', zh: '构建后读取的内容' } },
  inputs: { ...build, ...results },
  outputs: {
    name: Type.String({ title: { en: 'Name of the project', zh: '项目名称' }, optional: true }),
    ...buildOutputs,
  },
  caches: {
    ivy: {
      title: { en: 'What Ivy fetched', zh: 'Ivy 下载内容' },
      path: '/root/.ivy2',
      keyFiles: ['**/ivy.xml', '**/ivysettings.xml'],
    },
  },
  network: ['repo.maven.apache.org'],
  repeatable: true,
  tools: [
    { name: 'java', version: '>=8' },
    { name: 'ant', version: '>=1.9' },
  ],
  variants: {
    input: 'jdk',
    default: '17',
    images: { 17: { suffix: 'jdk17', tools: { java: '17', ant: '1.10.13' } } },
  },
  resources: { requests: { cpu: '1', memory: '512Mi' } },
  examples: [
    { title: { en: 'The default target', zh: '默认目标' }, with: {} },
    {
      title: { en: 'Targets, a property and a JDK', zh: '目标、属性与指定 JDK' },
      with: { targets: ['clean', 'test'], properties: { revision: '${{ inputs.version }}' }, jdk: '17' },
    },
    {
      title: { en: 'A build file elsewhere, with reports of its own', zh: '其他位置的构建文件与报告' },
      with: {
        buildFile: 'server/build.xml',
        targets: ['dist'],
        reports: ['out/junit/*.xml'],
        libraries: ['lib/ant'],
      },
    },
  ],
});
