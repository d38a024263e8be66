/**
 * Builds dist/: the action and the command line, bundled with code splitting so that what is only used
 * sometimes (the cache client, the HTML report) is only loaded then. The same source gives the same bytes.
 */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import "./action-manifest.mjs";

// Written only when all of it was built, so that a build that fails leaves the bundle that was there.
const { metafile, outputFiles } = await build({
  entryPoints: { action: "src/action.ts", cli: "src/cli.ts" },
  outdir: "dist",
  bundle: true,
  splitting: true,
  platform: "node",
  format: "esm",
  target: "node20.19",
  minify: true,
  legalComments: "none",
  chunkNames: "chunks/[name]-[hash]",
  metafile: true,
  write: false,
  plugins: [withoutIdentityTokens()],
  // Bundled CommonJS packages use what an ES module does not have.
  banner: {
    js: [
      'import{createRequire as __createRequire}from"node:module";',
      'import{fileURLToPath as __fileURLToPath}from"node:url";',
      "const require=__createRequire(import.meta.url),__filename=__fileURLToPath(import.meta.url);",
    ].join(""),
  },
});
const licenceTexts = await licences(Object.keys(metafile.inputs));

await rm("dist", { recursive: true, force: true });
await mkdir("dist/chunks", { recursive: true });
await Promise.all(
  outputFiles.map(({ path, contents, text }) =>
    writeFile(path, contents, { mode: text.startsWith("#!") ? 0o755 : 0o644 }),
  ),
);
await writeFile("dist/package.json", '{ "type": "module" }\n');
await writeFile("dist/licenses.txt", licenceTexts);

/**
 * `@actions/core` brings an HTTP client of half a megabyte for identity tokens, which nobody here asks for, and which
 * would be loaded before the first line of work.
 */
function withoutIdentityTokens() {
  const contents =
    'export class OidcClient { static async getIDToken() { throw new Error("no identity tokens in this bundle"); } }';
  return {
    name: "without-identity-tokens",
    setup(build) {
      let isFound = false;
      build.onLoad({ filter: /@actions[/\\]core[/\\]lib[/\\]oidc-utils\.js$/ }, () => {
        isFound = true;
        return { contents };
      });
      build.onEnd(() => {
        if (!isFound)
          throw new Error(
            "@actions/core has its identity tokens elsewhere now: look for them, or the action starts slowly",
          );
      });
    },
  };
}

/** The licence of every package that went into the bundle. */
async function licences(inputs) {
  const folders = new Set(
    inputs.flatMap((input) => {
      const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
      return folder === undefined ? [] : [folder];
    }),
  );
  const packagesByText = new Map();
  for (const folder of [...folders].sort()) {
    const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const text = await licenceText(folder);
    packagesByText.set(text, [...(packagesByText.get(text) ?? []), `${name} ${version} (${license})`]);
  }
  const parts = [...packagesByText].map(
    ([text, packages]) => `${[...new Set(packages)].join("\n")}\n\n${text}`,
  );
  return `${parts.join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}

async function licenceText(folder) {
  for (const name of [
    "LICENSE",
    "LICENSE.md",
    "LICENSE.txt",
    "license",
    "LICENCE",
    "License",
    "LICENSE-MIT",
  ]) {
    try {
      return (await readFile(join(folder, name), "utf8")).replaceAll("\r\n", "\n").trimEnd();
    } catch {
      // Tried by the next name.
    }
  }
  return "(The package has no licence file of its own.)";
}
