import { type ProjectKind, shell } from './project.ts';

export const maven: ProjectKind = {
  name: 'Maven',
  markers: ['pom.xml'],
  tasks: () => [
    {
      title: 'Build and test',
      template: 'maven',
      with: { goals: ['verify'] },
      artifacts: [{ path: 'target/*.jar' }],
    },
  ],
};

export const gradle: ProjectKind = {
  name: 'Gradle',
  markers: ['build.gradle', 'build.gradle.kts', 'settings.gradle', 'settings.gradle.kts'],
  tasks: (project) => [
    shell('Build and test', `${project.has('gradlew') ? 'sh ./gradlew' : 'gradle'} build`),
  ],
};

export const python: ProjectKind = {
  name: 'Python',
  markers: ['pyproject.toml', 'setup.py', 'setup.cfg', 'requirements.txt'],
  tasks(project) {
    const all = ['pyproject.toml', 'setup.cfg', 'tox.ini', 'requirements.txt', 'requirements-dev.txt']
      .map((file) => project.read(file))
      .join('\n');
    const pytest = /\bpytest\b/.test(all) || project.has('conftest.py') || project.has('pytest.ini');
    const requirements = ['requirements.txt', 'requirements-dev.txt'].filter((file) => project.has(file));
    const packaged = ['pyproject.toml', 'setup.py', 'setup.cfg'].some((file) => project.has(file));
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
