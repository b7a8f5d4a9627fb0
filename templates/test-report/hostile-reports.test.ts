import { spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { readCoverage } from '@stepyard/runtime/coverage';
import { readTests } from '@stepyard/runtime/junit';
import { scratchDirectory } from '@stepyard/runtime/testing';
import { describe, expect, it } from 'vitest';

const plain = (text: string) => text;

function written(content: string | Uint8Array): string {
  const file = join(scratchDirectory(), 'report.xml');
  writeFileSync(file, content);
  return file;
}

const laughs = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>';
const roots = ['testsuites', 'assemblies', 'test-run', 'test-results', 'Site'];

describe('templates/test-report/hostile-reports', () => {
  it.each(roots)('refuses entities, outside files and depth in <%s>', async (root) => {
    const said = async (text: string) => (await readTests([written(text)], plain)).problems.join();
    expect(await said(`${laughs}<${root}>&c;</${root}>`)).toContain('it has a document type.');
    expect(await said(`<!DOCTYPE x SYSTEM "file:///etc/passwd"><${root}/>`)).toContain(
      'it has a document type.',
    );
    expect(await said(`<${root}>&xxe;</${root}>`)).toContain('undefined entity.');
    expect(await said(`<${root}>${'<a>'.repeat(100)}`)).toContain('it is nested deeper than 100 levels.');
    expect(await said(`<${root}>${'<a>'.repeat(50)}`)).toContain('unclosed tag');
  });

  it.each(['report', 'coverage'])('refuses the same in coverage by <%s>', async (root) => {
    const said = async (text: string) => (await readCoverage([written(text)])).problems.join();
    expect(await said(`${laughs}<${root}/>`)).toContain('it has a document type.');
    const inner = `<!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd" [<!ENTITY a "x">]>`;
    expect(await said(`${inner}<${root}/>`)).toContain('it has a document type.');
    expect(await said(`<${root}>${'<a>'.repeat(101)}`)).toContain('it is nested deeper than 100 levels.');
    expect(await said(`<${root}><line hits="1e9"/></x>`)).toContain('could not be read');
  });

  it('refuses more than 100 MB, and reads just under it', async () => {
    const file = written('');
    const handle = openSync(file, 'w');
    ftruncateSync(handle, 100 * 1_048_576 + 1);
    expect((await readTests([file], plain)).problems).toEqual([
      `\`${file}\` could not be read: it has 104857601 bytes, more than 104857600.`,
    ]);
    ftruncateSync(handle, 0);
    const filler = Buffer.from(`<system-out>${'x'.repeat(1_048_000)}</system-out>\n`);
    writeSync(handle, '<testsuite><testcase name="a"/>');
    for (let count = 0; count < 95; count += 1) writeSync(handle, filler);
    writeSync(handle, '</testsuite>');
    closeSync(handle);
    expect(await readTests([file], plain)).toMatchObject({ tests: 1, problems: [] });
  });

  it('waits for nobody who would write to a pipe', async () => {
    const pipe = join(scratchDirectory(), 'report.xml');
    spawnSync('mkfifo', ['--', pipe]);
    const problems = [`\`${pipe}\` could not be read: it is no file.`];
    expect((await readTests([pipe], plain)).problems).toEqual(problems);
    expect((await readCoverage([pipe])).problems).toEqual(problems);
  });

  it('refuses what claims to be covered beyond what there is', async () => {
    const texts = [
      '<coverage lines-valid="1" lines-covered="2"/>',
      '<coverage generated="1"><project><metrics statements="1" coveredstatements="2"/></project></coverage>',
      'SF:a\nLF:1\nLH:2\nend_of_record\n',
    ];
    for (const text of texts) {
      expect((await readCoverage([written(text)])).problems.join()).toContain(
        'it says that more is covered than there is.',
      );
    }
  });

  it('reads a report in the encoding that it says', async () => {
    const text = (encoding: string) =>
      `<?xml version="1.0" encoding="${encoding}"?><testsuite><testcase name="für"><failure/></testcase></testsuite>`;
    const latin = await readTests([written(Buffer.from(text('ISO-8859-1'), 'latin1'))], plain);
    expect(latin.failures[0]?.name).toBe('für');
    const wide = await readTests([written(Buffer.from(`\ufeff${text('utf-16')}`, 'utf16le'))], plain);
    expect(wide.failures[0]?.name).toBe('für');
    const odd = await readTests([written(text('x-none'))], plain);
    expect(odd.problems.join()).toContain('it is in an encoding that is not known.');
  });

  it('counts a TAP stream that ends early, bails out or has no plan as failed', async () => {
    const counts = async (text: string) => {
      const { tests, failed, errors } = await readTests([written(text)], plain);
      return { tests, failed, errors };
    };
    expect(await counts('TAP version 13\n1..4\nok 1\nok 2\n')).toEqual({ tests: 3, failed: 0, errors: 1 });
    expect(await counts('1..4\nok 1\nBail out! no database\n')).toMatchObject({ errors: 1 });
    expect(await counts('TAP version 13\nok 1\n')).toEqual({ tests: 2, failed: 0, errors: 1 });
    expect(await counts('1..1\nok 1 - a\n')).toEqual({ tests: 1, failed: 0, errors: 0 });
  });
});
