import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@stepyard/runtime/testing';
import { parse, stringify } from 'yaml';
import { bridgeGateway } from './container.ts';
import { exampleProject } from './example-project.ts';
import { type FakeHarbor, startHarbor } from './harbor/fake-harbor.ts';
import { type ImageRegistry, startImageRegistry } from './image-registry.ts';
import { pushLocalImage } from './push-image.ts';
import { startReachableBuildKit } from './rootless-buildkit.ts';
import { type Sonarqube, startSonarqube } from './sonarqube.ts';
import { tomcatImage } from './tomcat-image.ts';

/** All that `examples/private-paas` needs, where containers reach it, and the example as a project of its own. */
export interface PrivatePaas extends AsyncDisposable {
  readonly sonar: Sonarqube;
  readonly harbor: FakeHarbor;
  readonly production: ImageRegistry;
  /** Who may read and write in Harbor, and in the registry of production. */
  readonly users: { readonly cicd: User; readonly release: User };
  /** Directory of the project. */
  readonly project: string;
  /** Options of the command with which the example finds all that. */
  readonly options: readonly string[];
}

interface User {
  readonly name: string;
  readonly password: string;
}

const cicd = { name: 'robot$shop+cicd', password: 'harbor-secret' };
const release = { name: 'release', password: 'production-secret' };

export async function startPrivatePaas(): Promise<PrivatePaas> {
  await using parts = new AsyncDisposableStack();
  const address = await bridgeGateway();
  const images = parts.adopt(await startImageRegistry({ address }), (one) => one.stop());
  const behind = parts.adopt(await startImageRegistry({ user: cicd }), (one) => one.stop());
  const production = parts.adopt(await startImageRegistry({ user: release, address }), (one) => one.stop());
  const users = new Map([[cicd.name, { password: cicd.password, role: 'maintainer' } as const]]);
  const harbor = parts.adopt(
    await startHarbor({ users, artifacts: [] }, { address, registry: behind.host }),
    (one) => one.close(),
  );
  const tomcat = await pushLocalImage(await tomcatImage('10.1.34'), `${images.host}/tomcat:10.1-jre17`);
  const hosts = [images.host, harbor.host];
  const buildkit = parts.adopt(await startReachableBuildKit(hosts), (one) => one.stop());
  const sonar = parts.use(await startSonarqube({ address, analysers: ['java', 'jacoco'] }));

  const project = exampleProject('private-paas');
  const { connections, config } = parse(readFileSync(join(project, 'config.yaml'), 'utf8'));
  const settings = scratchDirectory();
  Object.assign(connections.sonar, { url: sonar.url });
  Object.assign(connections['test-registry'], { registry: harbor.host, insecure: true });
  Object.assign(connections.harbor, { url: harbor.url });
  Object.assign(connections['production-registry'], { insecure: true });
  const places = { harbor: harbor.url, tomcat, buildkit: buildkit.url };
  Object.assign(config.paas, places, { production: `${production.host}/release/itil` });
  writeFileSync(join(settings, 'config.yaml'), stringify({ connections, config }));
  const secrets = {
    SONAR_TOKEN: sonar.token,
    HARBOR_PASSWORD: cicd.password,
    PRODUCTION_PASSWORD: release.password,
  };
  writeFileSync(join(settings, 'secrets.yaml'), stringify(secrets), { mode: 0o600 });

  const all = parts.move();
  return {
    ...{ sonar, harbor, production, project },
    users: { cicd, release },
    options: [
      ...['--config', join(settings, 'config.yaml'), '--secrets', join(settings, 'secrets.yaml')],
      ...['--input', 'insecure=true', '--executor', 'docker'],
    ],
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
