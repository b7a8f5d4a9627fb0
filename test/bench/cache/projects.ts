import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A real build of a small project; what it depends on is most of the work. */
export interface Project {
  readonly name: string;
  readonly tool: 'npm' | 'maven';
  readonly dependencies: Readonly<Record<string, string>>;
  /** What the other branch depends on besides. */
  readonly more: Readonly<Record<string, string>>;
}

export const projects: readonly Project[] = [
  maven(
    'spring-web',
    {
      'org.springframework:spring-webmvc': '5.3.39',
      'com.fasterxml.jackson.core:jackson-databind': '2.17.3',
    },
    { 'org.springframework:spring-jdbc': '5.3.39' },
  ),
  maven(
    'hibernate',
    { 'org.hibernate:hibernate-core': '5.6.15.Final', 'com.h2database:h2': '2.2.224' },
    { 'com.zaxxer:HikariCP': '5.1.0' },
  ),
  npm('express', { express: '4.21.2', pino: '9.5.0' }, { helmet: '8.0.0' }),
  maven(
    'commons',
    { 'org.apache.commons:commons-lang3': '3.17.0', 'com.google.guava:guava': '33.3.1-jre' },
    { 'org.apache.commons:commons-compress': '1.27.1' },
  ),
  maven(
    'jersey',
    { 'org.glassfish.jersey.core:jersey-server': '3.1.9', 'org.glassfish.jersey.inject:jersey-hk2': '3.1.9' },
    { 'org.glassfish.jersey.media:jersey-media-json-jackson': '3.1.9' },
  ),
  npm('eslint', { eslint: '9.17.0', prettier: '3.4.2' }, { 'eslint-plugin-import': '2.31.0' }),
  maven(
    'lucene',
    { 'org.apache.lucene:lucene-core': '9.12.0', 'org.apache.lucene:lucene-queryparser': '9.12.0' },
    { 'org.apache.lucene:lucene-analysis-icu': '9.12.0' },
  ),
  npm('jest', { jest: '29.7.0' }, { supertest: '7.0.0' }),
];

function npm(name: string, dependencies: Project['dependencies'], more: Project['more']): Project {
  return { name: `npm, ${name}`, tool: 'npm', dependencies, more };
}

function maven(name: string, dependencies: Project['dependencies'], more: Project['more']): Project {
  return { name: `maven, ${name}`, tool: 'maven', dependencies, more };
}

/** Writes the project in a directory, of the main branch or the other one. */
export function writeProject(directory: string, project: Project, branch: 'main' | 'other'): void {
  const dependencies = { ...project.dependencies, ...(branch === 'other' && project.more) };
  const files = project.tool === 'npm' ? npmFiles(dependencies) : mavenFiles(dependencies);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
}

function npmFiles(dependencies: Project['dependencies']): Record<string, string> {
  return { 'package.json': JSON.stringify({ name: 'app', version: '1.0.0', private: true, dependencies }) };
}

function mavenFiles(dependencies: Project['dependencies']): Record<string, string> {
  const list = Object.entries(dependencies).map(([name, version]) => {
    const [group, artifact] = name.split(':');
    return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
  });
  return {
    'pom.xml': `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>app</groupId><artifactId>app</artifactId><version>1.0.0</version>
  <properties>
    <maven.compiler.source>17</maven.compiler.source><maven.compiler.target>17</maven.compiler.target>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencies>${list.join('')}</dependencies>
  <build><plugins><plugin><artifactId>maven-compiler-plugin</artifactId><version>3.13.0</version></plugin></plugins></build>
</project>
`,
    'src/main/java/app/App.java': 'package app; public class App { public int one() { return 1; } }\n',
  };
}
