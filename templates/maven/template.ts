import { defineTemplate, Type } from '@stepyard/catalog';
import { buildOutputs } from '@stepyard/catalog/fields';
import { build } from './inputs/build.ts';
import { settings } from './inputs/settings.ts';

export const maven = defineTemplate({
  name: 'maven',
  version: '1.0.0',
  title: { en: 'Maven environment', zh: 'Maven 环境' },
  help: {
    en: 'Builds and tests a Maven project, reads its test and coverage reports, and keeps its repository between runs.',
    zh: '构建并测试 Maven 项目，读取测试与覆盖率报告，本地仓库在多次执行之间保留。',
  },
  category: 'build',
  keywords: ['java', 'mvn', 'jar', 'war', 'junit', 'jacoco', '编译', '打包'],
  sections: { settings: { en: 'Repositories and credentials', zh: '仓库与凭证' } },
  inputs: { ...build, ...settings },
  outputs: {
    groupId: Type.String({ title: { en: 'Group id', zh: 'groupId' }, optional: true }),
    artifactId: Type.String({ title: { en: 'Artifact id', zh: 'artifactId' }, optional: true }),
    version: Type.String({ title: { en: 'Version', zh: '版本' }, optional: true }),
    ...buildOutputs,
  },
  caches: {
    repository: {
      title: { en: 'Local repository', zh: '本地仓库' },
      path: '/root/.m2/repository',
      layered: true,
      keyFiles: ['**/pom.xml', '**/.mvn/extensions.xml'],
    },
    wrapper: {
      title: { en: 'Maven that the wrapper fetched', zh: 'Wrapper 下载的 Maven' },
      keyFiles: ['**/.mvn/wrapper/maven-wrapper.properties'],
    },
  },
  network: ['input:mirror', 'repo.maven.apache.org'],
  repeatable: true,
  tools: [
    { name: 'java', version: '>=8' },
    { name: 'mvn', version: '>=3.6.1' },
  ],
  variants: {
    input: 'jdk',
    default: '17',
    images: { 17: { suffix: 'jdk17', tools: { java: '17', mvn: '3.8.7' } } },
  },
  resources: { requests: { cpu: '1', memory: '1Gi' } },
  examples: [
    { title: { en: 'Build and test', zh: '构建并测试' }, with: { goals: ['verify'] } },
    {
      title: { en: 'Deploy without tests, by a mirror', zh: '通过镜像仓库发布，跳过测试' },
      with: {
        goals: ['deploy'],
        skipTests: true,
        mirror: 'https://maven.example/repository/public/',
        servers: [{ id: 'releases', username: 'ci', password: '${{ secrets.MAVEN_PASSWORD }}' }],
      },
    },
    {
      title: { en: 'Two profiles, a property and a JDK', zh: '两个 profile、一个属性与指定 JDK' },
      with: { profiles: ['prod', '!dev'], properties: { revision: '${{ inputs.version }}' }, jdk: '17' },
    },
  ],
});
