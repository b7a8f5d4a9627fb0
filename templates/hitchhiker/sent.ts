/** A request as it was sent, with its variables, scripts and credentials done. */
export interface Sent {
  readonly name: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** It has a body that cannot be sent again as it is: files. */
  readonly once: boolean;
}

interface Told {
  readonly item: { readonly name: string };
  readonly request?: {
    readonly method: string;
    readonly url: { toString(): string };
    readonly headers: { toObject(active: boolean): Record<string, unknown> };
    readonly body?: BodyTold | undefined;
  };
}

interface BodyTold {
  readonly mode: string;
  readonly raw?: unknown;
  readonly urlencoded?: { all(): readonly FormField[] } | undefined;
  readonly graphql?: unknown;
  isEmpty(): boolean;
}

interface FormField {
  readonly key?: string | null;
  readonly value?: unknown;
  readonly disabled?: boolean;
}

/** Made anew for each request, or for one only. */
const ownHeaders = /^(content-length|connection|postman-token|accept-encoding|transfer-encoding)$/i;

export function sentAs({ item, request }: Told): Sent | undefined {
  if (request === undefined) return undefined;
  const headers = Object.entries(request.headers.toObject(true)).flatMap(([name, value]) =>
    ownHeaders.test(name) ? [] : [[name, String(value)]],
  );
  const { method, url, body } = request;
  const empty = body === undefined || body.isEmpty();
  return {
    name: item.name,
    method,
    url: url.toString(),
    headers: Object.fromEntries(headers),
    body: empty ? undefined : textOf(body),
    once: !empty && textOf(body) === undefined,
  };
}

function textOf({ mode, raw, urlencoded, graphql }: BodyTold): string | undefined {
  if (mode === 'raw') return String(raw);
  if (mode === 'urlencoded') {
    const fields = urlencoded?.all().filter(({ disabled }) => disabled !== true) ?? [];
    return new URLSearchParams(
      fields.map(({ key, value }): [string, string] => [key ?? '', String(value ?? '')]),
    ).toString();
  }
  return mode === 'graphql' ? JSON.stringify(graphql) : undefined;
}
