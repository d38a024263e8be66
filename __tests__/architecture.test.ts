/** The direction of imports, as ARCHITECTURE.md draws it. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative } from "node:path";
import { describe, expect, test } from "@jest/globals";

/**
 * Who may import whom: a part may import those listed before it, and itself. What is not in the list of a
 * part's `not` it may import too.
 */
const ORDER = [
  ["model", "model.ts", "errors", "errors.ts", "version.ts"],
  ["statistics"],
  ["protocol.ts"],
  ["ports"],
  ["formats"],
  ["inputs"],
  ["repository"],
  ["plan"],
  ["baseline"],
  ["findings"],
  ["same-code"],
  ["sides"],
  ["conversation"],
  ["guard"],
  ["discover"],
  ["measure"],
  ["compare"],
  ["explain"],
  ["diagnose"],
  ["report"],
  ["publish"],
  ["runs"],
  ["adapters"],
  ["last-handler.ts"],
  ["worlds"],
  ["commands"],
  ["command-line.ts"],
  ["action.ts", "cli.ts"],
];

/** Parts that know no Node, no GitHub, no clock and no random source. */
const PURE = [
  "model",
  "model.ts",
  "errors",
  "errors.ts",
  "statistics",
  "protocol.ts",
  "repository",
  "formats",
  "inputs",
  "plan",
  "baseline",
  "findings",
  "same-code",
  "compare",
  "report",
  "explain",
  "diagnose",
];
/** What they do with the world goes through ports. */
const IMPURE_PACKAGES = /^(node:|@actions\/)/;
/** By file: what it imports of Node works on its argument alone. */
const ON_ITS_ARGUMENT_ALONE: Readonly<Record<string, string>> = {
  "baseline/document.ts": 'import { constants, gunzipSync, gzipSync } from "node:zlib";',
  "baseline/key.ts": 'import { createHash } from "node:crypto";',
  "repository/globs.ts": 'import { runInNewContext } from "node:vm";',
};
const IMPURE_CALLS =
  /\b(Math\.random|Date\.now|new Date\(\)|performance\.now|process\.(env|argv|stdout|exit))\b/;

const SOURCES = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts"))
  .map((path) => path.replaceAll("\\", "/"));

const partOf = (path: string) => path.split("/")[0] ?? path;
const rankOf = (path: string) => ORDER.findIndex((parts) => parts.includes(partOf(path)));

function importsOf(path: string): string[] {
  return importsIn(readFileSync(join("src", path), "utf8"));
}

function importsIn(text: string): string[] {
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].flatMap((match) => match[1] ?? []);
}

function localImports(path: string): string[] {
  return importsOf(path)
    .filter((name) => name.startsWith("."))
    .map((name) => posix.normalize(posix.join(dirname(path), name)))
    .filter((target) => !target.startsWith(".."));
}

test("every file has its place in the order", () => {
  expect(SOURCES.filter((path) => rankOf(path) === -1)).toEqual([]);
});

test.each(SOURCES)("%s imports only what comes before it", (path) => {
  const backwards = localImports(path).filter((target) => rankOf(target) > rankOf(path));
  expect(backwards).toEqual([]);
});

describe("of the pure parts,", () => {
  const pure = SOURCES.filter((path) => PURE.includes(partOf(path)));

  test.each(pure)("%s imports no Node and no GitHub", (path) => {
    const allowed = importsIn(ON_ITS_ARGUMENT_ALONE[path] ?? "");
    const impure = importsOf(path).filter((name) => IMPURE_PACKAGES.test(name));
    expect(impure).toEqual(allowed);
    expect(readFileSync(join("src", path), "utf8")).toContain(ON_ITS_ARGUMENT_ALONE[path] ?? "");
  });

  test.each(pure)("%s asks no clock, no chance and no environment", (path) => {
    expect(readFileSync(join("src", path), "utf8")).not.toMatch(IMPURE_CALLS);
  });
});

test("only what reads settings and what begins a run knows all of them", () => {
  const knowing = ["inputs", "runs", "worlds", "commands", "action.ts", "cli.ts"];
  const importsConfig = /import (?:type )?\{[^}]*\bConfig\b[^}]*\} from "[^"]*\/config\.ts"/;
  const others = SOURCES.filter((path) => !knowing.includes(partOf(path))).filter((path) =>
    importsConfig.test(readFileSync(join("src", path), "utf8")),
  );
  expect(others).toEqual([]);
});

test("no import runs in a circle", () => {
  const seen = new Map<string, "open" | "closed">();
  const visit = (path: string, trail: readonly string[]): void => {
    if (seen.get(path) === "closed") return;
    if (seen.get(path) === "open") throw new Error(`circle: ${[...trail, path].join(" → ")}`);
    seen.set(path, "open");
    for (const target of localImports(path)) if (SOURCES.includes(target)) visit(target, [...trail, path]);
    seen.set(path, "closed");
  };
  for (const path of SOURCES) visit(path, []);
});

test("what the action starts with reads its inputs and tells its trouble, and loads nothing that measures or decides", () => {
  const loaded = new Set<string>();
  const load = (path: string): void => {
    if (loaded.has(path)) return;
    loaded.add(path);
    const text = readFileSync(join("src", path), "utf8");
    for (const [, name] of text.matchAll(/^(?:import|export) (?!type )[^;]*?"(\.[^"]+)";/gm)) {
      load(posix.normalize(posix.join(dirname(path), name ?? "")));
    }
  };
  load("action.ts");
  expect(loaded).toContain("inputs/parse-config.ts");
  expect(loaded).toContain("publish/trouble.ts");
  const late = [
    "runs",
    "sides",
    "conversation",
    "guard",
    "discover",
    "measure",
    "statistics",
    "compare",
    "explain",
    "diagnose",
    "baseline",
    "plan",
  ];
  expect([...loaded].filter((path) => late.includes(partOf(path)))).toEqual([]);
  expect(loaded).not.toContain("worlds/github-actions.ts");
});

describe("what others wrote or run is met in one place each", () => {
  const holding = (pattern: RegExp) =>
    SOURCES.filter((path) => pattern.test(readFileSync(join("src", path), "utf8")));

  test("files are read where their kind and size are looked at", () => {
    const reading =
      /\b(readFile|readFileSync|createReadStream)\b|import \{[^}]*\bopen\b[^}]*\} from "node:fs/;
    // The other one opens what it writes to.
    expect(holding(reading).sort()).toEqual([
      "adapters/files/atomic-files.ts",
      "adapters/files/bounded-files.ts",
    ]);
  });

  test("programs are started where they have a deadline, or are told to end by one", () => {
    expect(holding(/"node:child_process"/).sort()).toEqual([
      "adapters/git/git-command.ts",
      "adapters/processes/commands.ts",
      "adapters/processes/process-tree.ts",
      "adapters/python/python-processes.ts",
    ]);
    expect(holding(/"@actions\/exec"/)).toEqual([]);
  });

  test("globs are matched where that has a deadline", () => {
    expect(holding(/"picomatch"/)).toEqual(["repository/globs.ts"]);
  });
});

describe("what stands behind the ports knows what passes through them, and no stage", () => {
  /** Each may use those before it: whoever speaks with git starts a program, and whoever starts one knows no git. */
  const ROOMS = ["files", "processes", "git", "python", "github", "stores", "terminal"];
  /** What all of them may know: the ports, words, documents that they carry, and how files of a repository are named. */
  const KNOWN = [
    ...["model", "model.ts", "errors", "errors.ts", "ports", "protocol.ts", "baseline", "repository"],
    // The one table of a file, whose settings are read elsewhere, and a run as its event and the service give it.
    ...["inputs/config.ts", "inputs/parse-config.ts", "inputs/finished-run.ts"],
    // The last things that happen to a line.
    ...["report/escape.ts", "report/line-breaks.ts", "report/shown-width.ts"],
  ];
  const roomOf = (path: string) => (path.split("/").length > 2 ? (path.split("/")[1] ?? "") : "");

  test.each(SOURCES.filter((path) => partOf(path) === "adapters"))("%s keeps to the ports", (path) => {
    const foreign = localImports(path).filter((target) => partOf(target) !== "adapters");
    expect(foreign.filter((target) => !KNOWN.includes(target) && !KNOWN.includes(partOf(target)))).toEqual(
      [],
    );
  });

  test.each(SOURCES.filter((path) => partOf(path) === "adapters"))("%s uses rooms before its own", (path) => {
    const used = localImports(path).filter((target) => partOf(target) === "adapters");
    const later = used.filter((target) => ROOMS.indexOf(roomOf(target)) > ROOMS.indexOf(roomOf(path)));
    expect(later).toEqual([]);
  });
});

describe("of the reports,", () => {
  const importedOfReport = (path: string) =>
    localImports(path).filter((target) => target.startsWith("report/"));
  const inRoom = (room: string) => SOURCES.filter((path) => path.startsWith(`report/${room}/`));

  test.each(inRoom("words"))("%s words facts, and knows none of those that tell them", (path) => {
    const known = /^report\/(words\/.*|rows\.ts)$/;
    expect(importedOfReport(path).filter((target) => !known.test(target))).toEqual([]);
  });

  test.each(inRoom("doctor"))("%s tells of a machine, and knows no report of a change", (path) => {
    const known =
      /^report\/((doctor|words)\/.*|(escape|line-breaks|same-type|shown-ids|terminal-layout)\.ts)$/;
    expect(importedOfReport(path).filter((target) => !known.test(target))).toEqual([]);
  });
});

test("nothing is called utils or helpers", () => {
  const all = SOURCES.map((path) => relative("", path));
  expect(all.filter((path) => /(^|[/-])(utils?|helpers?|common|misc)(\.|\/|-)/.test(path))).toEqual([]);
});
