import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { scratchDirectory } from '@stepyard/runtime/testing';
import { dockerAnswer } from './container.ts';

/** Builds an image of this Tomcat into the engine, without the applications that it brings along; gives its name. */
export async function tomcatImage(version: string): Promise<string> {
  const name = `stepyard-test/tomcat:${version}`;
  const context = scratchDirectory();
  const tomcat = join(context, 'tomcat');
  mkdirSync(tomcat);
  execFileSync('tar', [
    '-xzf',
    distribution(version),
    '-C',
    tomcat,
    '--strip-components=1',
    '--no-same-owner',
  ]);
  rmSync(join(tomcat, 'webapps'), { recursive: true });
  mkdirSync(join(tomcat, 'webapps'));
  copyFileSync(join(import.meta.dirname, 'tomcat.Dockerfile'), join(context, 'Dockerfile'));
  await dockerAnswer('build', '--quiet', '--tag', name, context);
  return name;
}

/** Fetched once into the local repository of Maven. */
function distribution(version: string): string {
  const file = join(homedir(), `.m2/repository/org/apache/tomcat/tomcat/${version}/tomcat-${version}.tar.gz`);
  if (existsSync(file)) return file;
  const artifact = `-Dartifact=org.apache.tomcat:tomcat:${version}:tar.gz`;
  try {
    execFileSync('mvn', ['-q', '-B', 'dependency:get', '-Dtransitive=false', artifact], { stdio: 'pipe' });
  } catch (cause) {
    throw new Error(
      'Tomcat cannot be had: install Maven, on Debian with `apt-get install maven`, and let this machine reach Maven Central.',
      { cause },
    );
  }
  return file;
}
