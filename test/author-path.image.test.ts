import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuthorFolder, authorFolder } from './support/author-folder.ts';
import { authorLanguages, authorSteps, walkAuthorPath } from './support/author-path.ts';

let author: AuthorFolder;
beforeAll(async () => {
  author = await authorFolder(['script']);
}, 600_000);
afterAll(() => author?.remove());

describe('test/author-path', () => {
  it.each(authorLanguages)(
    'T7.1, T7.3: a template in $language is begun, tested, built, added by its image, shown, and used by its name on docker',
    (language) => {
      expect(Object.keys(walkAuthorPath(author, language))).toEqual(authorSteps);
    },
  );
});
