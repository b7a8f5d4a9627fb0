import { execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const artifacts = [
  'junit:junit:4.13.2',
  'org.jacoco:org.jacoco.ant:0.8.13',
  'org.jacoco:org.jacoco.ant:0.8.13:jar:nodeps',
];

/** A directory laid out as a Maven repository, with JUnit 4 and JaCoCo; fetched once into the place for temporary files. */
export function javaLibraries(): string {
  const directory = join(tmpdir(), 'stepyard-java-libraries-2');
  if (existsSync(directory)) return directory;
  const making = `${directory}.${process.pid}`;
  mkdirSync(making, { recursive: true });
  try {
    for (const artifact of artifacts) {
      execFileSync(
        'mvn',
        ['-q', '-B', 'dependency:get', `-Dartifact=${artifact}`, `-Dmaven.repo.local=${making}`],
        { stdio: ['ignore', 'pipe', 'pipe'] },
      );
    }
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
    throw new Error(
      'JUnit and JaCoCo cannot be had: install Maven, on Debian with `apt-get install maven`, and let this machine reach Maven Central.',
      { cause: error },
    );
  }
  if (existsSync(directory)) rmSync(making, { recursive: true });
  else renameSync(making, directory);
  return directory;
}

/** The files of those libraries by the path at which a repository serves them. */
export function servedLibraries(): Map<string, Buffer> {
  const root = javaLibraries();
  const files = globSync('{junit,org/hamcrest,org/jacoco,org/ow2}/**/*.{jar,pom}', { cwd: root });
  return new Map(files.map((file) => [`/${file}`, readFileSync(join(root, file))]));
}
