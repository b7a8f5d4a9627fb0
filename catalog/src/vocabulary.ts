interface Word {
  /** What an input or output of this name holds. */
  readonly means: string;
  /** Names that would say the same and are not used. */
  readonly instead: readonly string[];
}

/** One word for each idea over all templates and traits, so that who knows one knows them all. */
export const vocabulary: Readonly<Record<string, Word>> = {
  url: {
    means: 'address of a repository, server or page',
    instead: ['uri', 'address', 'link', 'endpoint', 'serverUrl', 'repositoryUrl'],
  },
  ref: { means: 'branch, tag, commit or full ref', instead: ['gitRef', 'reference', 'treeish'] },
  branch: { means: 'name of a branch, without `refs/heads/`', instead: ['branchName'] },
  commit: { means: 'full id of a commit', instead: ['sha', 'hash', 'commitId', 'commitSha'] },
  path: {
    means: 'file or directory below the workspace',
    instead: ['dir', 'directory', 'folder', 'filePath', 'filename'],
  },
  mountPath: { means: 'absolute directory in a container', instead: ['containerPath', 'mountDirectory'] },
  namespace: { means: 'namespace of a cluster', instead: ['ns', 'kubeNamespace'] },
  timeout: {
    means: 'longest duration of a part of the work',
    instead: ['timeoutSeconds', 'timeoutMs', 'maxDuration'],
  },
  image: {
    means: 'name of a container image, with tag or digest',
    instead: ['imageName', 'dockerImage', 'container'],
  },
  registry: { means: 'registry of images or packages', instead: ['registryUrl', 'repository', 'hub'] },
  tag: { means: 'one tag of a repository, image or package', instead: ['tagName', 'imageTag'] },
  labels: { means: 'names and values attached to something', instead: ['annotations', 'metadata'] },
  auth: {
    means: 'how to sign in, as cases',
    instead: ['authentication', 'credentials', 'credential', 'login'],
  },
  token: { means: 'secret that stands for a user', instead: ['accessToken', 'apiToken', 'apiKey', 'pat'] },
  username: { means: 'who signs in', instead: ['user', 'userName', 'account'] },
  password: { means: 'secret that goes with a user name', instead: ['pass', 'passwd', 'pwd'] },
  key: {
    means: 'private key, or the name in a name and value',
    instead: ['privateKey', 'sshKey', 'keyFile'],
  },
  ca: { means: 'certificates to trust', instead: ['caFile', 'caCert', 'caBundle', 'certificates'] },
  proxy: { means: 'URL of a proxy', instead: ['proxyUrl', 'httpProxy', 'httpsProxy'] },
  args: { means: 'arguments, one by one', instead: ['arguments', 'argv', 'params'] },
  env: { means: 'environment variables', instead: ['environmentVariables', 'variables', 'vars'] },
  reports: { means: 'patterns of test reports to read', instead: ['reportFiles', 'junit', 'testReports'] },
  tests: { means: 'totals of the tests that ran', instead: ['testResults', 'testTotals'] },
  version: {
    means: 'version of what was built or used (an output; `--version` is taken as an input)',
    instead: ['ver', 'versionNumber'],
  },
  threads: { means: 'how much is done at once', instead: ['parallelism', 'concurrency', 'jobs'] },
  dryRun: { means: 'show what would happen and change nothing', instead: ['dry', 'simulate', 'preview'] },
  replicas: { means: 'number of pods', instead: ['instances', 'count', 'scale'] },
};

/** The word to use instead of a name; `undefined` where the name is as good as any. */
export function wordFor(name: string): string | undefined {
  return Object.keys(vocabulary).find((word) => vocabulary[word]?.instead.includes(name));
}
