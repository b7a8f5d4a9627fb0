import { Type } from '../type.ts';
import type { Words } from '../words.ts';
import { credential } from './credential.ts';
import { tests } from './test-reports.ts';

/** Which JDK the tool is run by. */
export const jdk = Type.String({
  title: { en: 'JDK version', zh: 'JDK 版本' },
  help: {
    en: 'Its major version. Left out: the one of JAVA_HOME or of the PATH.',
    zh: 'JDK 主版本号。不填时使用 JAVA_HOME 或 PATH 中的 JDK。',
  },
  placeholder: { en: '17', zh: '17' },
  pattern: '^[1-9]\\d?$',
  optional: true,
});

/** Whether the tool fetches nothing. */
export const offline = Type.Boolean({
  title: { en: 'Offline', zh: '离线' },
  help: { en: 'Only what the cache holds is used.', zh: '仅使用缓存中已有的内容。' },
  default: false,
  advanced: true,
});

/** Arguments for the tool that no field stands for. */
export function furtherOptions(tool: string, such: readonly string[]) {
  return Type.Array(Type.String({ pattern: '^-' }), {
    title: { en: 'Further options', zh: '其他选项' },
    help: {
      en: `Each one reaches ${tool} as it is, as one argument: ${such.join(', ')}.`,
      zh: `每一项都原样作为一个参数传给 ${tool}：${such.join('、')}。`,
    },
    default: [],
    advanced: true,
  });
}

interface PropertyOptions {
  readonly title?: Words;
  readonly advanced?: true;
}

/** Names and values that reach the tool as one argument each: `-Dname=value`. */
export function buildProperties(
  tool: string,
  letter: 'D' | 'P' = 'D',
  { title = { en: 'Properties', zh: '属性' }, ...more }: PropertyOptions = {},
) {
  return Type.Map(Type.String(), {
    title,
    help: {
      en: `Each one reaches ${tool} as -${letter}name=value.`,
      zh: `以 -${letter}名称=值 传给 ${tool}。`,
    },
    keyPattern: '^[A-Za-z_][A-Za-z0-9_.-]*$',
    default: {},
    ...more,
  });
}

/** A repository in the place of all others. */
export function mavenMirror(section: string, help: Words) {
  const placeholder = 'https://maven.example/repository/public/';
  return Type.String({
    title: { en: 'Mirror', zh: '镜像仓库' },
    help,
    placeholder: { en: placeholder, zh: placeholder },
    section,
    owner: 'ops',
    format: 'url',
    connection: 'maven',
    optional: true,
  });
}

/** Credentials of repositories by their ids. */
export function repositoryServers(section: string, idPattern: string, help: Words) {
  const id = Type.String({ title: { en: 'Id', zh: '标识' }, pattern: idPattern });
  return Type.Array(Type.Object({ id, ...credential }, { title: { en: 'Server', zh: '服务器' } }), {
    title: { en: 'Servers', zh: '服务器凭证' },
    help,
    section,
    default: [],
  });
}

/** The proxy of the machine where the tool runs. */
export function proxyUrl(section: string, help: Words) {
  return Type.String({
    title: { en: 'Proxy', zh: '代理' },
    help,
    section,
    owner: 'infra',
    format: 'url',
    optional: true,
    advanced: true,
  });
}

/** What is known of any build of Java code. */
export const buildOutputs = {
  artifacts: Type.Array(Type.String({ format: 'path' }), {
    title: { en: 'Built files, below the workspace', zh: '构建产物（相对工作区）' },
  }),
  tests,
  coverage: Type.Number({ title: { en: 'Line coverage, percent', zh: '行覆盖率（%）' }, optional: true }),
};
