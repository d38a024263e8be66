import { describe, expect, test } from "@jest/globals";
import { goneFromStore, lostSinceStored, trulyLost } from "../../src/compare/not-on-head.ts";
import { baseline, storedSeries } from "../support/baselines.ts";

const lost = (...ids: string[]) => new Map(ids.map((id) => [id, null]));
const of = (...parameters: string[]) => parameters.map((one) => `b/test_a.py::test_x[${one}]`);

test.each<[string, string[], string[], string[]]>([
  ["without any new ones is lost", of("3"), [], of("3")],
  ["is renamed where as many of the same function are new", of("3", "4"), of("5", "6"), []],
  ["is renamed where more of the same function are new", of("3"), of("5", "6"), []],
  ["is lost with all that are gone where fewer are new", of("3", "4"), of("5"), of("3", "4")],
  ["is lost where another function is new", of("3"), ["b/test_a.py::test_y[3]"], of("3")],
  ["is lost where the function of another file is new", of("3"), ["b/test_b.py::test_x[3]"], of("3")],
  ["of asv is renamed with its parameters", ["hot.Suite.time_x(1)"], ["hot.Suite.time_x(2)"], []],
])("what head no longer collects from the same text %s", (_title, gone, fresh, ids) => {
  expect([...trulyLost(lost(...gone), fresh).keys()]).toEqual(ids);
});

describe("a benchmark of the store that head no longer collects", () => {
  const series = (id: string, code: string | null) => storedSeries({ id, code });
  const store = baseline({ series: [series("a.py::x", "A"), series("a.py::y", "A")] });
  const head = [{ id: "a.py::x", location: null }];
  const gone = goneFromStore(store, head);
  const lostWith = (...codes: [string, string | null][]) => [
    ...lostSinceStored(store, gone, new Map(codes)).keys(),
  ];

  test("is gone unless the last recording could not measure it", () => {
    expect(gone).toEqual(["a.py::y"]);
    const missed = { ...series("a.py::y", "A"), medians: [] };
    expect(goneFromStore(baseline({ series: [missed] }), head)).toEqual([]);
  });

  test("is lost where its file is what was recorded", () => {
    expect(lostWith(["a.py::x", "A"], ["a.py::y", "A"])).toEqual(["a.py::y"]);
  });

  test("is lost where another benchmark tells that its file is what was recorded", () => {
    expect(lostWith(["a.py::x", "A"])).toEqual(["a.py::y"]);
  });

  test("is removed where its file has changed, or is not known", () => {
    expect(lostWith(["a.py::x", "B"], ["a.py::y", "B"])).toEqual([]);
    expect(lostWith(["a.py::x", null], ["a.py::y", null])).toEqual([]);
  });
});
