import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'tools/**/*.test.ts'],
          exclude: ['src/**/*.db.test.ts'],
        },
      },
      {
        extends: true,
        // The screens are a package of their own: the rooms' names are settled as in web/vite.config.ts.
        resolve: {
          alias: [
            { find: /^#(kit|onestop|datahub)\//, replacement: `${import.meta.dirname}/src/$1/` },
            { find: /^#content\//, replacement: `${import.meta.dirname}/content/` },
          ],
        },
        test: { name: 'screens', include: ['web/src/**/*.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'db',
          include: ['src/**/*.db.test.ts'],
          globalSetup: ['src/kit/io/testing/global-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'journeys',
          include: ['journeys/**/*.test.ts'],
          globalSetup: ['journeys/start-program.ts'],
          fileParallelism: false,
          sequence: { shuffle: { tests: false } }, // a journey's steps follow one another
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      },
    ],
    // Random order and random cases; the build machine draws the same ones each time (src/kit/io/testing/seed.ts).
    sequence: { shuffle: { files: true, tests: true }, ...(process.env.CI ? { seed: 20_180_614 } : {}) },
    setupFiles: ['src/kit/io/testing/seed.ts'],
    env: { TZ: 'UTC' },
    passWithNoTests: false,
  },
})
