/**
 * Runs the evidence laboratory: bundles `bench/main.ts` together with the parts of `src/` that it measures, and
 * starts it. `npm run bench -- --help` says what there is.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

// Beside the packages that it imports.
const outfile = join("node_modules", ".cache", `hotpath-gate-lab-${process.pid}.mjs`);
process.on("exit", () => rmSync(outfile, { force: true }));
await build({
  entryPoints: ["bench/main.ts"],
  outfile,
  bundle: true,
  packages: "external",
  platform: "node",
  format: "esm",
  target: "node20.19",
  logLevel: "warning",
});
await import(pathToFileURL(outfile).href);
