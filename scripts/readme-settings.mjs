/** Writes the README's table of settings: `npm run build` calls it with the settings. */
import { readFile, writeFile } from "node:fs/promises";

export async function writeReadmeSettings(settings, isOfPlatform) {
  const rows = Object.entries(settings).map(
    ([name, { default: fallback, description, places }]) =>
      `| \`${name}\` | ${fallback === "" || isOfPlatform(fallback) ? "" : `\`${fallback}\``} | ${description}${whereOnly(places)} |`,
  );
  const table = ["| setting | default | meaning |", "|---|---|---|", ...rows].join("\n");
  const readme = await readFile("README.md", "utf8");
  const written = readme.replace(
    /<!-- settings -->[\s\S]*?<!-- \/settings -->/,
    `<!-- settings -->\n\n${table}\n\n<!-- /settings -->`,
  );
  await writeFile("README.md", written);
}

function whereOnly(places) {
  if (places.length === 3) return "";
  const names = { action: "input", flag: "flag", file: "file" };
  return ` (${places.map((place) => names[place]).join(" and ")} only)`;
}
