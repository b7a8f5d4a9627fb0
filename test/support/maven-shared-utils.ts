import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const version = '3.4.2';
const coordinates = `org.apache.maven.shared:maven-shared-utils:${version}:zip:source-release`;
const archive = `org/apache/maven/shared/maven-shared-utils/${version}/maven-shared-utils-${version}-source-release.zip`;

/** A directory with the source release of maven-shared-utils, fetched once into the place for temporary files. */
export function mavenSharedUtils(): string {
  const directory = join(tmpdir(), `stepyard-maven-shared-utils-${version}`);
  if (!existsSync(directory)) fetchInto(directory);
  return join(directory, `maven-shared-utils-${version}`);
}

function fetchInto(directory: string): void {
  const making = `${directory}.${process.pid}`;
  const repository = join(making, 'repository');
  mkdirSync(making, { recursive: true });
  const call = (tool: string, args: readonly string[], hint: string) => {
    try {
      execFileSync(tool, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    } catch (error) {
      rmSync(making, { recursive: true, force: true });
      throw new Error(`\`${tool}\` could not get the source release of maven-shared-utils: ${hint}`, {
        cause: error,
      });
    }
  };
  call(
    'mvn',
    [
      ...['-q', '-B', 'dependency:get', '-Dtransitive=false'],
      ...[`-Dartifact=${coordinates}`, `-Dmaven.repo.local=${repository}`],
    ],
    'install Maven, on Debian with `apt-get install maven`, and let this machine reach Maven Central.',
  );
  const content = join(making, 'content');
  mkdirSync(content);
  call(
    'unzip',
    ['-q', join(repository, archive), '-d', content],
    'install unzip, on Debian with `apt-get install unzip`.',
  );
  if (!existsSync(directory)) renameSync(content, directory);
  rmSync(making, { recursive: true, force: true });
}
