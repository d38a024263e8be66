/** Writes the table of `docs/settings.md`: `npm run build` calls it with the settings, and a test holds the page to it. */
import { readFile, writeFile } from "node:fs/promises";

const PAGE = "docs/settings.md";
const TABLE = /<!-- settings -->[\s\S]*?<!-- \/settings -->/;

export async function writeSettingsPage(settings, words) {
  const page = await readFile(PAGE, "utf8");
  if (!TABLE.test(page)) throw new Error(`${PAGE} has no place for the table of settings`);
  await writeFile(
    PAGE,
    page.replace(TABLE, () => tableOf(settings, words)),
  );
}

export function tableOf(settings, { describedForPage, isOfPlatform }) {
  const rows = Object.entries(settings).map(([name, setting]) => {
    const { default: fallback, places } = setting;
    const shown = fallback === "" || isOfPlatform(fallback) ? "" : `\`${fallback}\``;
    return `| \`${name}\` | ${shown} | ${describedForPage(setting)}${whereOnly(places)} |`;
  });
  const table = ["| setting | default | meaning |", "|---|---|---|", ...rows].join("\n");
  return `<!-- settings -->\n\n${table}\n\n<!-- /settings -->`;
}

function whereOnly(places) {
  if (places.length === 3) return "";
  const names = { action: "input", flag: "flag", file: "file" };
  return ` (${places.map((place) => names[place]).join(" and ")} only)`;
}
