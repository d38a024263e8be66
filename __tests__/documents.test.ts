/** What the documents tell a reader to write, to run and to follow: commands, settings, messages and links. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, posix } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { CommanderError } from "commander";
import { tableOf } from "../scripts/settings-page.mjs";
import { commandLine, type Options, writtenSettings } from "../src/command-line.ts";
import { parseConfig, readConfigTable } from "../src/inputs/parse-config.ts";
import { describedForPage, isOfPlatform, SETTINGS } from "../src/inputs/settings.ts";

const ROOT = join(import.meta.dirname, "..");
const DOCUMENTS = [
  ...["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"],
  ...readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => `docs/${file.replaceAll("\\", "/")}`),
];
const textOf = (path: string) => readFileSync(join(ROOT, path), "utf8");

interface Block {
  /** What follows the fence; empty for an indented block, or a fence that says nothing. */
  readonly language: string;
  readonly text: string;
}

/** Fenced blocks, and indented ones. */
function blocksIn(document: string): Block[] {
  const fenced = [...document.matchAll(/^```(\w*)\n(.*?)^```/gms)].map(([, language = "", text = ""]) => ({
    language,
    text,
  }));
  const rest = document.replace(/^```.*?^```/gms, "");
  const indented = [...rest.matchAll(/(?:^ {4}.*\n?)+/gm)].map(([text]) => ({ language: "", text }));
  return [...fenced, ...indented];
}

interface Shown {
  readonly command: string;
  /** In a sentence, where it may leave arguments out. */
  readonly isInSentence: boolean;
}

const COMMAND = /^(hotpath-gate|npm) [\w-]/;

function commandsIn(document: string): Shown[] {
  const ofBlocks = blocksIn(document)
    .filter(({ language }) => ["", "sh", "bash", "console"].includes(language))
    .flatMap(({ text }) => text.split("\n"))
    .flatMap((line) => line.replace(/\s#.*$/, "").split(/;|&&/))
    .map((command) => ({ command: command.trim().replace(/^\$ /, ""), isInSentence: false }));
  const prose = document.replace(/^```.*?^```/gms, "");
  const ofSentences = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, command = ""]) => ({
    command,
    isInSentence: true,
  }));
  return [...ofBlocks, ...ofSentences].filter(({ command }) => COMMAND.test(command));
}

/** As a shell splits it, without what it redirects. */
function wordsOf(command: string): string[] {
  const words = [...command.replace(/\s*[<>].*$/, "").matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)];
  return words.map(([, single, double, plain]) => single ?? double ?? plain ?? "");
}

const nothing = () => undefined;

/** @throws whatever the command line says against it; nothing is run */
async function parseShown({ command, isInSentence }: Shown): Promise<void> {
  let asked: Options = {};
  const note = async (options: Options) => {
    asked = options;
  };
  const program = commandLine({
    check: note,
    record: note,
    doctor: note,
    compare: (_base, _head, options) => note(options),
    report: async () => nothing(),
    demo: async () => nothing(),
  });
  for (const one of [program, ...program.commands]) {
    one.configureOutput({ writeOut: nothing, writeErr: nothing, outputError: nothing });
  }
  try {
    await program.parseAsync(wordsOf(command).slice(1), { from: "user" });
  } catch (error) {
    const isFine =
      error instanceof CommanderError &&
      (error.exitCode === 0 || (isInSentence && error.code === "commander.missingArgument"));
    if (!isFine) throw error;
  }
  parseConfig(writtenSettings(asked), "flag", null, 1);
}

/** Of npm itself. */
const OF_NPM = ["ci", "cit", "install", "link", "pack"];

function unknownScript(command: string, scripts: Readonly<Record<string, string>>): string | null {
  const [, first = "", second = ""] = wordsOf(command);
  const script = first === "run" ? second : first;
  return script in scripts || (first !== "run" && OF_NPM.includes(first)) ? null : script;
}

describe("a command in the documents", () => {
  const shown = DOCUMENTS.flatMap((path) => commandsIn(textOf(path)).map((one) => ({ path, ...one })));
  const ours = shown.filter(({ command }) => command.startsWith("hotpath-gate "));

  test("they are found in blocks and in sentences", () => {
    const commands = shown.map(({ path, command }) => `${path}: ${command}`);
    expect(commands).toEqual(
      expect.arrayContaining([
        "README.md: npm cit",
        "README.md: hotpath-gate check",
        "docs/command-line.md: hotpath-gate check --base-python python3.13 --python python3.14",
        "docs/command-line.md: hotpath-gate report result.json --format html > report.html",
        "docs/troubleshooting.md: hotpath-gate check --base HEAD^",
      ]),
    );
  });

  test.each(ours.map((one) => [one.path, one.command, one] as const))(
    "%s: `%s` is a command with flags and values that there are",
    async (_path, _command, one) => {
      await parseShown(one);
    },
  );

  test.each([
    ["an unknown command", "hotpath-gate chekc", false],
    ["an unknown flag", "hotpath-gate check --bugdet 5%", true],
    ["a flag of another command", "hotpath-gate doctor --base HEAD^", true],
    ["an impossible value", "hotpath-gate check --budget ten", true],
    ["a missing argument", "hotpath-gate report", false],
  ])("%s would be found", async (_, command, isInSentence) => {
    await expect(parseShown({ command, isInSentence })).rejects.toThrow();
  });

  test("every npm script that they run is there", () => {
    const { scripts } = JSON.parse(textOf("package.json")) as { scripts: Record<string, string> };
    const unknown = shown
      .filter(({ command }) => command.startsWith("npm "))
      .flatMap(({ path, command }) => {
        const script = unknownScript(command, scripts);
        return script === null ? [] : [`${path}: ${script}`];
      });
    expect(unknown).toEqual([]);
    expect(unknownScript("npm run nothing", scripts)).toBe("nothing");
  });
});

describe("the settings in the documents", () => {
  const tables = DOCUMENTS.flatMap((path) =>
    blocksIn(textOf(path))
      .filter(({ language, text }) => language === "toml" && text.includes("[tool.hotpath-gate"))
      .map(({ text }) => [path, text] as const),
  );

  test.each(tables)("a config file in %s is one that is read", (_, text) => {
    expect(() => parseConfig({}, "flag", readConfigTable("pyproject.toml", text), 1)).not.toThrow();
  });

  test("docs/settings.md has the table that the build writes", () => {
    expect(textOf("docs/settings.md")).toContain(tableOf(SETTINGS, { describedForPage, isOfPlatform }));
  });
});

describe("a message in the documents", () => {
  const sources = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => withoutMarks(readFileSync(join(ROOT, "src", file), "utf8")).split("\n"));
  const headings = [...textOf("docs/troubleshooting.md").matchAll(/^### (.+)$/gm)].map(
    ([, heading = ""]) => heading,
  );

  /** Settings stand in backticks in messages, and the backticks behind a backslash in templates. */
  function withoutMarks(text: string): string {
    return text.replace(/[`\\]/g, "");
  }

  function isMessage(heading: string): boolean {
    const parts = withoutMarks(heading)
      .split("…")
      .map((part) => part.trim().replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    const pattern = new RegExp(parts.join(".*"), "i");
    return sources.some((line) => pattern.test(line));
  }

  test.each(headings)("%s is a message that there is", (heading) => {
    expect(isMessage(heading)).toBe(true);
  });

  test("a message that there is not would be found", () => {
    expect(headings.length).toBeGreaterThan(40);
    expect(isMessage("The benchmarks of … were lost in the post")).toBe(false);
  });
});

describe("a link in the documents", () => {
  /** As GitHub names the places of headings. */
  function anchorsIn(document: string): string[] {
    const seen = new Map<string, number>();
    return [...document.replace(/^```.*?^```/gms, "").matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = ""]) => {
      const anchor = heading
        .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\p{Pc} -]/gu, "")
        .replaceAll(" ", "-");
      const before = seen.get(anchor) ?? 0;
      seen.set(anchor, before + 1);
      return before === 0 ? anchor : `${anchor}-${before}`;
    });
  }

  function linksIn(document: string): string[] {
    const prose = document
      .replace(/^```.*?^```/gms, "")
      .replace(/^ {4}.*$/gm, "")
      .replace(/`[^`\n]*`/g, "code");
    const links = [...prose.matchAll(/\]\(([^)\s]+)\)|<img[^>]* src="([^"]+)"/g)];
    return links.map(([, link, picture]) => link ?? picture ?? "").filter((one) => !/^[a-z]+:/.test(one));
  }

  function isBroken(path: string, link: string): boolean {
    const [file = "", anchor] = link.split("#");
    const target = file === "" ? path : posix.join(dirname(path), file);
    if (!existsSync(join(ROOT, target))) return true;
    return anchor !== undefined && !anchorsIn(textOf(target)).includes(anchor);
  }

  test.each([...DOCUMENTS, "CHANGELOG.md"])("%s leads to pages and headings that there are", (path) => {
    expect(linksIn(textOf(path)).filter((link) => isBroken(path, link))).toEqual([]);
  });

  /** Where what developers read begins a path. */
  const STARTS = [
    "",
    "fixtures",
    "src",
    "harness/hotpath_gate_harness",
    "harness",
    "__tests__",
    "__tests__/support",
  ];
  const pathsIn = (text: string) =>
    [...text.matchAll(/`([\w.-]+(?:\/[\w.-]+)*(?:\/|\.tsx?|\.mjs|\.py))`|^ +([\w-]+\.ts) {2}/gm)]
      .map(([, inSentence, inList]) => inSentence ?? inList ?? "")
      .filter((path) => !/NAME|^\.venv\/|^\.test\.ts$|conftest/.test(path));
  const names = new Set(
    ["src", "harness", "__tests__"].flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((path) => basename(path)),
    ),
  );
  const isThere = (path: string) =>
    STARTS.some((start) => existsSync(join(ROOT, start, path))) || (!path.includes("/") && names.has(path));

  test.each(["ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "__tests__/README.md"])(
    "%s names files that there are",
    (path) => {
      const named = pathsIn(textOf(path));
      expect(named.length).toBeGreaterThan(3);
      expect(named.filter((one) => !isThere(one))).toEqual([]);
    },
  );

  test("a broken one would be found", () => {
    expect(linksIn("See [this](docs/none.md) and [that](https://example.org).")).toEqual(["docs/none.md"]);
    expect(isBroken("README.md", "docs/none.md")).toBe(true);
    expect(isBroken("README.md", "docs/settings.md#none")).toBe(true);
    expect(isBroken("README.md", "docs/settings.md#budgets")).toBe(false);
  });

  test("the index has every page", () => {
    const linked = linksIn(textOf("docs/README.md"));
    const pages = readdirSync(join(ROOT, "docs")).filter((file) => /\.(md|json)$/.test(file));
    expect(pages.filter((page) => page !== "README.md" && !linked.includes(page))).toEqual([]);
  });
});
