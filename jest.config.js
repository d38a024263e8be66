export default {
  testMatch: ["**/__tests__/**/*.test.ts"],
  extensionsToTreatAsEsm: [".ts"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      {
        jsc: {
          parser: { syntax: "typescript" },
          target: "es2022",
          // Jest warns of JSON that is imported without `with { type: "json" }`.
          experimental: { keepImportAttributes: true },
        },
        module: { type: "es6" },
      },
    ],
  },
  testEnvironment: "node",
  // Real Python processes and real git on two shared cores.
  testTimeout: 60_000,
  // Most of a test's time is spent waiting for these, so that one worker less than there are cores leaves one idle.
  maxWorkers: "100%",
};
