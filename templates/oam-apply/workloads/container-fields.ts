import { Type } from '@stepyard/catalog';

const t = (en: string, zh: string) => ({ title: { en, zh } });
const amount = { format: 'quantity', optional: true } as const;

const secretKey = Type.Object(
  {
    name: Type.String({ ...t('Name', '名称'), minLength: 1 }),
    key: Type.String({ ...t('Key', '键'), minLength: 1 }),
    optional: Type.Boolean({ ...t('May be missing', '可缺失'), optional: true }),
  },
  { ...t('Key of an object', '对象中的键'), optional: true },
);
const fieldPath = Type.Object(
  { fieldPath: Type.String({ ...t('Field', '字段'), minLength: 1 }) },
  { ...t('Field of the pod', 'Pod 字段'), optional: true },
);

const number = (en: string, zh: string) => Type.Integer({ ...t(en, zh), minimum: 0, optional: true });
const port = Type.Integer({ ...t('Port', '端口'), minimum: 1, maximum: 65535 });
const probeFields = {
  httpGet: Type.Object(
    {
      path: Type.String({ ...t('Path', '路径'), pattern: '^/', default: '/' }),
      port,
      scheme: Type.Enum(['HTTP', 'HTTPS'], { ...t('Scheme', '协议'), optional: true }),
    },
    { ...t('HTTP request', 'HTTP 请求'), optional: true },
  ),
  tcpSocket: Type.Object({ port }, { ...t('TCP connection', 'TCP 连接'), optional: true }),
  exec: Type.Object(
    { command: Type.Array(Type.String(), { ...t('Command', '命令'), minItems: 1 }) },
    { ...t('Command', '命令'), optional: true },
  ),
  initialDelaySeconds: number('Seconds before the first', '首次探测前的秒数'),
  periodSeconds: number('Seconds between two', '探测间隔秒数'),
  timeoutSeconds: number('Seconds for an answer', '超时秒数'),
  successThreshold: number('Successes', '成功次数'),
  failureThreshold: number('Failures', '失败次数'),
};

/** What every component runs. */
export const container = {
  image: Type.String({ ...t('Image', '镜像'), format: 'image' }),
  imagePullPolicy: Type.Enum(['Always', 'IfNotPresent', 'Never'], {
    ...t('When the image is pulled', '镜像拉取策略'),
    optional: true,
  }),
  imagePullSecrets: Type.Array(Type.String({ minLength: 1 }), {
    ...t('Secrets to pull with', '拉取镜像所用 Secret'),
    default: [],
  }),
  cmd: Type.Array(Type.String(), { ...t('Command', '命令'), default: [] }),
  args: Type.Array(Type.String(), { ...t('Arguments', '参数'), default: [] }),
  env: Type.Array(
    Type.Object(
      {
        name: Type.String({ ...t('Name', '名称'), format: 'env-name' }),
        value: Type.String({ ...t('Value', '值'), optional: true }),
        valueFrom: Type.Object(
          { secretKeyRef: secretKey, configMapKeyRef: secretKey, fieldRef: fieldPath },
          { ...t('From', '来源'), optional: true },
        ),
      },
      t('Variable', '变量'),
    ),
    { ...t('Environment variables', '环境变量'), default: [] },
  ),
  cpu: Type.String({ ...t('CPU', 'CPU'), ...amount }),
  memory: Type.String({ ...t('Memory', '内存'), ...amount }),
  limit: Type.Object(
    {
      cpu: Type.String({ ...t('CPU', 'CPU'), ...amount }),
      memory: Type.String({ ...t('Memory', '内存'), ...amount }),
    },
    { ...t('Limits', '资源上限'), optional: true },
  ),
  livenessProbe: Type.Object(probeFields, { ...t('Liveness probe', '存活探针'), optional: true }),
  readinessProbe: Type.Object(probeFields, { ...t('Readiness probe', '就绪探针'), optional: true }),
  labels: Type.Map(Type.String(), { ...t('Labels of the pods', 'Pod 标签'), default: {} }),
  annotations: Type.Map(Type.String(), { ...t('Annotations of the pods', 'Pod 注解'), default: {} }),
};

/** Where others reach it. */
export const ports = {
  port: Type.Integer({ ...t('Port', '端口'), minimum: 1, maximum: 65535, optional: true }),
  ports: Type.Array(
    Type.Object(
      {
        port,
        name: Type.String({
          ...t('Name', '名称'),
          pattern: '^[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?$',
          optional: true,
        }),
        protocol: Type.Enum(['TCP', 'UDP', 'SCTP'], { ...t('Protocol', '协议'), default: 'TCP' }),
        expose: Type.Boolean({ ...t('Reached by a Service', '通过 Service 访问'), default: false }),
      },
      t('Port', '端口'),
    ),
    { ...t('Ports', '端口'), default: [] },
  ),
  exposeType: Type.Enum(['ClusterIP', 'NodePort', 'LoadBalancer'], {
    ...t('Kind of Service', 'Service 类型'),
    default: 'ClusterIP',
  }),
};

/** How something that ends is run. */
export const ending = {
  count: Type.Integer({ ...t('How many at once', '并行数'), minimum: 1, default: 1 }),
  restart: Type.Enum(['Never', 'OnFailure'], { ...t('Restart', '重启策略'), default: 'Never' }),
  backoffLimit: Type.Integer({ ...t('Tries after the first', '重试次数'), minimum: 0, default: 2 }),
};

/** When something that ends is run. */
export const schedule = {
  schedule: Type.String({ title: { en: 'When', zh: '时间' }, format: 'cron' }),
  timeZone: Type.String({ title: { en: 'Time zone', zh: '时区' }, optional: true }),
  suspend: Type.Boolean({ title: { en: 'Suspended', zh: '暂停' }, default: false }),
  concurrencyPolicy: Type.Enum(['Allow', 'Forbid', 'Replace'], {
    title: { en: 'While the last one still runs', zh: '上次仍在运行时' },
    default: 'Allow',
  }),
  successfulJobsHistoryLimit: Type.Integer({
    title: { en: 'Successful ones kept', zh: '保留的成功记录' },
    minimum: 0,
    default: 3,
  }),
  failedJobsHistoryLimit: Type.Integer({
    title: { en: 'Failed ones kept', zh: '保留的失败记录' },
    minimum: 0,
    default: 1,
  }),
};
