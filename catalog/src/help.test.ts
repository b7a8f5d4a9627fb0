import { describe, expect, it } from 'vitest';
import { sample } from '../test/sample.ts';
import { exampleFlags } from './example-flags.ts';
import { helpText } from './help.ts';
import { textWidth, wrap } from './wrap.ts';

describe('catalog/src/help', () => {
  it('prints flags, variables, kinds, defaults, outputs and examples', () => {
    expect(helpText(sample, 'en')).toMatchInlineSnapshot(`
      "fetch 1.0.0: Fetch

      Fetches what a URL names.

      Usage: fetch [--INPUT VALUE]…

      Inputs:
        --url                        INPUT_URL
            URL [git-url; from event.repository.cloneUrl]
        --depth                      INPUT_DEPTH
            Depth: 0 means all. [integer ≥ 0; default 1]
        --ratio                      INPUT_RATIO
            Text [number 0–1; default 0.5]
        --mode                       INPUT_MODE
            Text [fast | full; default fast]
        --quiet                      INPUT_QUIET
            Text [true or false; default false]
        --note                       INPUT_NOTE
            Text [text]
        --goals                      INPUT_GOALS
            Text [list of text ≥ 1 ≤ 3; default ["package"]]
        --env                        INPUT_ENV
            Text [names and values of text; default {}]
        --server                     INPUT_SERVER
            Text [object]
        --server.host                INPUT_SERVER__HOST
            Text [host; required]
        --server.port                INPUT_SERVER__PORT
            Text [integer 1–65535; default 22]
        --auth                       INPUT_AUTH
            Sign in [none | token; default none]
        --auth.token-file            INPUT_AUTH__TOKEN_FILE
            Token [secret; required; with auth=token]
        --auth.username              INPUT_AUTH__USERNAME
            Text [text; default oauth2; with auth=token]

      Outputs:
        commit
            Commit [text]
        branch
            Text [text; may be absent]

      Examples:
        # With a token
        fetch \\
          --url https://git.example/app.git \\
          --quiet \\
          --goals clean \\
          --goals 'say "hi"' \\
          --env '{"NAME":"value"}' \\
          --auth token \\
          --auth.token-file TOKEN
      "
    `);
  });

  it('prints Chinese within the width of a terminal', () => {
    const text = helpText(
      { ...sample, deprecated: { since: '2.0.0', message: { en: 'Use get.', zh: '请使用 get。' } } },
      'zh',
      { width: 50 },
    );
    expect(
      text.startsWith(
        'fetch 1.0.0: 获取\n\n获取 URL 指向的内容。\n\n已弃用 2.0.0: 请使用 get。\n\n用法: fetch',
      ),
    ).toBe(true);
    expect(text).toContain(
      '  --depth                      INPUT_DEPTH\n      深度: 0 表示全部。 [整数 ≥ 0; 默认 1]\n',
    );
  });

  it('leaves out what a template does not have', () => {
    expect(helpText({ ...sample, inputs: {}, outputs: {}, examples: [] }, 'en')).toBe(
      'fetch 1.0.0: Fetch\n\nFetches what a URL names.\n\nUsage: fetch\n',
    );
  });

  it('writes an example as the flags that give it', () => {
    const values = {
      url: '${{ event.url }}',
      quiet: false,
      goals: ['a b', '${{ x }}', '--dry-run'],
      server: { host: "o'neil" },
      auth: 'none',
    };
    expect(exampleFlags(sample.inputs, values).join(' ')).toBe(
      "--url URL --no-quiet --goals 'a b' --goals GOALS --goals=--dry-run --server.host 'o'\\''neil' --auth none",
    );
  });

  it('breaks lines between words, and between Chinese characters but not before punctuation', () => {
    expect(wrap('one two three four', 11, '  ')).toBe('  one two\n  three\n  four');
    expect(wrap('中文文字，可以换行', 9, '')).toBe('中文文\n字，可以\n换行');
    expect(wrap('a\n\nb', 10, ' ')).toBe(' a\n\n b');
    expect(textWidth('a中，')).toBe(5);
  });
});
