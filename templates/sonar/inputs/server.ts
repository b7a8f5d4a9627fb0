import { secret, Type } from '@stepyard/catalog';

/** Which server, and which project there. */
export const server = {
  url: Type.String({
    title: { en: 'SonarQube server', zh: 'SonarQube 服务器' },
    placeholder: { en: 'https://sonar.example', zh: 'https://sonar.example' },
    owner: 'ops',
    format: 'url',
    connection: 'sonar',
  }),
  token: secret({
    title: { en: 'Token', zh: '令牌' },
    help: {
      en: 'One that may analyse the project: a project or global analysis token.',
      zh: '具有执行分析权限的令牌：项目分析令牌或全局分析令牌。',
    },
    owner: 'ops',
  }),
  organization: Type.String({
    title: { en: 'Organization', zh: '组织' },
    help: { en: 'SonarQube Cloud only.', zh: '仅用于 SonarQube Cloud。' },
    pattern: '^[A-Za-z0-9_.-]+$',
    optional: true,
    advanced: true,
  }),
  projectKey: Type.String({
    title: { en: 'Project key', zh: '项目标识' },
    help: {
      en: 'Left out: as sonar-project.properties or package.json says.',
      zh: '不填时按 sonar-project.properties 或 package.json。',
    },
    pattern: '^[A-Za-z0-9_.:-]*[A-Za-z_.:-][A-Za-z0-9_.:-]*$',
    maxLength: 400,
    optional: true,
  }),
  projectName: Type.String({
    title: { en: 'Project name', zh: '项目名称' },
    maxLength: 500,
    optional: true,
  }),
  projectVersion: Type.String({
    title: { en: 'Project version', zh: '项目版本' },
    help: {
      en: 'Its change may begin a new period of new code.',
      zh: '版本变化可能开始新的“新代码”周期。',
    },
    maxLength: 100,
    optional: true,
  }),
};
