import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { readToolResults } from "../../src/formats/read-tool-results.ts";
import { RESULT_FORMATS } from "../../src/formats/tool-results.ts";
import { FORMAT_FILES, formatFile, refusalOf, resultsOf, withInstead } from "../support/format-files.ts";

describe("the format", () => {
  test.each(FORMAT_FILES.filter(([, format]) => format !== "custom-bigger-is-better"))(
    "of %s is seen to be %s",
    async (file, format) => {
      expect((await resultsOf(formatFile(file))).format).toBe(format);
    },
  );

  test.each(FORMAT_FILES)("of %s may be given: %s", async (file, format) => {
    expect((await resultsOf(formatFile(file), { format })).format).toBe(format);
  });

  test.each(FORMAT_FILES)("of %s can't be given as another", async (file, format) => {
    const isCustom = format.startsWith("custom");
    for (const other of RESULT_FORMATS) {
      if (other === format || (isCustom && other.startsWith("custom"))) continue;
      const name = isCustom ? "github-action-benchmark's custom formats" : format;
      expect(await refusalOf(formatFile(file), { format: other })).toBe(
        `it looks like a file of ${name}, but \`results-format\` is \`${other}\``,
      );
    }
  });

  test("that was given tells what is wrong with a file of no known shape", async () => {
    expect(await refusalOf('{"runs": []}', { format: "pyperf" })).toBe(
      'line 1, column 1: version is missing; it must be "1.0"',
    );
  });

  test.each([
    ["a number", "3", "it is 3"],
    ["null", "null", "it is null"],
    ["an empty object", "{}", "it is an empty object"],
    ["another list", "[1]", "it is a list, but not of objects with name, unit and value"],
    ["another object", '{"a": 1, "b\\n": 2}', 'it is an object with "a", "b\\n"'],
    [
      "a large object",
      JSON.stringify(Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`k${index}`, 0]))),
      '"k7" and 4 more',
    ],
    [
      "a result document of ours",
      '{"schemaVersion": 4, "verdict": "passed", "benchmarks": []}',
      "it is a result document of hotpath-gate, which `hotpath-gate report` shows",
    ],
    ["a baseline of ours", '{"schemaVersion": 2, "series": []}', "it is a baseline of hotpath-gate"],
    ["results that are no list", '{"results": {}}', 'an object with "results"'],
  ])("of %s is none, and what was seen is named", async (_title, text, seen) => {
    const why = await refusalOf(text);
    expect(why).toContain("it is not in a format that can be read (pytest-benchmark, pyperf, asv,");
    expect(why).toContain(seen);
  });
});

describe("what is not JSON is refused with the place and what was expected:", () => {
  test.each([
    ["nothing", "", "it is empty"],
    ["blanks", " \n", "it is empty"],
    [
      "words",
      "no benchmarks ran",
      'line 1, column 1: it is not JSON: expected an object or a list, but found "n"',
    ],
    [
      "a missing comma",
      '{"a": 1\n "b": 2}',
      'line 2, column 2: it is not JSON: expected "," or "}", but found "\\""',
    ],
    ["a missing colon", '{"a" 1}', 'line 1, column 6: it is not JSON: expected ":", but found "1"'],
    [
      "a name without quotes",
      "{a: 1}",
      'column 2: it is not JSON: expected a name in double quotes or "}", but found "a"',
    ],
    ["a comma too many", "[1,]", 'column 4: it is not JSON: expected a value, but found "]"'],
    ["a word that is no value", '{"a": nan}', 'column 7: it is not JSON: expected a value, but found "n"'],
    ["more after the end", "[] x", 'column 4: it is not JSON: expected nothing more, but found "x"'],
    [
      "a line break in a text",
      '["a\nb"]',
      'column 4: it is not JSON: expected the rest of a text, but found "\\n"',
    ],
    [
      "a wrong place after a NaN",
      '{"a": NaN, "b": }',
      'column 17: it is not JSON: expected a value, but found "}"',
    ],
    [
      "nesting without end",
      "[".repeat(100_000),
      'column 100001: it ends in the middle of its JSON, where a value or "]" is expected',
    ],
    [
      "nesting too deep for NaN",
      `${"[".repeat(50_000)}NaN${"]".repeat(50_000)}`,
      "it is not JSON, or is nested too deeply",
    ],
  ])("%s", async (_title, text, why) => {
    expect(await refusalOf(text)).toContain(why);
    expect(await refusalOf(text, { format: "asv" })).toContain(why);
  });

  test.each(FORMAT_FILES)("%s, cut in the middle", async (file) => {
    const text = formatFile(file);
    for (const share of [0.2, 0.5, 0.9]) {
      const why = await refusalOf(text.slice(0, Math.floor(text.length * share)));
      expect(why).toMatch(/^line \d+, column \d+: it ends in the middle of its JSON, where .* is expected$/);
    }
  });
});

test("a mark at the beginning, as Windows programs write it, is no part of the JSON", async () => {
  const text = formatFile("custom-smaller-is-better.json");
  expect(await resultsOf(`\uFEFF${text}`)).toEqual(await resultsOf(text));
});

test("a file too large to find places in is refused with the field alone", async () => {
  const text = withInstead("hyperfine-1.15.0.json", '"command"', '"order"');
  expect(await refusalOf(text + " ".repeat(17 * 1024 * 1024))).toBe(
    "results[0].command is missing; it must be a text",
  );
});

test("of keys written twice the last one counts, and is the one that is pointed at", async () => {
  const text = '[{"name": "a", "unit": "s", "value": 1,\n"value": "x"}]';
  expect(await refusalOf(text)).toBe('line 2, column 10: [0].value must be a number, but is "x"');
});

describe("names that every object has", () => {
  test.each(["__proto__", "constructor", "toString"])("%s is a benchmark's like any other", async (name) => {
    const text = `[{"name": "${name}", "unit": "${name}", "value": 1}]`;
    const { results } = await resultsOf(text, { format: "custom-smaller-is-better" });
    expect(results).toMatchObject([{ id: name, metric: "value", unit: name }]);
  });

  test.each(["null", "NaN"])("as keys they change nothing (%s)", async (value) => {
    const keys = `"__proto__": {"benchmarks": 1}, "constructor": ${value}`;
    const text = withInstead("pytest-benchmark-5.3.1.json", "{", `{${keys},`);
    expect((await resultsOf(text)).results).toHaveLength(3);
    expect({}).not.toHaveProperty("benchmarks");
  });
});

describe("nothing that a file may hold makes reading it throw:", () => {
  const anyFile = fc.constantFrom(...FORMAT_FILES.map(([file]) => file));
  const anyFormat = fc.constantFrom(null, ...RESULT_FORMATS);
  const anyCompanion = fc.constantFrom(null, formatFile("asv-0.6.6-benchmarks.json"), "{", "[]");

  async function isRead(
    text: string,
    format: (typeof RESULT_FORMATS)[number] | null,
    companion: string | null,
  ) {
    const reading = await readToolResults(text, { format, companion });
    if (reading.kind === "refused") {
      expect(reading.why.length).toBeGreaterThan(0);
      expect(reading.why.length).toBeLessThan(3_000);
      return;
    }
    const { results, missing } = reading.results;
    const keys = results.map(({ id, metric }) => JSON.stringify([id, metric]));
    expect(new Set(keys).size).toBe(keys.length);
    for (const { id, value, processes } of results) {
      expect(id).not.toBe("");
      expect(id.length).toBeLessThanOrEqual(2_000);
      expect([value, ...processes.flat()].every(Number.isFinite)).toBe(true);
    }
    for (const { why } of missing) expect(why).not.toBe("");
  }

  test("text of the file replaced by other text", async () => {
    const piece = fc.oneof(
      fc.string({ maxLength: 8 }),
      fc.constantFrom("NaN", "-Infinity", "null", "1e999", "-1", "{}", "[]", '"', "}", "__proto__", "0"),
    );
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    await fc.assert(
      fc.asyncProperty(
        anyFile,
        anyFormat,
        anyCompanion,
        share,
        fc.nat(20),
        piece,
        async (file, format, companion, at, length, instead) => {
          const text = formatFile(file);
          const from = Math.floor(at * text.length);
          await isRead(text.slice(0, from) + instead + text.slice(from + length), format, companion);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test("a value of the file replaced by another value", async () => {
    const value = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom("NaN", Number.NaN, Number.POSITIVE_INFINITY, -1, 0, "", [], {}, null, ["a"], [[1]]),
    );
    await fc.assert(
      fc.asyncProperty(
        anyFile,
        anyFormat,
        fc.array(fc.nat(40), { minLength: 1, maxLength: 6 }),
        value,
        async (file, format, steps, instead) => {
          const document: unknown = JSON.parse(formatFile(file).replaceAll("NaN", "null"));
          replaceAlong(document, steps, instead);
          await isRead(JSON.stringify(document), format, null);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test("any JSON at all", async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), anyFormat, async (text, format) => isRead(text, format, text)),
      { numRuns: 500 },
    );
  });
});

/** Goes down by one child for each step, as long as there are any, and puts the value in place of the last one. */
function replaceAlong(document: unknown, steps: readonly number[], value: unknown): void {
  let parent = document;
  for (const [index, step] of steps.entries()) {
    if (typeof parent !== "object" || parent === null) return;
    const keys = Object.keys(parent);
    const key = keys[step % Math.max(keys.length, 1)];
    if (key === undefined) return;
    const child: unknown = Reflect.get(parent, key);
    if (index === steps.length - 1 || typeof child !== "object" || child === null) {
      Reflect.set(parent, key, value);
      return;
    }
    parent = child;
  }
}
