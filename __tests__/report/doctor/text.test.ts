import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "@jest/globals";
import type { Diagnosis, Finding } from "../../../src/diagnose/diagnosis.ts";
import { adviceOn } from "../../../src/report/doctor/advice.ts";
import { renderDiagnosis } from "../../../src/report/doctor/text.ts";
import { aDetection, aDiagnosis, aNoise, FINDINGS } from "../../support/diagnoses.ts";
import { expectGolden } from "../../support/golden.ts";

const EXAMPLES: Readonly<Record<string, Diagnosis>> = {
  fine: aDiagnosis(),
  limited: aDiagnosis({
    config: { timeLimitSeconds: 60 },
    machine: { cpus: null, layout: "randomised" },
    canary: aNoise({ verdict: null, deviation: 0.047 }),
    run: {
      blocks: 6,
      seconds: 56,
      pairs: 120,
      repeatedPairs: 46,
      runDelayShare: null,
      timeLimitReached: true,
    },
    timing: { blockSeconds: 9.1, startSeconds: 4.2 },
    power: {
      affordableBlocks: 6,
      typical: aDetection({ deviation: 0.052, found80: 0.236, found99: 0.412 }),
      noisiest: [
        { id: "app.io:read", ...aDetection({ deviation: 0.11, budget: 0.25, found80: 0.71, found99: null }) },
      ],
    },
    forecasts: {
      unchanged: { blocks: 6, seconds: 58, red: 0, inconclusive: 0.34 },
      regression: { blocks: 6, seconds: 58, red: 0.03, inconclusive: 0.95, change: 0.15 },
    },
    findings: [
      FINDINGS["not-pinned"],
      FINDINGS["layout-randomised"],
      { ...FINDINGS.preempted, pairs: 120, repeatedPairs: 46 },
      FINDINGS["time-limit"],
      FINDINGS.noise,
      { ...FINDINGS["process-starts"], blockSeconds: 9.1, startSeconds: 4.2 },
    ],
  }),
  "canary-alone": aDiagnosis({ benchmarks: [], findings: [FINDINGS["no-benchmarks"]] }),
};

describe("what doctor says", () => {
  test.each(Object.entries(EXAMPLES))("of %s", (name, diagnosis) => {
    expectGolden(`fixtures/reports/doctor-${name}.txt`, renderDiagnosis(diagnosis, { colour: false }));
  });

  test("reads the same with colours and without", () => {
    const plain = renderDiagnosis(aDiagnosis(), { colour: false });
    const coloured = renderDiagnosis(aDiagnosis(), { colour: true });
    expect(coloured).not.toBe(plain);
    expect(stripVTControlCharacters(coloured)).toBe(plain);
  });

  test("obeys nothing that measured code put into it", () => {
    const hostile = "app:\u001b[2Jclear\u202e\n::error::x";
    const text = renderDiagnosis(
      aDiagnosis({
        benchmarks: [aNoise({ id: hostile }), aNoise({ id: hostile })],
        machine: { cpu: hostile, os: hostile, python: hostile },
        findings: [{ code: "not-measured", count: 1, benchmarks: [hostile], message: hostile }],
      }),
      { colour: false },
    );
    expect(text).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/u);
    expect(text).not.toMatch(/^::/m);
  });
});

describe("the headline", () => {
  const headline = (given: Parameters<typeof aDiagnosis>[0]) =>
    renderDiagnosis(aDiagnosis(given), { colour: false }).split("\n")[0];

  test.each<[string, Parameters<typeof aDiagnosis>[0], RegExp]>([
    [
      "is good where a typical benchmark's slowdown is found",
      {},
      /^✓ .*slowdowns of 12.1 % and more are found/,
    ],
    [
      "is doubtful where only a larger one is",
      { power: { typical: aDetection({ found99: 0.3 }) } },
      /^\? .*only slowdowns of 30 % and more/,
    ],
    [
      "is bad where none is",
      { power: { typical: aDetection({ found80: null, found99: null }) } },
      /^✗ .*no slowdown is sure to be found/,
    ],
    [
      "is bad where unchanged code turned red",
      { findings: [FINDINGS["false-alarm"]] },
      /^✗ .*unchanged code/,
    ],
  ])("%s", (_title, given, expected) => {
    expect(headline(given)).toMatch(expected);
  });
});

test.each(Object.values(FINDINGS).map((finding): [string, Finding] => [finding.code, finding]))(
  "%s says what was found, and what to do about it",
  (_code, finding) => {
    const sentences = adviceOn(finding).split(/(?<=[.])\s+(?=[A-Z])/);
    expect(sentences.length).toBeGreaterThanOrEqual(2);
    for (const sentence of sentences) expect(sentence).toMatch(/[.]$/);
  },
);
