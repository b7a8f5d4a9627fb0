import { StepError } from '@stepyard/contract';
import { isObject, type JsonObject, objectsIn, textIn } from './json-file.ts';

/** What an assertion that was made in hitchhiker’s form compares by. */
const comparisons = new Set(['==', '===', '!=', '!==', '<', '<=', '>', '>=', '=']);

/**
 * Assertions of a form as a script. They stand in it as data, so that no text in them becomes code.
 * @throws StepError INPUT_INVALID for one that is code itself
 */
export function assertionScript(request: string, given: unknown): string {
  const infos = isObject(given) ? Object.values(given).flatMap(objectsIn) : objectsIn(given);
  if (infos.length === 0) return '';
  const checks = infos.map((info) => checkOf(request, info));
  return `${JSON.stringify(checks)}.forEach(function (check) {
  pm.test(check.name, function () {
    var found = check.path.reduce(function (value, key) { return value[key]; }, responseObj);
    var actual = check.length ? found.length : found;
    var wanted = typeof actual === 'number' ? Number(check.value) : typeof actual === 'boolean' ? check.value === 'true' : check.value;
    var kept = { '==': actual === wanted, '!=': actual !== wanted, '<': actual < wanted, '<=': actual <= wanted, '>': actual > wanted, '>=': actual >= wanted, 'includes': !!actual && actual.includes && actual.includes(check.value) }[check.by];
    if (!kept) throw new Error(check.path.join('.') + (check.length ? '.length' : '') + ' is ' + JSON.stringify(actual) + ', must be ' + check.by + ' ' + check.value);
  });
});`;
}

function checkOf(request: string, info: JsonObject): JsonObject {
  const written = textIn(info.function).trim();
  const length = written.includes('length');
  const by = written.replace('length', '').trim();
  const path = Array.isArray(info.target) ? info.target.slice(0, -1).reverse().map(String) : [];
  const name = textIn(info.name) || `${path.join('.')} ${written}`;
  if (by === 'true' || by === 'false') return { name, path, length: false, by: '==', value: by };
  if (by === 'includes') return { name, path, length, by, value: textIn(info.value) };
  if (!comparisons.has(by)) {
    throw new StepError(
      'INPUT_INVALID',
      `\`collection\` must say its assertions by a comparison or in a script, got ${JSON.stringify(written)} in ${JSON.stringify(request)}.`,
      { hint: 'Write that assertion into the test script of the request.' },
    );
  }
  const plain = by.replace('===', '==').replace('!==', '!=');
  return { name, path, length, by: plain === '=' ? '==' : plain, value: String(info.value ?? '') };
}
