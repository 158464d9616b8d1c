import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    environment: "happy-dom",
    setupFiles: ["src/testing/setup.ts"],
    testTimeout: 20_000,
    include: ["src/**/*.test.{ts,tsx}"],
    coverage: {
      reportsDirectory: "../reports/page",
      include: ["src/**/*.{ts,tsx}"],
      exclude: ["src/main.tsx", "src/wire/types.ts", "src/**/*.test.{ts,tsx}", "src/testing/**"],
      thresholds: { branches: 92 },
    },
  },
});
