/**
 * Takes the picture of a comment that the README shows: `npm run picture`, with Chromium or Chrome installed. The comment
 * is the expected one of the tests, so that the picture shows what is rendered for real.
 */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { marked } from "marked";
import { chromium } from "playwright-core";

const COMMENT = "fixtures/reports/comment-failed.md";
const PICTURE = "docs/comment.png";
/** What GitHub gives to a comment on a wide screen. */
const WIDTH = 780;
const BROWSERS = [
  ...["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"],
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
/** `stop` of GitHub's Octicons, which are under the MIT licence. */
const STOP =
  "M4.47.22A.749.749 0 0 1 5 0h6c.199 0 .389.079.53.22l4.25 4.25c.141.14.22.331.22.53v6a.749.749 0 0 1-.22.53l-4.25 4.25A.749.749 0 0 1 11 16H5a.749.749 0 0 1-.53-.22L.22 11.53A.749.749 0 0 1 0 11V5c0-.199.079-.389.22-.53Zm.84 1.28L1.5 5.31v5.38l3.81 3.81h5.38l3.81-3.81V5.31L10.69 1.5ZM8 4a.75.75 0 0 1 .75.75v3.5a.75.75 0 0 1-1.5 0v-3.5A.75.75 0 0 1 8 4Zm0 8a1 1 0 1 1 0-2 1 1 0 0 1 0 2Z";

const style = await readFile(
  createRequire(import.meta.url).resolve("github-markdown-css/github-markdown-light.css"),
  "utf8",
);
const html = page(await readFile(COMMENT, "utf8"));
const browser = await launch();
try {
  const tab = await browser.newPage({ viewport: { width: WIDTH, height: 400 }, deviceScaleFactor: 2 });
  await tab.setContent(html);
  await tab.locator("article").screenshot({ path: PICTURE });
} finally {
  await browser.close();
}
process.stdout.write(`${PICTURE}, of ${COMMENT}\n`);

/** Of CHROMIUM, or where systems have one. */
async function launch() {
  const named = process.env.CHROMIUM;
  const tried = named === undefined ? BROWSERS : [named];
  for (const executablePath of tried) {
    const browser = await chromium.launch({ executablePath }).catch(() => null);
    if (browser !== null) return browser;
  }
  throw new Error(`no browser could be started: tried ${tried.join(", ")}. Name one in CHROMIUM`);
}

/** As GitHub shows it; its alerts are no part of the Markdown that `marked` knows. */
function page(comment) {
  marked.use({
    renderer: {
      blockquote({ tokens }) {
        const body = this.parser.parse(tokens);
        const alert = body.replace(/^<p>\[!CAUTION\]\s*/, "<p>");
        if (alert === body) return false;
        const title = `<svg width="16" height="16" class="octicon mr-2"><path d="${STOP}"/></svg>Caution`;
        return `<div class="markdown-alert markdown-alert-caution"><p class="markdown-alert-title">${title}</p>${alert}</div>`;
      },
    },
  });
  return `<!doctype html>
<meta charset="utf-8">
<style>${style}
body { margin: 0 }
article { border: 1px solid #d1d9e0; border-radius: 6px; padding: 16px }
</style>
<article class="markdown-body">${marked.parse(comment)}</article>`;
}
