import { defineConfig } from 'vitest/config';

const exclude = ['**/node_modules/**', '**/dist/**', '**/fixtures/**', 'examples/**'];
const unit = ['**/*.test.ts'];
const setupFiles = ['./test/support/temporary-files.ts'];
const tiers = ['image', 'services', 'cluster', 'browser', 'full'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: unit,
          setupFiles,
          exclude: [...exclude, ...tiers.map((tier) => `**/*.${tier}.test.ts`)],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      ...tiers.map((tier) => ({
        test: {
          name: tier,
          include: [`**/*.${tier}.test.ts`],
          exclude,
          testTimeout: 600_000,
          hookTimeout: 120_000,
          ...(['image', 'full'].includes(tier) && {
            globalSetup: './test/support/image-set-up.ts',
            maxConcurrency: 2,
          }),
        },
      })),
    ],
  },
});
