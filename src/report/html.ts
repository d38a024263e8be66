/** A result as one HTML page that needs no network and runs no script. */
import type { Result, Row, RowVerdict } from "../model.ts";
import { htmlSentence, htmlText } from "./escape.ts";
import { axis, legend, rangeOf, rangePicture, type Scale, scaleFor } from "./range-picture.ts";
import { reproduceCommand } from "./reproduce.ts";
import { countVerdicts, hasOwnBudgets, inTellingOrder } from "./rows.ts";
import { shownIdsOf } from "./shown-ids.ts";
import { STYLE } from "./style.ts";
import { trendPicture } from "./trend-picture.ts";
import { noteOf } from "./words/all-notes.ts";
import { functionPlace, whatChanged } from "./words/function-change.ts";
import { reasonBesideHeadline } from "./words/gate-reason.ts";
import { groundsOf } from "./words/grounds.ts";
import { headline } from "./words/headline.ts";
import { amount, percent, percentInterval, quantityPair, signedPercent } from "./words/numbers.ts";
import { settingsWords } from "./words/settings.ts";
import { stepSentence, stepsHeading } from "./words/trends.ts";
import { metricWords, recordingWords, throughputWords, verdictWords } from "./words/verdict.ts";
import { warningsBesideReason } from "./words/warning.ts";

/** The whole page. It loads nothing and runs nothing, and tells the browser so. */
export function renderHtml(result: Result): string {
  const { mark, text } = headline(result);
  const reason = reasonBesideHeadline(result);
  const rows = inTellingOrder(result.benchmarks);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${htmlText(`${mark} hotpath-gate: ${text}`)}</title>
<style>${STYLE}</style>
</head>
<body class="${result.verdict}">
<header>
<h1><span class="mark">${mark}</span> ${htmlText(text)}</h1>
${reason === null ? "" : `<p>${htmlSentence(reason)}</p>`}
${countsOf(result)}
</header>
<main>
${rows.length === 0 ? "" : table(result, rows)}
${settings(result)}
${warnings(result)}
${trends(result)}
</main>
<footer>
${groundsOf(result, { text: htmlSentence, code: (code) => `<code>${htmlText(code)}</code>` })
  .map((sentence) => `<p>${sentence}</p>`)
  .join("\n")}
</footer>
</body>
</html>
`;
}

function countsOf(result: Result): string {
  const counts = countVerdicts(result.benchmarks);
  const words = {
    regressed: "regressed",
    errored: "errored",
    inconclusive: "can't tell",
    accepted: "accepted",
    skipped: "skipped",
    removed: "removed",
    new: recordingWords(result) ?? "new",
    improved: "improved",
    "within-budget": "within budget",
  } satisfies Record<RowVerdict, string>;
  const items = Object.entries(words)
    .map(([verdict, word]) => ({ verdict, word, count: counts[verdict as RowVerdict] }))
    .filter(({ count }) => count > 0)
    .map(
      ({ verdict, word, count }) => `<li class="${verdict}"><b>${amount(count)}</b> ${htmlText(word)}</li>`,
    );
  return items.length === 0 ? "" : `<ul class="counts">${items.join("")}</ul>`;
}

function table(result: Result, rows: readonly Row[]): string {
  const scale = scaleFor(rows);
  const isBudgetShown = hasOwnBudgets(result);
  return `<div class="wide"><table>
<thead><tr><th>benchmark</th><th class="number">base</th><th class="number">head</th><th class="number">change</th>
<th class="number">95 % interval</th><th>interval and blocks against the budget${axis(scale)}</th>${isBudgetShown ? '<th class="number">budget</th>' : ""}<th>verdict</th></tr></thead>
<tbody>
${rows.map((row) => tableRow(result, row, scale, isBudgetShown)).join("\n")}
</tbody>
</table></div>${rows.some((row) => rangeOf(row) !== null) ? legend() : ""}`;
}

/** One row. The mark comes first, because a narrow screen hides the last column. */
function tableRow(result: Result, row: Row, scale: Scale, isBudgetShown: boolean): string {
  const { base, head } = quantityPair(row.base, row.head, row.unit);
  const { mark, words, detail } = verdictWords(row, recordingWords(result));
  const change = row.change === null ? "" : signedPercent(row.change);
  const range = rangeOf(row);
  const shown = shownIdsOf(result.benchmarks);
  return `<tr class="${row.verdict}">
<td><b class="sign">${mark}</b>&nbsp;<code class="id">${htmlText(shown(row.id), 200)}</code>${metricLabel(row.metric)}${throughput(row)}${more(result, row)}</td>
${cell("base", "number", base)}${cell("head", "number", head)}${cell("change", "number change", change)}
${cell("95 % interval", "number", row.interval === null ? "" : percentInterval(row.interval))}
<td class="range">${range === null ? "" : rangePicture(range, scale)}</td>
${isBudgetShown ? `${cell("budget", "number", percent(row.budget))}\n` : ""}<td class="verdict"><b>${htmlText(words)}</b>${detail === null ? "" : `<small>${htmlText(detail)}</small>`}</td>
</tr>`;
}

/** A cell of a figure. On a narrow screen its label stands beside it, and an empty one is left out. */
function cell(label: string, kind: string, text: string | null): string {
  return `<td class="${kind}" data-label="${label}">${htmlText(text ?? "")}</td>`;
}

function metricLabel(metric: Row["metric"]): string {
  const words = metricWords(metric);
  return words === null ? "" : ` <small>${words}</small>`;
}

function throughput(row: Row): string {
  const words = throughputWords(row);
  return words === null ? "" : `<p class="note">${words}</p>`;
}

/** What stands under the id: why, with which error, and how to measure it again. */
function more(result: Result, row: Row): string {
  const words = noteOf(row);
  const note = words === null ? "" : `<p class="note">${htmlSentence(words)}</p>`;
  const reasons = row.reasons.map(
    (change) =>
      `<li><code>${htmlText(change.name, 120)}</code> ${htmlText(functionPlace(change), 120)}: ${htmlSentence(whatChanged(change))}</li>`,
  );
  const list =
    reasons.length === 0
      ? ""
      : `<p class="note">Functions that changed, for one call of the benchmark:</p><ul class="reasons">${reasons.join("")}</ul>`;
  const wanted = row.verdict === "regressed" || row.verdict === "inconclusive";
  const command = wanted ? reproduceCommand(result, row) : null;
  const again =
    command === null
      ? ""
      : `<details><summary>measure it again</summary><pre>${htmlText(command, 2_000)}</pre></details>`;
  return `${note}${list}${again}`;
}

function warnings(result: Result): string {
  const besideReason = warningsBesideReason(result);
  if (besideReason.length === 0) return "";
  const items = besideReason.slice(0, 200).map((words) => `<li>${htmlSentence(words)}</li>`);
  const hidden = besideReason.length - items.length;
  if (hidden > 0) items.push(`<li>and ${amount(hidden)} more: see the JSON report</li>`);
  return `<section class="warnings"><h2>Warnings</h2><ul>${items.join("")}</ul></section>`;
}

function settings(result: Result): string {
  const code = (text: string) => `<code>${htmlText(text)}</code>`;
  const told = settingsWords(result.settings, { text: htmlSentence, code });
  if (told === null) return "";
  const items = told.items.slice(0, 200).map((item) => `<li>${item}</li>`);
  const hidden = told.items.length - items.length;
  if (hidden > 0) items.push(`<li>and ${amount(hidden)} more: see the JSON report</li>`);
  return `<section class="warnings"><h2>${told.heading}</h2><ul>${items.join("")}</ul></section>`;
}

/** The steps, and the history of the benchmarks that have one, or that drifted. */
function trends({ evidence }: Result): string {
  if (evidence.trends === null) return "";
  const writing = { text: htmlSentence, code: (code: string) => `<code>${htmlText(code, 200)}</code>` };
  const heading = stepsHeading(evidence.trends);
  const steps = evidence.trends.changePoints.slice(0, 200);
  const list = steps.map((step) => `<li>${stepSentence(step, writing)}</li>`).join("");
  const pictures = evidence.trends.courses
    .slice(0, 100)
    .map(
      ({ id, metric, unit, medians }) =>
        `<figure><figcaption>${writing.code(id)}${metricLabel(metric)}</figcaption>${trendPicture(medians, unit)}</figure>`,
    )
    .join("");
  return [
    heading === null ? "" : `<section class="steps"><h2>${htmlText(heading)}</h2><ul>${list}</ul></section>`,
    pictures === "" ? "" : `<section class="courses"><h2>Recording by recording</h2>${pictures}</section>`,
  ].join("\n");
}
