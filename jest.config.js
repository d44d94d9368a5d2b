const swc = {
  jsc: {
    target: "es2022",
    parser: { syntax: "typescript", decorators: true },
    transform: { legacyDecorator: true },
  },
  module: { type: "es6" },
};

/** ES modules throughout: `npm test` starts Jest with --experimental-vm-modules. @type {import('jest').Config} */
export default {
  extensionsToTreatAsEsm: [".ts"],
  transform: { "\\.ts$": ["@swc/jest", swc] },
  moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": ["$1.ts", "$1.js"] },
  modulePathIgnorePatterns: ["<rootDir>/dist/", "<rootDir>/data/"],
  testMatch: ["<rootDir>/tests/**/*.test.ts"],
  testEnvironment: "<rootDir>/tests/harness/environment.cjs",
  globalSetup: "<rootDir>/tests/harness/globalSetup.js",
  globalTeardown: "<rootDir>/tests/harness/globalTeardown.js",
  maxWorkers: 2,
  testTimeout: 30_000,
};
