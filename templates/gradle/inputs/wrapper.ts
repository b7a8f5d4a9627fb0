import { Type } from '@stepyard/catalog';

const section = 'wrapper';

/** Which Gradle is run. */
export const wrapper = {
  wrapper: Type.Boolean({
    title: { en: 'Use the wrapper', zh: '使用 Wrapper' },
    help: { en: 'Runs gradlew if the project has one.', zh: '项目包含 gradlew 时使用它。' },
    section,
    default: true,
    advanced: true,
  }),
  checksum: Type.String({
    title: { en: 'Checksum of the distribution', zh: '发行包校验值' },
    help: {
      en: 'SHA-256 that the distribution of the wrapper must have. Left out: as gradle-wrapper.properties says.',
      zh: 'Wrapper 发行包必须具有的 SHA-256。不填时按 gradle-wrapper.properties 的设置。',
    },
    section,
    pattern: '^[0-9a-f]{64}$',
    optional: true,
    advanced: true,
  }),
  distribution: Type.String({
    title: { en: 'URL of the distribution', zh: '发行包地址' },
    help: {
      en: 'The wrapper fetches Gradle from here instead of from where the project says.',
      zh: 'Wrapper 从此处下载 Gradle，代替项目中的地址。',
    },
    placeholder: {
      en: 'https://mirror.example/gradle-8.14-bin.zip',
      zh: 'https://mirror.example/gradle-8.14-bin.zip',
    },
    section,
    owner: 'ops',
    format: 'url',
    optional: true,
    advanced: true,
  }),
};
