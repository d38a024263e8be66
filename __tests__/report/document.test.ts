import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { writeDiagnosis } from "../../src/report/doctor/document.ts";
import { readResult, resultJsonSchema, writeResult } from "../../src/report/document.ts";
import { baseline } from "../support/baselines.ts";
import { aDiagnosis } from "../support/diagnoses.ts";
import * as examples from "../support/example-results.ts";
import { aResult, aRow } from "../support/results.ts";

const SCHEMA_FILE = join(import.meta.dirname, "..", "..", "docs", "result.schema.json");

describe("a result that is written", () => {
  test.each(Object.entries(examples))("reads back as it was: %s", (_, result) => {
    expect(readResult(writeResult(result))).toEqual({ kind: "read", result });
  });

  test("keeps every digit of its numbers", () => {
    const number = fc.double({ noNaN: true, min: 1e-100, max: 1e100 });
    fc.assert(
      fc.property(number, number, (base, head) => {
        const blocks = [
          { block: 0, cpu: null, loops: 1, sideBySide: false, pairs: { base: [base], head: [head] } },
        ];
        const result = aResult({
          benchmarks: [aRow({ base, head, change: head, interval: [-base, head], blocks })],
        });
        expect(readResult(writeResult(result))).toEqual({
          kind: "read",
          result: JSON.parse(JSON.stringify(result)),
        });
      }),
    );
  });

  test("has a side's numbers on a line, and a newline at the end", () => {
    const text = writeResult(aResult());
    expect(text).toMatch(/\n +"base": \[[\d.e-]+(, [\d.e-]+)*\],\n +"head": \[[\d.e-]+(, [\d.e-]+)*\]\n/);
    expect(text.endsWith("}\n")).toBe(true);
  });

  test.each(["[ 1, 2 ]", "[\n  1,\n  2\n]"])("leaves text as it is: %j", (why) => {
    const reason = { kind: "not-wanted", why } as const;
    expect(readResult(writeResult(aResult({ reason })))).toMatchObject({ result: { reason } });
  });

  test("is valid by the published schema", () => {
    const validate = new Ajv2020({ strictTypes: true }).compile(resultJsonSchema());
    for (const result of Object.values(examples)) {
      expect(validate(JSON.parse(writeResult(result))) || validate.errors).toBe(true);
    }
    expect(validate({ ...aResult(), verdict: "green" })).toBe(false);
  });
});

describe("a document that is not a result is refused, with the reason", () => {
  const document = JSON.parse(writeResult(aResult()));

  test.each<[string, string, RegExp]>([
    ["no JSON", "verdict: passed", /^it is not JSON$/],
    ["other JSON", "[]", /has no schemaVersion/],
    ["null", "null", /has no schemaVersion/],
    [
      "a later version",
      JSON.stringify({ ...document, schemaVersion: 7 }),
      /^its schemaVersion is 7, and this version of hotpath-gate reads 4$/,
    ],
    ["a baseline", JSON.stringify(baseline()), /^it is a baseline .*`hotpath-gate compare` reads/],
    ["a diagnosis", writeDiagnosis(aDiagnosis()), /^it is what `hotpath-gate doctor --json` wrote/],
    ["a version in words", JSON.stringify({ ...document, schemaVersion: "one" }), /schemaVersion is "one"/],
    ["an unknown verdict", JSON.stringify({ ...document, verdict: "green" }), /verdict/],
    ["a missing part", JSON.stringify({ ...document, evidence: undefined }), /evidence/],
    [
      "a commit that is not one",
      JSON.stringify({
        ...document,
        sides: { ...document.sides, base: { ...document.sides.base, commit: "--help" } },
      }),
      /sides\.base\.commit/,
    ],
    ["another version's pairs", JSON.stringify({ ...document, schemaVersion: 1 }), /^its schemaVersion is 1/],
    [
      "batches of base that head has none beside",
      JSON.stringify({
        ...document,
        evidence: {
          ...document.evidence,
          canaryBlocks: [
            { block: 0, cpu: 0, loops: 1, sideBySide: false, pairs: { base: [1, 2], head: [1] } },
          ],
        },
      }),
      /canaryBlocks\[0\]\.pairs: .*as many/,
    ],
    [
      "a value so large that its ratio to another one is no number",
      JSON.stringify({ ...document, benchmarks: [{ ...document.benchmarks[0], head: 1e308 }] }),
      /benchmarks\[0\]\.head: is out of any range/,
    ],
    [
      "a number that is none",
      JSON.stringify({ ...document, benchmarks: [{ ...document.benchmarks[0], change: "fast" }] }),
      /benchmarks\[0\]\.change/,
    ],
  ])("%s", (_, text, why) => {
    expect(readResult(text)).toMatchObject({ kind: "refused", why: expect.stringMatching(why) });
  });

  test("in few words, however much is wrong", () => {
    const reading = readResult(
      JSON.stringify({ ...document, benchmarks: Array.from({ length: 5_000 }, () => ({})) }),
    );
    expect(reading.kind === "refused" && reading.why.length).toBeLessThanOrEqual(2_000);
  });
});

test("docs/result.schema.json is the schema of the document (UPDATE_FIXTURES=1 writes it)", () => {
  const schema = JSON.parse(JSON.stringify(resultJsonSchema()));
  const written = existsSync(SCHEMA_FILE) ? JSON.parse(readFileSync(SCHEMA_FILE, "utf8")) : null;
  const isSame = JSON.stringify(written) === JSON.stringify(schema);
  if (process.env.UPDATE_FIXTURES === "1" && !isSame)
    writeFileSync(SCHEMA_FILE, `${JSON.stringify(schema, null, 2)}\n`);
  expect(JSON.parse(readFileSync(SCHEMA_FILE, "utf8"))).toEqual(schema);
});
