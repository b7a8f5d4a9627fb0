import { Type } from '@stepyard/catalog';
import { mavenMirror, proxyUrl, repositoryServers } from '@stepyard/catalog/fields';

const section = 'settings';

/** What Maven’s settings file says; one is made where any of them is given. */
export const settings = {
  mirror: mavenMirror(section, {
    en: 'Every repository is reached through it.',
    zh: '通过它访问所有仓库。',
  }),
  servers: repositoryServers(section, '^[A-Za-z0-9._-]+$', {
    en: 'Credentials of repositories, by the id that the POM gives them; `mirror` for the mirror.',
    zh: '仓库凭证，按 POM 中的 id 对应；镜像仓库的 id 为 `mirror`。',
  }),
  proxy: proxyUrl(section, {
    en: 'URL of a proxy for http and https.',
    zh: 'http 与 https 使用的代理地址。',
  }),
  settingsFile: Type.String({
    title: { en: 'Settings file', zh: 'settings 文件' },
    help: { en: 'In the workspace, instead of the fields above.', zh: '工作区中的文件，代替以上各项。' },
    section,
    format: 'path',
    optional: true,
    advanced: true,
  }),
};
