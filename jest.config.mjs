/** One configuration for every kind of test; `scripts/jest.mjs` starts jest with the flags that ESM needs. */
export default {
  testMatch: ['<rootDir>/{packages,services}/*/src/**/*.test.ts?(x)', '<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/', '/\\.tpedm/'],
  watchman: false,
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['dm-source', 'node', 'node-addons'] },
  testTimeout: 30_000,
  globalSetup: '<rootDir>/packages/testkit/src/jest/global-setup.mjs',
  globalTeardown: '<rootDir>/packages/testkit/src/jest/global-teardown.mjs',
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', tsx: true },
          transform: { react: { runtime: 'automatic' } },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
};
