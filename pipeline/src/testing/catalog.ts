import {
  type Catalog,
  cases,
  defineTemplate,
  defineTrait,
  type Manifest,
  secret,
  Type,
} from '@stepyard/catalog';

const words = (en: string) => ({ en, zh: en });
const example = { title: words('A use of it') };

const fetchCode = defineTemplate({
  name: 'fetch-code',
  version: '1.2.3',
  title: { en: 'Fetch code', zh: '获取代码' },
  help: words('Puts a repository into the workspace.'),
  category: 'build',
  provides: 'source',
  repeatable: true,
  inputs: {
    url: Type.String({ title: words('URL'), from: 'event.repository.cloneUrl' }),
    ref: Type.String({ title: words('Ref'), from: 'event.ref', optional: true }),
    depth: Type.Integer({ title: words('Depth'), default: 1, minimum: 0 }),
    auth: cases(
      {
        none: {},
        token: { token: secret({ title: words('Token') }) },
        ssh: {
          key: secret({ title: words('Key') }),
          knownHosts: Type.String({ title: words('Known hosts'), optional: true }),
        },
      },
      {
        title: words('Sign in with'),
        labels: { none: words('Nothing'), token: words('Token'), ssh: words('SSH key') },
        default: 'none',
      },
    ),
  },
  outputs: {
    commit: Type.String({ title: words('Commit') }),
    changed: Type.Integer({ title: words('Changed') }),
  },
  examples: [{ ...example, with: { url: 'https://git.example/team/app.git' } }],
});

const build = defineTemplate({
  name: 'build',
  version: '1.2.0',
  title: { en: 'Build', zh: '构建' },
  help: words('Builds it.'),
  category: 'build',
  repeatable: true,
  inputs: {
    goals: Type.Array(Type.String({ title: words('Goal') }), { title: words('Goals'), default: ['package'] }),
    jdk: Type.String({ title: words('JDK'), default: '21' }),
    threads: Type.Integer({ title: words('Threads'), default: 1, minimum: 1 }),
    offline: Type.Boolean({ title: words('Offline'), default: false }),
    properties: Type.Map(Type.String({}), { title: words('Properties'), optional: true }),
  },
  outputs: {
    image: Type.String({ title: words('Image'), format: 'image', optional: true }),
    modules: Type.Array(Type.String({}), { title: words('Modules') }),
    tests: Type.Object({ run: Type.Integer({ title: words('Run') }) }, { title: words('Tests') }),
    green: Type.Boolean({ title: words('Green') }),
  },
  resources: { requests: { cpu: '500m' } },
  examples: [{ ...example, with: {} }],
});

const script = defineTemplate({
  name: 'script',
  version: '1.0.0',
  title: { en: 'Script', zh: '脚本' },
  help: words('Runs a script.'),
  category: 'build',
  repeatable: false,
  inputs: {
    script: Type.String({ title: words('Script'), widget: 'code', literal: true, minLength: 1 }),
    outputs: Type.Array(Type.String({}), { title: words('Names of outputs'), default: [] }),
  },
  outputs: { status: Type.Integer({ title: words('Exit status') }) },
  outputsFrom: 'outputs',
  examples: [{ ...example, with: { script: 'true' } }],
});

const deploy = defineTemplate({
  name: 'deploy',
  version: '2.0.0',
  title: { en: 'Deploy', zh: '部署' },
  help: words('Deploys an image.'),
  category: 'deploy',
  repeatable: true,
  inputs: {
    image: Type.String({ title: words('Image'), from: 'tasks.image' }),
    namespace: Type.String({ title: words('Namespace') }),
    replicas: Type.Integer({ title: words('Replicas'), default: 1, minimum: 0 }),
    strategy: Type.Enum(['rolling', 'recreate'], { title: words('Strategy'), default: 'rolling' }),
    password: secret({ title: words('Password'), optional: true }),
  },
  outputs: { url: Type.String({ title: words('URL') }) },
  examples: [{ ...example, with: { image: 'nginx', namespace: 'test' } }],
});

const publish = defineTemplate({
  name: 'publish',
  version: '1.0.0',
  title: { en: 'Publish', zh: '发布' },
  help: words('Publishes packages.'),
  category: 'deploy',
  repeatable: false,
  inputs: {
    registry: Type.String({
      title: words('Registry'),
      from: 'event.repository.webUrl',
      connection: 'registry',
    }),
    auth: cases(
      {
        token: { token: secret({ title: words('Token') }) },
        basic: {
          username: Type.String({ title: words('User name') }),
          password: secret({ title: words('Password') }),
        },
      },
      {
        title: words('Sign in with'),
        labels: { token: words('Token'), basic: words('User name and password') },
        connection: 'registry',
      },
    ),
    ca: Type.String({ title: words('CA'), connection: 'registry', optional: true }),
    notes: Type.String({ title: words('Notes'), optional: true }),
  },
  outputs: {},
  examples: [
    {
      ...example,
      with: { registry: 'https://npm.example', auth: { case: 'token', token: '${{ secrets.T }}' } },
    },
  ],
});

const ant: Manifest = {
  ...build,
  name: 'old-build',
  version: '0.9.0',
  deprecated: {
    since: '0.8.0',
    message: words('It is no longer looked after.'),
    use: 'build',
    removal: '2027-06-30',
  },
};

const scaler = (name: string, conflictsWith: readonly string[]) =>
  defineTrait({
    name,
    title: words(name),
    help: words('Changes the number of replicas.'),
    appliesTo: { categories: ['deploy'] },
    conflictsWith,
    claims: ['replicas'],
    inputs: { max: Type.Integer({ title: words('Most'), minimum: 1 }) },
    examples: [{ ...example, with: { max: 3 } }],
  });

/** A catalog for tests: several versions of one template, one that fetches code, one that is deprecated, two traits. */
export const sampleCatalog: Catalog = {
  catalog: 1,
  templates: [
    fetchCode,
    { ...build, version: '1.2.0' },
    { ...build, version: '1.2.3' },
    { ...build, version: '1.5.0' },
    script,
    deploy,
    publish,
    ant,
  ],
  traits: [scaler('hpa', ['cron-hpa']), scaler('cron-hpa', [])],
};
