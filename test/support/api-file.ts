import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { parse } from 'yaml';

/** What was sent and answered, as far as an API file speaks of it. */
export interface ApiExchange {
  readonly method: string;
  /** Path and query below the file's base path. */
  readonly path: string;
  readonly requestBody: unknown;
  readonly status: number;
  readonly responseBody: unknown;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads an official API file (Swagger 2 or OpenAPI 3) of the folder that `STEPYARD_SHARED` names, and gives what
 * finds every way in which an exchange departs from it.
 */
export function readApiFile(name: string): (exchange: ApiExchange) => readonly string[] {
  const shared = process.env.STEPYARD_SHARED;
  if (shared === undefined) {
    throw new Error(
      `This test needs the API file ${name}: set STEPYARD_SHARED to the folder that holds contracts/.`,
    );
  }
  const document = parse(readFileSync(join(shared, 'contracts', name), 'utf8'), { maxAliasCount: -1 });
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema(document, 'api');
  const paths = Object.entries<Json>(document.paths).map(([path, operations]) => ({
    path,
    pattern: new RegExp(`^${path.replace(/[.()]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+')}$`),
    operations,
  }));

  function follow(node: unknown): Json {
    const found = (node ?? {}) as Json;
    if (typeof found.$ref !== 'string') return found;
    const keys = found.$ref.slice(2).split('/');
    return keys.reduce<Json>((at, key) => at[key.replaceAll('~1', '/')] as Json, document);
  }

  function departures(schema: unknown, value: unknown, where: string): string[] {
    if (schema === undefined) return [];
    const validate = ajv.compile(withIds(schema));
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${where}${instancePath} ${message}`);
  }

  return ({ method, path, requestBody, status, responseBody }) => {
    const [pathname = '', query = ''] = path.split('?');
    // The more parts are written out, the nearer.
    const [entry] = paths
      .filter(({ pattern }) => pattern.test(pathname))
      .sort((a, b) => a.path.split('{').length - b.path.split('{').length);
    const operation = entry?.operations[method.toLowerCase()] as Json | undefined;
    const name = `${method} ${pathname}`;
    if (operation === undefined) return [`${name} is no operation of the API`];
    const own = [...list(entry?.operations.parameters), ...list(operation.parameters)].map(follow);
    const known = own.filter((one) => one.in === 'query');
    const given = [...new URLSearchParams(query).keys()];
    const unknown = given.filter((key) => !known.some((one) => one.name === key));
    const missing = known.filter((one) => one.required === true && !given.includes(String(one.name)));
    const bodySchema = own.find((one) => one.in === 'body')?.schema ?? jsonOf(follow(operation.requestBody));
    const response = (operation.responses as Json)[status] ?? (operation.responses as Json).default;
    return [
      ...unknown.map((key) => `${name} knows no parameter ${key}`),
      ...missing.map(({ name: key }) => `${name} needs the parameter ${key}`),
      ...(requestBody === undefined ? [] : departures(bodySchema, requestBody, `${name} request`)),
      ...(response === undefined ? [`${name} is not documented to answer ${status}`] : []),
      ...(responseBody === undefined || response === undefined
        ? []
        : departures(follow(response).schema ?? jsonOf(follow(response)), responseBody, `${name} ${status}`)),
    ];
  };
}

function jsonOf(node: Json): unknown {
  const content = node.content as Readonly<Record<string, Json>> | undefined;
  return content?.['application/json']?.schema;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** References in a schema are to the file as a whole; `x-nullable` is Swagger's way to allow null. */
function withIds(schema: unknown): Json {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"api#/'));
}
