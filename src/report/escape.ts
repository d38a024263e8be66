/**
 * Everything that came from measured code (ids, paths, error messages) passes through here on its way into a
 * report. What comes out is one line of bounded length that is only ever text: it mentions nobody, links
 * nowhere, opens nothing, closes nothing and carries no marker of ours.
 *
 * Two facts of GitHub's rendering decide how. Mentions, issue numbers, commit hashes and emoji are found in
 * the *rendered* text, so that no escape or entity keeps them from being found, only a character in between;
 * and none of them is looked for inside code.
 */

/** Longest id that a report shows whole, in characters. */
export const ID_LIMIT = 120;

/**
 * Longest message that a report shows whole, in characters. Our own sentences fit, with an id and a few paths in them.
 */
export const MESSAGE_LIMIT = 600;

/** Takes no room and is not part of any word, so that what it splits is no longer recognised. */
const BREAK = "\u200b";

const REPLACEMENT = "\ufffd";
const ESCAPE = "\u001b";

/** Colours, cursor movements, titles and the other sequences that terminals obey. */
const TERMINAL_SEQUENCE = new RegExp(
  `${ESCAPE}\\[[0-?]*[ -/]*[@-~]|${ESCAPE}\\][^${ESCAPE}\u0007]*\u0007?|${ESCAPE}[@-_]|\u009b[0-?]*[ -/]*[@-~]`,
  "g",
);

/** Controls, bidi overrides, zero-width characters and lone surrogates; variation selectors of emoji may stay. */
const INVISIBLE = /(?![\ufe0e\ufe0f])[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Characters that a copied command must spell out: invisible ones, every space except the plain one, and HTML comments.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]|[^\S ]|(?<=<)!(?=--)/gu;

/**
 * Text for a terminal or any other place that shows characters as they are: one line, no terminal sequences,
 * invisible characters shown as U+FFFD, cut in the middle at `limit` characters.
 */
export function terminalText(text: string, limit = ID_LIMIT): string {
  const line = cutRaw(text)
    .replace(TERMINAL_SEQUENCE, "")
    .replace(/[\s\u0085]+/gu, " ")
    .trim()
    .replace(INVISIBLE, REPLACEMENT);
  return cutInTheMiddle(line, limit);
}

/** A message of several lines, such as one that quotes what a command printed; empty lines are left out. */
function messageLines(text: string, limit: number): string[] {
  return cutInTheMiddle(cutRaw(text), limit)
    .split(/\r?\n/)
    .map((line) => terminalText(line, limit))
    .filter((line) => line !== "");
}

/**
 * A message of at most `limit` characters, not counting its line breaks, which stay. Further lines begin with a bar,
 * because a runner would obey one that began with two colons.
 */
export function terminalMessage(text: string, limit: number): string {
  return messageLines(text, limit).join("\n  | ");
}

/** A message as a paragraph of Markdown. */
export function markdownMessage(text: string, limit: number): string {
  return messageLines(text, limit)
    .map((line) => markdownSentence(line, limit))
    .join("\\\n");
}

/**
 * Text for a place where a runner may read it, in one or more lines. A runner obeys lines that begin with `::`, and
 * `##[` anywhere: a benchmark's name must not set outputs, hide the log or fail a step.
 */
export function withoutCommands(text: string): string {
  return text.replace(/:(?=:)(?<=(?:^|[\r\n\u0085\u2028\u2029])\s*:)/g, ": ").replace(/##(?=\[)/g, "## ");
}

/** Text inside a sentence of Markdown; safe in a table cell, too. */
export function markdownText(text: string, limit = MESSAGE_LIMIT): string {
  return escapedMarkdown(terminalText(text, limit));
}

/**
 * Sentences of Markdown, in which text in backticks becomes code. That is safe whoever wrote them, because nothing in
 * code is acted upon. Not for a table cell, which a pipe in code would end.
 */
export function markdownSentence(text: string, limit = MESSAGE_LIMIT): string {
  return sentenceParts(terminalText(text, limit))
    .map(({ kind, words }) => (kind === "code" ? markdownCode(words, limit) : escapedMarkdown(words)))
    .join("");
}

interface SentencePart {
  readonly kind: "text" | "code";
  readonly words: string;
}

/** Parts of a sentence. A backtick without a partner, or next to another one, is text. */
export function sentenceParts(line: string): SentencePart[] {
  return line.split(/(?<!`)`(?!\s*`)([^`]+)`(?!`)/).map((words, index) => ({
    kind: index % 2 === 1 ? "code" : "text",
    words,
  }));
}

/** Escapes a line for Markdown. @param line what `terminalText` gave */
function escapedMarkdown(line: string): string {
  return line
    .replace(/(?<![0-9A-Za-z_])[0-9a-f]{7,}(?![0-9A-Za-z_])/gi, (hash) =>
      (hash.match(/.{1,6}/g) ?? []).join(BREAK),
    )
    .replace(/@/g, `@${BREAK}`)
    .replace(/#(?=\d)/g, `#${BREAK}`)
    .replace(/\b(gh|ghsa|cve)-(?=[0-9a-z])/gi, `$1${BREAK}-`)
    .replace(/\bwww\./gi, (start) => `${start.slice(0, -1)}${BREAK}.`)
    .replace(/:(?=\/\/|[\w+-]+:)/g, `:${BREAK}`)
    .replace(/^[-+=]|^\d+(?=[.)](?: |$))/, `${BREAK}$&`)
    .replace(/[\\`*_[\]~!#]/g, "\\$&")
    .replace(/[&<>|$]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Text as code, outside of tables. */
export function markdownCode(text: string, limit = ID_LIMIT): string {
  const content = (terminalText(text, limit) || "(empty)").replaceAll("<!--", `<${BREAK}!--`);
  const fence = "`".repeat(longestRun(content) + 1);
  const pad = content.startsWith("`") || content.endsWith("`") ? " " : "";
  return `${fence}${pad}${content}${pad}${fence}`;
}

/** Text as code in a table cell, where a pipe ends the cell even inside code. */
export function markdownCodeInCell(text: string, limit = ID_LIMIT): string {
  // Rows are split before code is looked for, and there a backslash may escape the next backslash, too.
  return markdownCode(text, limit)
    .replace(/\\(?=\|)/g, `\\${BREAK}`)
    .replaceAll("|", "\\|");
}

/** Lines as a code block that nothing in them can close. They are meant to be copied, so nothing is added to them. */
export function markdownCodeBlock(language: string, lines: readonly string[]): string {
  const content = lines.join("\n");
  const fence = "`".repeat(Math.max(3, longestRun(content) + 1));
  return `${fence}${language}\n${content}\n${fence}`;
}

/** Sentences in an element of an HTML document, in which text in backticks becomes code. */
export function htmlSentence(text: string, limit = MESSAGE_LIMIT): string {
  return sentenceParts(terminalText(text, limit))
    .map(({ kind, words }) =>
      kind === "code" ? `<code>${escapedHtml(words)}</code>` : withNumbersWhole(escapedHtml(words)),
    )
    .join("");
}

/** Text in an HTML document, in an element or in a quoted attribute. */
export function htmlText(text: string, limit = MESSAGE_LIMIT): string {
  return escapedHtml(terminalText(text, limit));
}

/** A number is not broken before its unit. What is copied from code has to stay as it is. */
function withNumbersWhole(html: string): string {
  return html.replace(/(\d) (%|[mµn]?s\b|min\b|h\b|[kMG]?i?B\b)/g, "$1&#160;$2");
}

/** Escapes a line for HTML. @param line what `terminalText` gave */
function escapedHtml(line: string): string {
  return line.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * One word for a POSIX shell. It is written `$'…'` (bash, zsh, ksh) if it contains what a person can't see, or what
 * would be a marker of ours in a comment.
 */
export function shellWord(text: string): string {
  if (/^[\w@%+=:,./][\w@%+=:,./-]*$/.test(text)) return text;
  if (text.replace(UNSEEN, "") === text) return `'${text.replaceAll("'", `'\\''`)}'`;
  const visible = text.replace(/[\\']/g, "\\$&").replace(UNSEEN, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return code.length > 4 ? `\\U${code.padStart(8, "0")}` : `\\u${code.padStart(4, "0")}`;
  });
  return `$'${visible}'`;
}

/** A text cut before it is looked at character by character, because only a line of it is shown. */
function cutRaw(text: string): string {
  return text.length <= 8_000 ? text : `${text.slice(0, 4_000)}…${text.slice(-4_000)}`;
}

function cutInTheMiddle(line: string, limit: number): string {
  if (line.length <= limit) return line;
  const characters = [...line];
  if (characters.length <= limit) return line;
  const start = Math.ceil((limit - 1) / 2);
  const end = limit - 1 - start;
  return `${characters.slice(0, start).join("")}…${end === 0 ? "" : characters.slice(-end).join("")}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
