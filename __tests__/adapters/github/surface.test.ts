import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { actionLines } from "../../../src/adapters/github/action-lines.ts";
import { githubSurface, PLATFORM_BYTES_LIMIT, withinPlatform } from "../../../src/adapters/github/surface.ts";
import { withoutCommands } from "../../../src/report/escape.ts";
import { blocksWords } from "../../../src/report/words/progress.ts";
import { withVariables } from "../../support/loopback.ts";
import { type TemporaryFolder, temporaryFolder } from "../../support/repositories.ts";

let folder: TemporaryFolder;
let printed: string;

beforeEach(() => {
  folder = temporaryFolder();
  printed = "";
  jest.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    printed += String(chunk);
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  folder[Symbol.dispose]();
});

describe("annotations of a job", () => {
  test.each(["error", "warning", "notice"] as const)("of level %s point at a line", (level) => {
    githubSurface().annotate({
      level,
      title: "Slower",
      message: "parse is 15 % slower\nthan allowed",
      location: { file: "app/parse.py", line: 41 },
    });
    expect(printed).toBe(
      `::${level} title=Slower,file=app/parse.py,line=41::parse is 15 %25 slower%0Athan allowed\n`,
    );
  });

  test("without a place point nowhere", () => {
    githubSurface().annotate({ level: "notice", title: "t", message: "m", location: null });
    expect(printed).toBe("::notice title=t::m\n");
  });

  test("can't speak to the runner themselves", () => {
    githubSurface().annotate({
      level: "error",
      title: "a,file=x::b",
      message: "x\n::set-output name=a::b",
      location: null,
    });
    expect(printed.trimEnd().split("\n")).toHaveLength(1);
    expect(printed).toMatch(/^::error title=a%2Cfile=x%3A%3Ab::x%0A/);
  });

  test("are cut at what the platform shows", () => {
    githubSurface().annotate({ level: "error", title: "t", message: "m".repeat(5000), location: null });
    expect(printed.match(/m/g)).toHaveLength(4096);
  });
});

test("outputs are written where the next step finds them", () => {
  const path = join(folder.path, "output");
  writeFileSync(path, "");
  using _ = withVariables({ GITHUB_OUTPUT: path });
  githubSurface().output("verdict", "failed");
  expect(readFileSync(path, "utf8")).toMatch(/^verdict<<(\S+)\nfailed\n\1\n$/);
});

describe("the summary", () => {
  test("goes to the job's page, as it is", async () => {
    const path = join(folder.path, "summary");
    writeFileSync(path, "");
    using _ = withVariables({ GITHUB_STEP_SUMMARY: path });
    await githubSurface().summary("| a |\n|---|\n| größe |");
    expect(readFileSync(path, "utf8")).toBe("| a |\n|---|\n| größe |\n");
  });

  test("that fits is not touched, up to its last byte", () => {
    const longest = "x".repeat(PLATFORM_BYTES_LIMIT - 1);
    expect(withinPlatform(longest)).toBe(longest);
  });

  test("that the platform would drop as a whole is cut between characters", () => {
    const cut = withinPlatform(`x${"\u00f6".repeat(PLATFORM_BYTES_LIMIT)}`);
    // One byte for the `x`, one for the line end: what is left for characters of two bytes is even.
    expect(cut).toBe(`x${"\u00f6".repeat(PLATFORM_BYTES_LIMIT / 2 - 1)}`);
    const shifted = withinPlatform("\u00f6".repeat(PLATFORM_BYTES_LIMIT));
    expect(shifted).toBe("\u00f6".repeat(PLATFORM_BYTES_LIMIT / 2 - 1));
  });
});

describe("the log of a job", () => {
  test("has groups, lines and warnings, and the progress of blocks", async () => {
    const progress = actionLines();
    const value = await progress.group("Measure", async () => {
      progress.info("pinned to CPU 1");
      const state = { done: 4, total: 24, undecided: 1, secondsAtThisPace: 600, secondsToLimit: 65 };
      progress.blocks(state, blocksWords(state));
      return 7;
    });
    await progress.waiting(
      (seconds) => `Set up head, ${seconds} s`,
      async () => {},
    );
    progress.warning("no layout\ncontrol");
    expect(value).toBe(7);
    expect(printed.split("\n")).toEqual([
      "::group::Measure",
      "pinned to CPU 1",
      "block 4 of at most 24, 1 benchmark undecided, at most 1 min 5 s left",
      "::endgroup::",
      "::group::Set up head, null s",
      "::endgroup::",
      "::warning::no layout%0Acontrol",
      "",
    ]);
  });

  test.each([
    "::error::owned",
    "  ::set-output name=verdict::passed",
    "fine\n::stop-commands::x",
    "fine\r::add-mask::x",
    "::a::\n::b::",
    "fine ##[error]owned",
  ])("is not obeyed by the runner when a name says %j", (text) => {
    const harmless = withoutCommands(text);
    // As the runner reads it: a command begins a line, blanks aside; the old form may stand anywhere.
    for (const line of harmless.split(/[\r\n]/)) expect(line.trim()).not.toMatch(/^::|##\[/);
  });

  test("shows other colons as they are", () => {
    expect(withoutCommands("benchmarks/test_a.py::test_b[##x]: 1")).toBe(
      "benchmarks/test_a.py::test_b[##x]: 1",
    );
  });
});
