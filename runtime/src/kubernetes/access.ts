import type { TlsOptions } from '@stepyard/contract/http';
import type { Step } from '../step.ts';

/** Which cluster, and who speaks to it, as `clusterAccess` of the catalog's fields declares it. */
export type ClusterAccess =
  | { readonly case: 'kubeconfig'; readonly kubeconfig: string; readonly context?: string | undefined }
  | { readonly case: 'token'; readonly url: string; readonly token: string; readonly ca?: string | undefined }
  | { readonly case: 'inCluster' };

/** All that is needed to speak to a cluster; holds secrets. */
export interface Connection {
  /** URL of the API server, without a slash at its end. */
  readonly server: string;
  readonly tls: TlsOptions;
  readonly proxy?: string;
  /** The value of the header; asked for each time, since the token of a service account is renewed. */
  authorization(): string | undefined;
  /** Says who speaks, for tools: the `user` of a kubeconfig. */
  readonly user: Readonly<Record<string, string>>;
}

/** What of a step the library takes. */
export type ClusterStep = Pick<
  Step<unknown>,
  'log' | 'mask' | 'masked' | 'onEnd' | 'signal' | 'task' | 'temporary' | 'warn'
>;
