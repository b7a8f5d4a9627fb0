import { cases, Type } from '@stepyard/catalog';

const section = 'gate';
const onRed = Type.Enum(['fail', 'warn'], {
  title: { en: 'When it is red', zh: '未通过时' },
  labels: {
    fail: { en: 'The task fails', zh: '任务失败' },
    warn: { en: 'The task ends with a warning', zh: '任务以警告结束' },
  },
  default: 'fail',
});

/** When the analysis counts as good. */
export const gate = {
  gate: cases(
    {
      wait: {
        timeout: Type.String({
          title: { en: 'Wait at most', zh: '最长等待' },
          help: {
            en: 'For the server to work through the analysis; after a minute without a container.',
            zh: '等待服务器处理分析结果的时间；超过一分钟后不占用容器。',
          },
          format: 'duration',
          default: '30m',
        }),
        onRed,
      },
      ignore: {},
    },
    {
      title: { en: 'Quality gate', zh: '质量门禁' },
      labels: {
        wait: { en: 'Wait for it', zh: '等待结果' },
        ignore: { en: 'Only send the analysis', zh: '仅提交分析' },
      },
      section,
      default: 'wait',
    },
  ),
  conditions: Type.Array(
    Type.Object(
      {
        measure: Type.String({
          title: { en: 'Measure', zh: '指标' },
          help: {
            en: 'Its key: coverage, new_bugs, sqale_index.',
            zh: '指标标识：coverage、new_bugs、sqale_index。',
          },
          pattern: '^[a-z][a-z0-9_]*$',
        }),
        is: Type.Enum(['atLeast', 'atMost'], {
          title: { en: 'Must be', zh: '要求' },
          labels: { atLeast: { en: 'at least', zh: '不小于' }, atMost: { en: 'at most', zh: '不大于' } },
        }),
        value: Type.Number({ title: { en: 'Value', zh: '值' } }),
      },
      { title: { en: 'Condition', zh: '条件' } },
    ),
    {
      title: { en: 'Conditions of your own', zh: '自定义条件' },
      help: {
        en: 'Besides those of the gate; a measure that the project does not have fails them.',
        zh: '在门禁条件之外的附加条件；项目没有该指标时视为未满足。',
      },
      section,
      default: [],
      advanced: true,
    },
  ),
  java: Type.Enum(['server', 'machine'], {
    title: { en: 'Java for the scanner', zh: '扫描器使用的 Java' },
    labels: {
      server: { en: 'The one that the server offers', zh: '服务器提供' },
      machine: { en: 'The one of the machine or image', zh: '机器或镜像自带' },
    },
    default: 'server',
    advanced: true,
  }),
  properties: Type.Map(Type.String(), {
    title: { en: 'Further properties', zh: '其他属性' },
    help: {
      en: 'Any analysis parameter, stronger than the fields above: sonar.sourceEncoding.',
      zh: '任意分析参数，优先于以上各项：sonar.sourceEncoding。',
    },
    keyPattern: '^sonar\\.[A-Za-z0-9_.-]+$',
    default: {},
    advanced: true,
  }),
};
