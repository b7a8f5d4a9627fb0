import { type FirstTask, type Project, type ProjectKind, shell } from './project.ts';

export const maven: ProjectKind = {
  name: 'Maven',
  markers: ['pom.xml'],
  header(project) {
    const [front = ''] = project.read('pom.xml').split('<project');
    return [...front.matchAll(/<!--(.*?)-->/gs)]
      .map(([, text]) => text)
      .find((text) => text?.match(/licen[cs]e/i));
  },
  tasks: (project) => {
    const pom = project.read('pom.xml').replaceAll(/<!--.*?-->/gs, '');
    const packaging = /<packaging>\s*(\w+)\s*<\/packaging>/.exec(pom)?.[1];
    const folder = pom.includes('<modules>') ? '**/target' : 'target';
    const built: FirstTask = { title: 'Build and test', template: 'maven', with: { goals: ['verify'] } };
    if (packaging === 'pom' && folder === 'target') return [built];
    return [{ ...built, artifacts: [`${folder}/*.${packaging === 'war' ? 'war' : 'jar'}`] }];
  },
};

export const gradle: ProjectKind = {
  name: 'Gradle',
  markers: ['build.gradle', 'build.gradle.kts', 'settings.gradle', 'settings.gradle.kts'],
  tasks: () => [
    {
      title: 'Build and test',
      template: 'gradle',
      with: { tasks: ['build'] },
      artifacts: [
        '**/build/libs/*.jar',
        { path: '**/build/test-results/**/*.xml', type: 'junit', when: 'always' },
      ],
    },
  ],
};

export const python: ProjectKind = {
  name: 'Python',
  markers: ['pyproject.toml', 'setup.py', 'setup.cfg', 'requirements.txt'],
  tasks(project) {
    const requirements = ['requirements.txt', 'requirements-dev.txt'].filter((file) => project.has(file));
    const packaged = ['pyproject.toml', 'setup.py', 'setup.cfg'].some((file) => project.has(file));
    const pytest = usesPytest(project);
    return [
      shell(
        'Install',
        'python3 -m venv .venv',
        ...requirements.map((file) => `.venv/bin/pip install --quiet -r ${file}`),
        ...(packaged ? ['.venv/bin/pip install --quiet -e .'] : []),
        ...(pytest ? ['.venv/bin/pip install --quiet pytest'] : []),
      ),
      shell('Test', pytest ? '.venv/bin/python -m pytest' : '.venv/bin/python -m unittest discover'),
    ];
  },
};

function usesPytest(project: Project): boolean {
  const files = ['pyproject.toml', 'setup.cfg', 'tox.ini', 'requirements.txt', 'requirements-dev.txt'];
  if (['conftest.py', 'pytest.ini'].some((file) => project.has(file))) return true;
  if (files.some((file) => /\bpytest\b/.test(project.read(file)))) return true;
  return testsOf(project).some((file) => writtenForPytest.test(project.read(file)));
}

/** What unittest does not know: pytest itself, and tests that are functions of a module. */
const writtenForPytest = /^(?:import pytest|from pytest|(?:async )?def test_)/m;

function testsOf(project: Project): string[] {
  return ['.', 'test', 'tests', 'testing'].flatMap((folder) =>
    project
      .list(folder)
      .filter((name) => /^(?:test_.*|.*_test|conftest)\.py$/.test(name))
      .map((name) => `${folder}/${name}`),
  );
}

export const go: ProjectKind = {
  name: 'Go',
  markers: ['go.mod'],
  tasks: () => [shell('Build', 'go build ./...'), shell('Test', 'go test ./...')],
};

export const rust: ProjectKind = {
  name: 'Rust',
  markers: ['Cargo.toml'],
  tasks: () => [shell('Build', 'cargo build'), shell('Test', 'cargo test')],
};

export const make: ProjectKind = {
  name: 'Make',
  markers: ['Makefile'],
  tasks: (project) => [
    shell('Build', 'make'),
    ...(/^test:/m.test(project.read('Makefile')) ? [shell('Test', 'make test')] : []),
  ],
};
