/** Writes the table of `docs/settings.md`: `npm run build` calls it with the settings, and a test holds the page to it. */
import { readFile, writeFile } from "node:fs/promises";

const PAGE = "docs/settings.md";
const TABLE = /<!-- settings -->[\s\S]*?<!-- \/settings -->/;

export async function writeSettingsPage(settings, isOfPlatform) {
  const page = await readFile(PAGE, "utf8");
  if (!TABLE.test(page)) throw new Error(`${PAGE} does not say where its table of settings is`);
  await writeFile(
    PAGE,
    page.replace(TABLE, () => tableOf(settings, isOfPlatform)),
  );
}

export function tableOf(settings, isOfPlatform) {
  const rows = Object.entries(settings).map(
    ([name, { default: fallback, description, places }]) =>
      `| \`${name}\` | ${fallback === "" || isOfPlatform(fallback) ? "" : `\`${fallback}\``} | ${description}${whereOnly(places)} |`,
  );
  const table = ["| setting | default | meaning |", "|---|---|---|", ...rows].join("\n");
  return `<!-- settings -->\n\n${table}\n\n<!-- /settings -->`;
}

function whereOnly(places) {
  if (places.length === 3) return "";
  const names = { action: "input", flag: "flag", file: "file" };
  return ` (${places.map((place) => names[place]).join(" and ")} only)`;
}
