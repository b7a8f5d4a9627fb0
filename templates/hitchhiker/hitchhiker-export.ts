import { assertionScript } from './assertion-script.ts';
import { isObject, type JsonObject, objectsIn, textIn } from './json-file.ts';

/** What scripts of hitchhiker have, in the words of Postman’s sandbox. */
const prelude = `var responseObj = (function () { try { return JSON.parse(responseBody); } catch (e) { return undefined; } })();
var hitchhiker = {
  setEnvVariable: function (key, value) { pm.environment.set(key, value); },
  getEnvVariable: function (key) { return pm.environment.get(key); },
  removeEnvVariable: function (key) { pm.environment.unset(key); },
  console: console
};`;
const folder = 10;

/** Whether a value is what hitchhiker exports: collections that have records. */
export function isHitchhiker(value: unknown): boolean {
  return collectionsIn(value).length > 0;
}

/** The same requests, scripts and assertions as a collection of Postman v2.1. */
export function toPostman(value: unknown): JsonObject {
  const collections = collectionsIn(value);
  const items = collections.map((one) => ({
    name: textIn(one.name),
    ...scriptsOf(one, true),
    item: itemsIn(one),
  }));
  return {
    info: {
      name: collections.map(({ name }) => textIn(name)).join(', '),
      schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
    },
    item: items,
  };
}

function collectionsIn(value: unknown): readonly JsonObject[] {
  const found =
    isObject(value) && 'records' in value
      ? [value]
      : objectsIn(isObject(value) && 'collections' in value ? value.collections : value);
  return found.filter((one) => 'records' in one);
}

function itemsIn(collection: JsonObject): JsonObject[] {
  const records = objectsIn(collection.records).toSorted((a, b) => Number(a.sort ?? 0) - Number(b.sort ?? 0));
  const ids = new Set(records.map(({ id }) => id));
  const inside = (parent: unknown): JsonObject[] =>
    records.filter(({ pid }) => pid === parent).map((record) => toItem(record, inside(record.id)));
  return records.filter(({ pid }) => !ids.has(pid)).map((record) => toItem(record, inside(record.id)));
}

function toItem(record: JsonObject, children: readonly JsonObject[]): JsonObject {
  const name = textIn(record.name);
  const nested = [...children, ...objectsIn(record.children).map((child) => toItem(child, []))];
  if (record.category === folder) return { name, ...scriptsOf(record, false), item: nested };
  return { name, ...scriptsOf(record, false), request: requestOf(record) };
}

function requestOf(record: JsonObject): JsonObject {
  const query = active(record.queryStrings).map(({ key, value }) => `${textIn(key)}=${textIn(value)}`);
  const url = textIn(record.url);
  const form = active(record.formDatas);
  const body = textIn(record.body);
  return {
    method: textIn(record.method) || 'GET',
    url: query.length === 0 ? url : `${url}${url.includes('?') ? '&' : '?'}${query.join('&')}`,
    header: active(record.headers).map(({ key, value }) => ({ key, value })),
    ...(form.length > 0
      ? { body: { mode: 'urlencoded', urlencoded: form.map(({ key, value }) => ({ key, value })) } }
      : body !== '' && { body: { mode: 'raw', raw: body } }),
  };
}

function active(list: unknown): readonly JsonObject[] {
  return objectsIn(list).filter(({ isActive }) => isActive !== false);
}

function scriptsOf(record: JsonObject, whole: boolean): JsonObject {
  const before = textIn(whole ? record.commonPreScript : record.prescript);
  const asserted = assertionScript(textIn(record.name), record.assertInfos);
  const after = [textIn(record.test), asserted].filter((text) => text.trim() !== '').join('\n');
  const event = [
    ...(before.trim() === '' ? [] : [eventOf('prerequest', before.replaceAll('responseObj', 'undefined'))]),
    ...(after === '' ? [] : [eventOf('test', after)]),
  ];
  return event.length === 0 ? {} : { event };
}

function eventOf(listen: string, script: string): JsonObject {
  const given = listen === 'test' ? prelude : prelude.slice(prelude.indexOf('\n') + 1);
  return { listen, script: { type: 'text/javascript', exec: `${given}\n${script}`.split('\n') } };
}

/** An environment of hitchhiker as one of Postman; what is one already stays as it is. */
export function toEnvironment(value: unknown): unknown {
  if (!isObject(value) || 'values' in value || !('variables' in value)) return value;
  const values = objectsIn(value.variables).map(({ key, value: text, isActive }) => ({
    key,
    value: text,
    enabled: isActive !== false,
  }));
  return { name: textIn(value.name), values };
}
