/** Writes action.yml and the table of docs/settings.md from the settings: `npm run build` calls it, and a test holds them to it. */
import { writeFile } from "node:fs/promises";
import { build } from "esbuild";
import { stringify } from "yaml";
import { writeSettingsPage } from "./settings-page.mjs";

const OUTPUTS = {
  verdict: "Verdict of the gate: `passed`, `failed`, `inconclusive`, `unmeasured`, `recorded` or `skipped`.",
  regressions: "Number of benchmarks that exceeded their budget.",
  improvements: "Number of benchmarks that improved by more than their budget.",
  inconclusive: "Number of benchmarks that could not be decided.",
  "baseline-source": "Where the stored baseline came from. Empty if none was used.",
  "json-report": "Path of the result document.",
  "html-report": "Path of the HTML report.",
  "comment-url": "URL of the comment on the pull request.",
};

const bundled = await build({
  entryPoints: ["src/inputs/settings.ts"],
  bundle: true,
  format: "esm",
  platform: "node",
  write: false,
});
const source = Buffer.from(bundled.outputFiles[0].contents).toString("base64");
const { SETTINGS, describedForAction, describedForPage, isOfPlatform } = await import(
  `data:text/javascript;base64,${source}`
);

const inputs = {};
for (const [name, setting] of Object.entries(SETTINGS)) {
  if (!setting.places.includes("action")) continue;
  const byPlatform = isOfPlatform(setting.default);
  inputs[name] = {
    description: describedForAction(setting),
    required: false,
    ...(byPlatform ? { default: setting.default } : {}),
  };
}
const manifest = {
  name: "hotpath-gate",
  description:
    "Fails pull requests that make a Python hot path slower than its budget allows. Measures base and head in lock step on one CPU.",
  author: "the hotpath-gate authors",
  branding: { icon: "activity", color: "orange" },
  inputs,
  outputs: Object.fromEntries(Object.entries(OUTPUTS).map(([name, description]) => [name, { description }])),
  runs: { using: "node24", main: "dist/action.js" },
};
await writeFile(
  "action.yml",
  `# Written by scripts/action-manifest.mjs from src/inputs/settings.ts.\n${stringify(manifest, { lineWidth: 110 })}`,
);
await writeSettingsPage(SETTINGS, { describedForPage, isOfPlatform });
