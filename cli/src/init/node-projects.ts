import { type FirstTask, type Project, type ProjectKind, shell } from './project.ts';

export const pnpm: ProjectKind = {
  name: 'pnpm',
  markers: ['pnpm-lock.yaml'],
  tasks: (project) => viaPackageManager(project, 'pnpm', 'install --frozen-lockfile'),
};

export const yarn: ProjectKind = {
  name: 'Yarn',
  markers: ['yarn.lock'],
  tasks: (project) =>
    viaPackageManager(
      project,
      'yarn',
      project.has('.yarnrc.yml') ? 'install --immutable' : 'install --frozen-lockfile',
    ),
};

export const npm: ProjectKind = {
  name: 'npm',
  markers: ['package.json'],
  tasks(project) {
    const locked = project.has('package-lock.json') || project.has('npm-shrinkwrap.json');
    const install: FirstTask = {
      title: 'Install',
      template: 'npm',
      with: { command: locked ? 'ci' : 'install' },
    };
    return [
      install,
      ...scriptsOf(project).map(
        (script): FirstTask => ({
          title: script === 'build' ? 'Build' : 'Test',
          template: 'npm',
          with: { command: script === 'test' ? 'test' : { case: 'run', script } },
        }),
      ),
    ];
  },
};

function viaPackageManager(project: Project, tool: string, install: string): FirstTask[] {
  const command = `npx --yes ${pinned(project, tool)}`;
  return [
    shell('Install', `${command} ${install}`),
    ...scriptsOf(project).map((script) =>
      shell(script === 'build' ? 'Build' : 'Test', `${command} run ${script}`),
    ),
  ];
}

/** `pnpm@9.1.0` where the project says which, without the hash that may follow. */
function pinned(project: Project, tool: string): string {
  const { packageManager } = manifestOf(project);
  const said = typeof packageManager === 'string' ? /^([a-z]+)@(\d[\w.-]*)/.exec(packageManager) : null;
  const version = said?.[1] === tool ? said[2] : undefined;
  if (version === undefined) return tool === 'pnpm' ? pnpmOf(project) : tool;
  // From its second version on, Yarn is published by another name.
  return `${tool === 'yarn' && !/^[01]\./.test(version) ? '@yarnpkg/cli-dist' : tool}@${version}`;
}

/** The first pnpm that wrote locks of this version: newer ones refuse what it let pass. */
function pnpmOf(project: Project): string {
  const lock = /^lockfileVersion: '?(\d+)/.exec(project.read('pnpm-lock.yaml'))?.[1];
  const majors: Readonly<Record<string, string>> = { 9: '9', 6: '8', 5: '7' };
  const major = majors[lock ?? ''];
  return major === undefined ? 'pnpm' : `pnpm@${major}`;
}

function scriptsOf(project: Project): string[] {
  const { scripts } = manifestOf(project);
  if (typeof scripts !== 'object' || scripts === null) return [];
  const texts = new Map(Object.entries(scripts));
  return ['build', 'test'].filter((name) => {
    const text: unknown = texts.get(name);
    return typeof text === 'string' && !text.includes('no test specified');
  });
}

function manifestOf(project: Project): { packageManager?: unknown; scripts?: unknown } {
  try {
    const found: unknown = JSON.parse(project.read('package.json'));
    return typeof found === 'object' && found !== null ? found : {};
  } catch {
    return {};
  }
}
