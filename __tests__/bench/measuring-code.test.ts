import { expect, test } from "@jest/globals";
import { codeAlone } from "../../bench/measuring-code.ts";

test.each([
  ["a.ts", "/** Why. */\nexport const pairs: number = 4; // so many\n", "export const pairs = 4;\n"],
  ["a.py", "# Why.\ndef pairs():\n    # so many\n    return 4\n", "def pairs():\n    return 4\n"],
])("a comment in %s changes no series", async (path, commented, plain) => {
  expect(await codeAlone(path, commented)).toBe(await codeAlone(path, plain));
});

test.each([
  ["a.ts", "export const pairs = 4;\n", "export const pairs = 5;\n"],
  ["a.py", "def pairs():\n    return 4\n", "def pairs():\n    return 5\n"],
])("code in %s changes the series", async (path, one, other) => {
  expect(await codeAlone(path, one)).not.toBe(await codeAlone(path, other));
});
