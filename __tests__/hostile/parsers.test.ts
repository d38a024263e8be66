/**
 * Every parser of outside data, given what is near to real data. A second each in every run of the tests; longer with
 * FUZZ_SECONDS, or by `npm run bench -- fuzz`.
 */
import { expect, test } from "@jest/globals";
import { fuzz, fuzzedParsers } from "../../bench/fuzz/parsers.ts";
import { fuzzSamples } from "../../bench/fuzz/samples.ts";

const SECONDS = Number(process.env.FUZZ_SECONDS ?? "1");
const parsers = fuzzedParsers(fuzzSamples());

test.each(parsers.map((parser) => [parser.name, parser] as const))(
  "%s are read or refused, and nothing else",
  async (_, parser) => {
    const { runs, finding } = await fuzz(parser, SECONDS, Date.now() % 2 ** 31);
    expect(finding).toBeNull();
    expect(runs).toBeGreaterThan(1);
  },
  (SECONDS + 60) * 1000,
);
