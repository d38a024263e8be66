import { expect, test } from "@jest/globals";
import { parseLenientJson } from "../../src/formats/lenient-json.ts";

test.each([
  ["comments and a comma at the end", '{// one\n "a": /* two */ [1,],}', { a: [1] }],
  [
    "the words that Python writes",
    '{"a": [NaN, Infinity, -Infinity]}',
    { a: [Number.NaN, Infinity, -Infinity] },
  ],
])("%s are read", async (_, text, value) => {
  expect(await parseLenientJson(text, "json5")).toEqual(value);
});

test.each(['["\\', "['\\", '{"a": "b\\\\\\', '["\\\r', '["', "[/*", "[//", "[\\", "["])(
  "a text that ends too early is refused, and not waited for: %j",
  async (text) => {
    await expect(parseLenientJson(text, "json5")).rejects.toThrow(/Unexpected/);
  },
);
