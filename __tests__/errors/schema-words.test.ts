import { expect, test } from "@jest/globals";
import * as z from "zod";
import { firstFaults, schemaWords } from "../../src/errors/schema-words.ts";

test.each<[z.ZodType, unknown, string]>([
  [z.string(), 1, "the document: must be a text"],
  [z.object({ a: z.number() }), {}, "a: is missing"],
  [z.object({ a: z.array(z.int()) }), { a: [1, 1.5] }, "a[1]: must be a whole number"],
  [z.array(z.string()).min(1), [], "the document: must have at least 1 item"],
  [z.array(z.string()).max(2), ["", "", ""], "the document: must have at most 2 items"],
  [z.string().max(3), "long", "the document: must have at most 3 characters"],
  [z.number().positive(), -1, "the document: must be above 0"],
  [z.number().max(3), 4, "the document: must be at most 3"],
  [z.enum(["a", "b"]), "c", "the document: must be `a` or `b`"],
  [z.strictObject({}), { x: 1 }, "the document: has an unknown key `x`"],
  [z.union([z.string(), z.number()]), [], "the document: is not one of the forms that are allowed here"],
  [z.string({ error: "must be a name" }), 1, "the document: must be a name"],
])("what is wrong is said in words of ours: %#", (schema, value, expected) => {
  const parsed = schema.safeParse(value, { error: schemaWords });
  expect(parsed.success ? "" : firstFaults(parsed.error)).toBe(expected);
});

test("of a thousand faults five are told, on one line", () => {
  const parsed = z.array(z.string()).safeParse(Array(1_000).fill(1), { error: schemaWords });
  const text = parsed.success ? "" : firstFaults(parsed.error);
  expect(text.split("; ")).toHaveLength(5);
  expect(text).not.toContain("\n");
});
