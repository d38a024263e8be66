/** Writes action.yml and the table of docs/settings.md from the settings: `npm run build` calls it, and a test holds them to it. */
import { writeFile } from "node:fs/promises";
import { build } from "esbuild";
import { stringify } from "yaml";
import { writeSettingsPage } from "./settings-page.mjs";

const OUTPUTS = {
  verdict: "passed, failed, inconclusive, recorded or skipped.",
  regressions: "Number of benchmarks over their budget.",
  improvements: "Number of benchmarks that got faster by more than their budget.",
  inconclusive: "Number of benchmarks that could not be decided.",
  "baseline-source": "Where the stored baseline came from; empty when none was used.",
  "json-report": "File with the result document.",
  "html-report": "File with the HTML report.",
  "comment-url": "Address of the pull request's comment.",
};

const bundled = await build({
  entryPoints: ["src/inputs/settings.ts"],
  bundle: true,
  format: "esm",
  platform: "node",
  write: false,
});
const source = Buffer.from(bundled.outputFiles[0].contents).toString("base64");
const { SETTINGS, isOfPlatform } = await import(`data:text/javascript;base64,${source}`);

const inputs = {};
for (const [name, setting] of Object.entries(SETTINGS)) {
  if (!setting.places.includes("action")) continue;
  const byPlatform = isOfPlatform(setting.default);
  const shown = setting.default !== "" && !byPlatform ? ` Default: ${setting.default}.` : "";
  inputs[name] = {
    description: setting.description + shown,
    required: false,
    ...(byPlatform ? { default: setting.default } : {}),
  };
}
const manifest = {
  name: "hotpath-gate",
  description:
    "Tells on every pull request whether a Python hot path got slower: base and head measured in lock step on one CPU.",
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
await writeSettingsPage(SETTINGS, isOfPlatform);
