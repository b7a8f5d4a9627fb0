import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askIn } from '../../test/in-process.ts';
import { makePlace, type Place } from '../../test/place.ts';
import { waitingTemplate } from '../../test/waiting-template.ts';

let at: Place;
beforeAll(() => {
  at = makePlace();
  at.write(waitingTemplate);
});
afterAll(() => at.remove());

const ok = async (...args: string[]) => {
  const { status, out, err } = await askIn(at, ['catalog', ...args]);
  expect([status, err]).toEqual([0, '']);
  return out;
};

describe('cli/catalog', () => {
  it('T7.1: lists the templates of all folders by category, in both languages', async () => {
    const { out: list } = await at.stepyard(['catalog', 'list', '--catalog', '../more']);
    expect(list).toMatch(/^Build\nNAME +VERSION +TITLE\n/);
    expect(list).toMatch(
      /\n\nThird-party tools\nNAME +VERSION +TITLE\n(?:\w.*\n)*ask +1\.0\.0 +Ask +Asks for a decision\.\n/,
    );
    const chosen = await ok('list', '--catalog', '../more', '--lang', 'zh', '--category', 'third-party');
    expect(chosen).toMatch(/^第三方工具\nNAME +VERSION +TITLE\n(?:\w.*\n)*ask +1\.0\.0 +询问 +请求决定。\n/);
    const json = JSON.parse(await ok('list', '--json'));
    expect(json.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['clone', 'script']),
    );
  });

  it('T7.3: shows fields, defaults, owners, traits that apply and their conflicts', async () => {
    const ask = await ok('show', 'ask', '--catalog', '../more');
    expect(ask).toBe(`ask 1.0.0  Ask
Asks for a decision.

Inputs
NAME      KIND  DEFAULT  OWNER  TITLE
question  text  "Go?"    ops    Question

Outputs
NAME    KIND  TITLE
answer  text  Answer

Ask Ann
- template: ask
  with:
    question: Ann, go?

All flags: stepyard step ask --help
`);
    const script = await ok('show', 'script@1');
    expect(script).toMatch(/\nscript\.text \(inline\) +text +required +dev +Script\n/);
    const trait = await ok('show', 'hpa');
    expect(trait).toMatch(/Conflicts with\ncron-hpa/);
    const described = JSON.parse(await ok('show', 'clone', '--json', '--lang', 'zh'));
    expect(described.title).toBe('克隆代码');
  });

  it('finds templates in spite of typos, in both languages', async () => {
    expect(await ok('search', 'mavne')).toMatch(/^NAME {3}VERSION {2}TITLE\nmaven /);
    expect(await ok('search', '克隆')).toMatch(/\nclone /);
    expect(await ok('search', 'xyzzy', 'plugh')).toBe(
      'Nothing fits "xyzzy plugh"; see `stepyard catalog list`.\n',
    );
  });

  it('says what there is instead of what there is not', async () => {
    const failed = async (...args: string[]) => {
      const { status, out, err } = await askIn(at, ['catalog', ...args]);
      expect([status, out]).toEqual([2, '']);
      return err;
    };
    expect(await failed('show', 'scritp')).toBe(
      'stepyard: There is no template or trait "scritp".\n  Did you mean "script"?\n',
    );
    expect(await failed('list', '--category', 'tools')).toBe(
      'stepyard: There is no category "tools".\n  There are: all, build, scan, test, publish, deploy, message, third-party.\n',
    );
    expect(await failed('list', '--catalog', '../nowhere')).toBe(
      `stepyard: The catalog folder must exist, got "${at.root}/nowhere".\n  Check the path.\n`,
    );
  });
});
