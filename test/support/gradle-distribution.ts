import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface GradleDistribution {
  readonly zip: Buffer;
  /** In hexadecimal digits. */
  readonly sha256: string;
}

const main = `package org.gradle.launcher;

public class GradleMain {
    public static void main(String[] args) {
        System.out.println("stand-in Gradle: " + String.join(" ", args));
    }
}
`;

/** A distribution that a real wrapper fetches, checks, unpacks and starts; it says its arguments and ends. */
export function standInDistribution(folder: string): GradleDistribution {
  const sources = join(folder, 'org/gradle/launcher');
  const lib = join(folder, 'content/gradle-9.9/lib');
  for (const directory of [sources, lib, join(folder, 'classes')]) mkdirSync(directory, { recursive: true });
  writeFileSync(join(sources, 'GradleMain.java'), main);
  execFileSync('javac', ['--release', '8', '-d', join(folder, 'classes'), join(sources, 'GradleMain.java')], {
    stdio: 'pipe',
  });
  execFileSync('jar', ['cf', join(lib, 'gradle-launcher-9.9.jar'), '-C', join(folder, 'classes'), '.']);
  mkdirSync(join(folder, 'content/gradle-9.9/bin'));
  writeFileSync(join(folder, 'content/gradle-9.9/bin/gradle'), '#!/bin/sh\n', { mode: 0o755 });
  const file = join(folder, 'gradle-9.9-bin.zip');
  execFileSync('jar', ['cMf', file, '-C', join(folder, 'content'), '.']);
  const zip = readFileSync(file);
  return { zip, sha256: createHash('sha256').update(zip).digest('hex') };
}
