import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Step } from '@stepyard/runtime';
import { type JavaProxy, javaProxies } from '@stepyard/runtime/java';
import type { Inputs } from './arguments.ts';

/** Tells what the root project calls itself. An included build has a parent. */
const factsScript = `gradle.projectsEvaluated { build ->
  if (build.parent != null) return
  def root = build.rootProject
  def facts = [name: root.name, group: root.group.toString(), version: root.version.toString()]
  new File(buildscript.sourceFile.parentFile, 'project.json').text = groovy.json.JsonOutput.toJson(facts)
}
`;

/**
 * Gives every repository the URL of the mirror, and sets proxies and build cache. It is the same text whatever
 * the inputs are: they stand in a file of properties beside it.
 */
const settingsScript = `def given = new Properties()
new File(buildscript.sourceFile.parentFile, 'settings.properties').withReader('UTF-8') { given.load(it) }
given.each { key, value -> if (key.startsWith('system.')) System.setProperty(key.substring(7), value) }

def open = { target, url ->
  if (url.startsWith('http:') && target.hasProperty('allowInsecureProtocol')) target.allowInsecureProtocol = true
}
def signIn = { target, prefix ->
  if (!given.containsKey(prefix + '.username')) return
  target.credentials {
    username = given[prefix + '.username']
    password = given[prefix + '.password']
  }
}
def mirrored = { repositories ->
  if (!given.containsKey('mirror.url')) return
  repositories.all { repository ->
    if (!repository.hasProperty('url') || !(repository.url?.scheme in ['http', 'https'])) return
    open(repository, given['mirror.url'])
    repository.url = given['mirror.url']
    signIn(repository, 'mirror')
  }
}
def mirrorAt = { repositories ->
  if (given.containsKey('mirror.url')) repositories.maven { url = given['mirror.url'] }
}

if (gradle.metaClass.respondsTo(gradle, 'beforeSettings', Closure)) {
  gradle.beforeSettings { settings ->
    mirrored(settings.buildscript.repositories)
    mirrored(settings.pluginManagement.repositories)
  }
}
gradle.settingsEvaluated { settings ->
  mirrored(settings.pluginManagement.repositories)
  if (settings.pluginManagement.repositories.isEmpty()) mirrorAt(settings.pluginManagement.repositories)
  if (settings.hasProperty('dependencyResolutionManagement')) mirrored(settings.dependencyResolutionManagement.repositories)
  if (given.containsKey('local.directory')) {
    settings.buildCache.local(Class.forName('org.gradle.caching.local.DirectoryBuildCache')) { directory = new File(given['local.directory']) }
  }
  if (given.containsKey('remote.url')) {
    settings.buildCache.remote(Class.forName('org.gradle.caching.http.HttpBuildCache')) { cache ->
      open(cache, given['remote.url'])
      cache.url = given['remote.url']
      cache.push = given['remote.push'] == 'true'
      signIn(cache, 'remote')
    }
  }
}
gradle.allprojects { project ->
  mirrored(project.buildscript.repositories)
  mirrored(project.repositories)
}
`;

export interface InitScripts {
  /** In the order in which Gradle is to run them. */
  readonly files: readonly string[];
  /** What the script of facts writes. */
  readonly facts: string;
}

/** Writes the scripts that Gradle is to run before the build: fixed ones, then the author's. */
export async function initScripts(step: Step<Inputs>, home: string): Promise<InitScripts> {
  const { initScript, initScriptFiles } = step.inputs;
  // The same place in every run, for Gradle's configuration cache.
  const folder = join(home, 'stepyard');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'facts.gradle'), factsScript);
  const files = [join(folder, 'facts.gradle')];
  const given = await settingsGiven(step);
  if (Object.keys(given).length > 0) {
    const place = await step.temporary();
    await writeFile(join(place, 'settings.properties'), propertiesText(given), { mode: 0o600 });
    await writeFile(join(place, 'settings.gradle'), settingsScript);
    files.push(join(place, 'settings.gradle'));
  }
  if (initScript !== undefined) {
    const file = join(await step.temporary(), 'init.gradle');
    await writeFile(file, initScript);
    files.push(file);
  }
  for (const path of initScriptFiles) files.push(await step.path('initScriptFiles', path));
  return { files, facts: join(folder, 'project.json') };
}

async function settingsGiven(step: Step<Inputs>): Promise<Record<string, string>> {
  const { mirror, servers, buildCache } = step.inputs;
  const server = servers.find(({ id }) => id === 'mirror');
  return {
    ...(mirror !== undefined && { 'mirror.url': mirror }),
    ...(mirror !== undefined &&
      server !== undefined && { 'mirror.username': server.username, 'mirror.password': server.password }),
    ...(buildCache.case === 'local' && { 'local.directory': await step.cache('build') }),
    ...((buildCache.case === 'remote' || buildCache.case === 'signedIn') && {
      'remote.url': buildCache.url,
      'remote.push': String(buildCache.push),
    }),
    ...(buildCache.case === 'signedIn' && {
      'remote.username': buildCache.username,
      'remote.password': buildCache.password,
    }),
    ...proxyProperties(step),
  };
}

/** What a wrapper understands of a proxy; its credential must stand in no argument. */
export function proxyOptions(step: Step<Inputs>): string[] {
  return proxies(step).flatMap(({ protocol, host, port, nonProxyHosts }) => [
    `-D${protocol}.proxyHost=${host}`,
    `-D${protocol}.proxyPort=${port}`,
    ...(nonProxyHosts === '' ? [] : [`-D${protocol}.nonProxyHosts=${nonProxyHosts}`]),
  ]);
}

function proxies({ inputs: { proxy }, network }: Step<Inputs>): JavaProxy[] {
  if (proxy === undefined) return javaProxies(network);
  return javaProxies({ httpProxy: proxy, httpsProxy: proxy, noProxy: [], caFiles: [] });
}

function proxyProperties(step: Step<Inputs>): Record<string, string> {
  return Object.fromEntries(
    proxies(step).flatMap(({ protocol, host, port, username, password, nonProxyHosts }) => {
      const values = { Host: host, Port: port, User: username, Password: password };
      const named = Object.entries(values).map(([name, value]) => [`system.${protocol}.proxy${name}`, value]);
      return [...named, [`system.${protocol}.nonProxyHosts`, nonProxyHosts]].filter(
        ([, value]) => value !== '',
      );
    }),
  );
}

/** As `java.util.Properties` reads them: everything that could mean something else is a number. */
function propertiesText(values: Readonly<Record<string, string>>): string {
  const plain = (text: string) =>
    text.replace(/[^\w./-]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return Object.entries(values)
    .map(([key, value]) => `${key}=${plain(value)}\n`)
    .join('');
}
