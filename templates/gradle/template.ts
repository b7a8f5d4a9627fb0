import { defineTemplate, Type } from '@stepyard/catalog';
import { buildOutputs } from '@stepyard/catalog/fields';
import { build } from './inputs/build.ts';
import { settings } from './inputs/settings.ts';
import { wrapper } from './inputs/wrapper.ts';

export const gradle = defineTemplate({
  name: 'gradle',
  version: '1.0.0',
  title: { en: 'Gradle environment', zh: 'Gradle 环境' },
  help: {
    en: 'Builds and tests a Gradle project, reads its test and coverage reports, and keeps its downloads between runs.',
    zh: '构建并测试 Gradle 项目，读取测试与覆盖率报告，下载内容在多次执行之间保留。',
  },
  category: 'build',
  keywords: ['java', 'kotlin', 'groovy', 'gradlew', 'jar', 'war', 'junit', 'jacoco', '编译', '打包'],
  sections: {
    wrapper: { en: 'Wrapper', zh: 'Wrapper' },
    settings: { en: 'Repositories, caches and credentials', zh: '仓库、缓存与凭证' },
  },
  inputs: { ...build, ...wrapper, ...settings },
  outputs: {
    group: Type.String({ title: { en: 'Group of the root project', zh: '根项目 group' }, optional: true }),
    name: Type.String({ title: { en: 'Name of the root project', zh: '根项目名称' }, optional: true }),
    version: Type.String({ title: { en: 'Version', zh: '版本' }, optional: true }),
    ...buildOutputs,
  },
  caches: {
    gradle: {
      title: { en: 'Gradle user home', zh: 'Gradle 用户目录' },
      path: '/root/.gradle',
      layered: true,
      keyFiles: ['**/*.gradle', '**/*.gradle.kts', '**/gradle/*.versions.toml', '**/gradle.lockfile'],
    },
    build: { title: { en: 'Build cache', zh: '构建缓存' } },
    wrapper: {
      title: { en: 'Gradle that the wrapper fetched', zh: 'Wrapper 下载的 Gradle' },
      keyFiles: ['**/gradle/wrapper/gradle-wrapper.properties'],
    },
  },
  network: [
    'input:mirror',
    'input:distribution',
    'repo.maven.apache.org',
    'plugins.gradle.org',
    'services.gradle.org',
  ],
  repeatable: true,
  tools: [
    { name: 'java', version: '>=8' },
    { name: 'gradle', version: '>=4.4', optional: true },
  ],
  variants: {
    input: 'jdk',
    default: '17',
    images: { 17: { suffix: 'jdk17', tools: { java: '17', gradle: '4.4.1' } } },
  },
  resources: { requests: { cpu: '1', memory: '1Gi' } },
  examples: [
    { title: { en: 'Build and test', zh: '构建并测试' }, with: { tasks: ['build'] } },
    {
      title: { en: 'Publish without tests, by a mirror', zh: '通过镜像仓库发布，跳过测试' },
      with: {
        tasks: ['publish'],
        skipTests: true,
        mirror: 'https://maven.example/repository/public/',
        servers: [{ id: 'releases', username: 'ci', password: '${{ secrets.GRADLE_PASSWORD }}' }],
      },
    },
    {
      title: { en: 'A checked wrapper, a build cache and a property', zh: '校验 Wrapper、构建缓存与属性' },
      with: {
        checksum: '0336f591bc0ec9aa0c9988929b93ecc916b3c1d52aed202c7381db144aa0ef15',
        buildCache: 'local',
        properties: { revision: '${{ inputs.version }}' },
        jdk: '17',
      },
    },
  ],
});
