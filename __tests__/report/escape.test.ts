import { execFileSync } from "node:child_process";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  htmlSentence,
  htmlText,
  markdownCode,
  markdownCodeBlock,
  markdownCodeInCell,
  markdownMessage,
  markdownSentence,
  markdownText,
  shellWord,
  terminalMessage,
  terminalText,
} from "../../src/report/escape.ts";
import { untrustedText } from "../support/untrusted-text.ts";

const RUNS = { numRuns: 2_000 };
const BREAK = "\u200b";

/** What GitHub's filters for mentions and links get to see: escapes and entities are resolved before them. */
function asRendered(markdown: string): string {
  return markdown
    .replace(/\\([!-/:-@[-`{-~])/g, "$1")
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
}

function withoutBreaks(text: string): string {
  return text.replaceAll(BREAK, "");
}

/** The content of a code span, read as CommonMark reads it; null when it is not one code span from end to end. */
function contentOfCodeSpan(markdown: string): string | null {
  const fence = /^`+/.exec(markdown)?.[0] ?? "";
  const closing = [...markdown.slice(fence.length).matchAll(/`+/g)].find(([run]) => run === fence);
  if (fence === "" || closing === undefined) return null;
  if (fence.length + closing.index + fence.length !== markdown.length) return null;
  const content = markdown.slice(fence.length, fence.length + closing.index);
  return /^ .*[^ ].* $/.test(content) ? content.slice(1, -1) : content;
}

/** A table row split the two ways that implementations differ: a backslash escapes only pipes, or any punctuation. */
const ROW_SPLITS = [/(?:\\\||[^|])+/g, /(?:\\[!-/:-@[-`{-~]|[^|])+/g];

describe("text on a terminal", () => {
  test("is one line without terminal sequences, controls or characters that turn text around", () => {
    fc.assert(
      fc.property(untrustedText, (text) => {
        expect(terminalText(text)).not.toMatch(
          /[\p{Cc}\p{Cs}\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u,
        );
      }),
      RUNS,
    );
  });

  test.each([
    ["colours", "\u001b[1;31mred\u001b[0m", "red"],
    ["titles", "\u001b]0;owned\u0007id", "id"],
    ["line ends", "one\r\n\ttwo\u2028three", "one two three"],
    ["bidi overrides", "a\u202eb", "a\ufffdb"],
    ["half of a surrogate pair", "a\ud800b", "a\ufffdb"],
    ["emoji with a selector", "\u2764\ufe0f", "\u2764\ufe0f"],
  ])("loses or shows %s", (_, text, shown) => {
    expect(terminalText(text)).toBe(shown);
  });

  test("is cut in the middle, where ids differ least", () => {
    expect(terminalText(`start${"x".repeat(500)}end`, 20)).toBe(`start${"x".repeat(5)}…${"x".repeat(6)}end`);
    expect([...terminalText("\u{1f600}".repeat(500), 20)]).toHaveLength(20);
  });

  test("of many megabytes is cut in no time", () => {
    const start = performance.now();
    expect(terminalText("ab \u001b[".repeat(4_000_000)).length).toBeLessThanOrEqual(120);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});

describe("a message of several lines", () => {
  const message =
    "`setup` failed. Its last lines were:\n\u001b[31mERROR\u001b[0m: no\r\n\n  @octocat #1\n::add-mask::x";

  test("keeps its lines on a terminal, without sequences and with none that a runner obeys", () => {
    expect(terminalMessage(message, 4096)).toBe(
      "`setup` failed. Its last lines were:\n  | ERROR: no\n  | @octocat #1\n  | ::add-mask::x",
    );
  });

  test("keeps its lines in Markdown, where each is only text", () => {
    const lines = markdownMessage(message, 4096).split("\\\n");
    expect(lines).toEqual(message.split(/\s*\n\s*/).map((line) => markdownSentence(line)));
    expect(lines.join()).not.toMatch(/@octocat|[^\\]#/);
  });

  test("has no control but its line ends, and its limit", () => {
    fc.assert(
      fc.property(fc.array(untrustedText), (lines) => {
        const shown = terminalMessage(lines.join("\n"), 200);
        expect(shown.replaceAll("\n  | ", "")).not.toMatch(/[\p{Cc}\p{Cs}\u2028-\u202e]/u);
        expect([...shown.replaceAll("\n  | ", "")].length).toBeLessThanOrEqual(200);
      }),
      RUNS,
    );
  });
});

describe("text in a sentence of Markdown", () => {
  test("mentions nobody and links nowhere", () => {
    fc.assert(
      fc.property(untrustedText, (text) => {
        const rendered = asRendered(markdownText(text));
        expect(rendered).not.toMatch(/@[A-Za-z0-9]/);
        expect(rendered).not.toMatch(/#\d/);
        expect(rendered).not.toMatch(/\bgh-\d/i);
        expect(rendered).not.toMatch(/:\/\//);
        expect(rendered).not.toMatch(/\bwww\./i);
        expect(rendered).not.toMatch(/(?<!\w)[0-9a-f]{7,}(?!\w)/);
        expect(rendered).not.toMatch(/:[\w+-]+:/);
      }),
      RUNS,
    );
  });

  test("leaves no character of Markdown, HTML or mathematics to be acted upon", () => {
    fc.assert(
      fc.property(untrustedText, (text) => {
        const unescaped = markdownText(text)
          .replace(/\\[!-/:-@[-`{-~]/g, "x")
          .replace(/&#\d+;/g, "x");
        expect(unescaped).not.toMatch(/[\\`*_[\]~<>|$&]/);
        expect(unescaped).not.toMatch(/[\n\r]/);
        expect(unescaped).not.toMatch(/^(?:[-+=#>]|\d+[.)](?: |$)| )/);
      }),
      RUNS,
    );
  });

  test("reads as it was, and stays short", () => {
    fc.assert(
      fc.property(untrustedText, (text) => {
        const rendered = withoutBreaks(asRendered(markdownText(text)));
        expect(rendered).toBe(terminalText(text, 600));
        expect([...rendered].length).toBeLessThanOrEqual(600);
      }),
      RUNS,
    );
  });
});

/** Sentences as CommonMark reads them: what is in code, and what remains. */
function partsOfSentence(markdown: string): { readonly code: string[]; readonly rest: string } {
  const code: string[] = [];
  const rest = markdown.replace(
    /\\[!-/:-@[-`{-~]|(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)/gs,
    (found, fence: string | undefined, content: string) => {
      if (fence === undefined) return found;
      code.push(content);
      return "x";
    },
  );
  return { code, rest };
}

describe("sentences in a report", () => {
  const said = "Set `setup: pip install .`, or remove `base`.";

  test("show what stands in backticks as code, in Markdown and in HTML", () => {
    expect(markdownSentence(said)).toBe(said);
    expect(htmlSentence(said)).toBe("Set <code>setup: pip install .</code>, or remove <code>base</code>.");
    expect(htmlSentence("slower by 12 % (1.2 ms, was `1 ms`)")).toBe(
      "slower by 12&#160;% (1.2&#160;ms, was <code>1 ms</code>)",
    );
  });

  test.each([
    ["a backtick without a partner", "it's ` here", "it's \\` here"],
    ["an empty pair", "a `` b", "a \\`\\` b"],
    ["a pair around a space", "a ` ` b", "a \\` \\` b"],
    ["backticks in a row", "``a``", "\\`\\`a\\`\\`"],
    ["what would be markup around code", "*`a|b`* <b>", "\\*`a|b`\\* &#60;b&#62;"],
  ])("keep %s as text", (_, text, markdown) => {
    expect(markdownSentence(text)).toBe(markdown);
  });

  test("leave nothing outside of code to be acted upon, and nothing in code to leave it", () => {
    fc.assert(
      fc.property(fc.array(untrustedText, { maxLength: 5 }), (texts) => {
        const { code, rest } = partsOfSentence(markdownSentence(texts.join("`")));
        const unescaped = rest.replace(/\\[!-/:-@[-`{-~]/g, "x").replace(/&#\d+;/g, "x");
        expect(unescaped).not.toMatch(/[\\`*_[\]~<>|$&\n\r]/);
        expect(asRendered(rest)).not.toMatch(/@[A-Za-z0-9]|#\d|:\/\//);
        expect(code.join()).not.toContain("<!--");
        expect(htmlSentence(texts.join("`")).replace(/<\/?code>|&#\d+;/g, "")).not.toMatch(/[&<>"'`\n]/);
      }),
      RUNS,
    );
  });
});

describe("text as code", () => {
  test("is one code span that holds the text as it was", () => {
    fc.assert(
      fc.property(untrustedText, (text) => {
        const content = contentOfCodeSpan(markdownCode(text));
        expect(withoutBreaks(content ?? "not a code span")).toBe(terminalText(text) || "(empty)");
      }),
      RUNS,
    );
  });

  test("is one cell of a table, whichever way a row is split", () => {
    fc.assert(
      fc.property(untrustedText, fc.constantFrom(...ROW_SPLITS), (text, split) => {
        const cells = markdownCodeInCell(text).match(split) ?? [];
        expect(cells).toHaveLength(1);
        const content = contentOfCodeSpan((cells[0] ?? "").replaceAll("\\|", "|"));
        expect(withoutBreaks(content ?? "not a code span")).toBe(terminalText(text) || "(empty)");
      }),
      RUNS,
    );
  });

  test("carries no marker of ours and opens no comment", () => {
    fc.assert(
      fc.property(untrustedText, (text) => {
        expect(markdownCode(text)).not.toContain("<!--");
        expect(markdownCodeInCell(text)).not.toContain("<!--");
        expect(markdownText(text)).not.toContain("<!--");
        expect(markdownCodeBlock("sh", [shellWord(text)])).not.toContain("<!--");
      }),
      RUNS,
    );
  });

  test("in a block can't close the block", () => {
    fc.assert(
      fc.property(untrustedText, (text) => {
        const lines = markdownCodeBlock("sh", [shellWord(text)]).split("\n");
        const fence = /^`{3,}/.exec(lines[0] ?? "")?.[0] ?? "";
        expect(lines).toHaveLength(3);
        expect(lines[2]).toBe(fence);
        expect(lines[1]).not.toContain(fence);
      }),
      RUNS,
    );
  });
});

test("text in HTML is only text", () => {
  fc.assert(
    fc.property(untrustedText, (text) => {
      expect(htmlText(text).replace(/&#\d+;/g, "")).not.toMatch(/[&<>"'`\n]/);
      expect(asRendered(htmlText(text).replaceAll("\\", "\\\\"))).toBe(terminalText(text, 600));
    }),
    RUNS,
  );
});

describe("a word for a shell", () => {
  test.each([
    ["a plain id", "app.scoring:score", "app.scoring:score"],
    ["a parametrised id", "test_x.py::test_y[big]", "'test_x.py::test_y[big]'"],
    ["a quote", "it's", `'it'\\''s'`],
    ["what would be a flag", "-rf", "'-rf'"],
    ["nothing", "", "''"],
    ["a line end", "a\nb", "$'a\\u000ab'"],
  ])("quotes %s", (_, text, word) => {
    expect(shellWord(text)).toBe(word);
  });

  test("is read by bash as the text it was made from", () => {
    const texts = fc
      .sample(untrustedText, 500)
      .map((text) => text.replace(/\0/g, ""))
      .filter((text) => !/\p{Cs}/u.test(text));
    const script = texts.map((text) => `printf '%s\\0' ${shellWord(text)}`).join("\n");
    const environment = { PATH: process.env.PATH, LC_ALL: "C.UTF-8" };
    const read = execFileSync("bash", { input: script, env: environment, encoding: "utf8" });
    expect(read.split("\0").slice(0, -1)).toEqual(texts);
  });
});
