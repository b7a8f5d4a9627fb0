export interface HttpOptions {
  /**
   * Proxy by which everything goes, and the hosts that it does not serve (`.example.com,10.1.2.3`).
   * Default: the variables HTTPS_PROXY, HTTP_PROXY and NO_PROXY. False: none.
   */
  readonly proxy?: { readonly url: string; readonly except?: string } | false;
  /** File with certificates (PEM) that are trusted besides those of the machine. */
  readonly caFile?: string;
  /** How servers prove who they are, and we to them, where that is not left to the machine. */
  readonly tls?: TlsOptions;
  /** Hosts (`git.corp`, `*.corp`), addresses and ranges (`10.1.0.0/16`) that URLs from events may reach though private. */
  readonly allow?: readonly string[];
  /** Further tries after the first; default 2. */
  readonly retries?: number;
  /** Milliseconds before the second try, doubled for each further one; default 500. */
  readonly backOffMs?: number;
  /** For one try, from connecting to the end of the body; default 30 000. */
  readonly timeoutMs?: number;
  /** A longer answer is refused; default 10 MiB. */
  readonly maxBytes?: number;
  readonly userAgent?: string;
  /** Takes secrets out of what an API says about a failure; without it, only a short answer is told. */
  readonly mask?: (text: string) => string;
}

export interface TlsOptions {
  /** Certificates (PEM) that alone are trusted. */
  readonly ca?: string;
  /** Certificate and key (PEM) that say who asks. */
  readonly cert?: string;
  readonly key?: string;
  /** The name that the certificate must have, if it is not the host of the URL. */
  readonly servername?: string;
}

export interface HttpRequest {
  /** Default GET, or POST where there is a body. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Added to the URL's own; what is undefined is left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: string | Uint8Array;
  /** Sent as JSON in place of `body`. */
  readonly json?: unknown;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
  /**
   * `safe` (default) repeats what may be repeated: GET, HEAD, OPTIONS, PUT and DELETE, and any request that
   * was not accepted (no connection, 429). `always` repeats this one too; `never` none.
   */
  readonly retry?: 'safe' | 'always' | 'never';
  /** Who named the URL. One from an event may not lead to loopback, link-local, private or metadata addresses. */
  readonly from?: 'author' | 'event';
  /** Statuses from 400 on that are answers, not failures. */
  readonly accept?: readonly number[] | 'any';
  /** `manual` gives a redirect as the answer; default `follow`. */
  readonly redirect?: 'follow' | 'manual';
  readonly signal?: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case; several of one name joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  /** Where it came from in the end. */
  readonly url: string;
  readonly body: Buffer;
  text(): string;
  /** @throws StepError REJECTED where the body is no JSON. */
  json(): unknown;
}
