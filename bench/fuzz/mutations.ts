/** Inputs near real ones: where a parser believes what it reads is where it breaks. */
import fc from "fast-check";

const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  0.5,
  1e308,
  -1e308,
  5e-324,
  2 ** 53,
  "",
  "__proto__",
  "constructor",
  "\u0000",
  "\ud800",
  "2026-02-30",
  "x".repeat(3_000),
  [],
  {},
  [[]],
  [null],
  JSON.parse('{"__proto__":{"a":1}}'),
];

const ODD_TEXTS = [
  "",
  "\0",
  "\ufeff",
  "\r",
  "\u2028",
  '"',
  "\\",
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  "=",
  "#",
  "'''",
  '"""',
  "NaN",
  "-Infinity",
  "1e999",
  "__proto__",
  "[[",
  "]]",
  "\\u0000",
  "%",
  "*?*?*?",
  "９",
];

/** Any JSON, with what JavaScript trips over. */
const anyJson: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...ODD_VALUES),
  fc.jsonValue({ maxDepth: 4 }),
);

/** A real document, in which some values are others, are gone, or are there more often. */
export function mutatedJson(samples: readonly unknown[]): fc.Arbitrary<unknown> {
  const edit = fc.tuple(fc.nat(1_000_000), fc.constantFrom("replace", "remove", "repeat"), anyJson);
  const edited = fc
    .tuple(fc.constantFrom(...samples), fc.array(edit, { minLength: 1, maxLength: 4 }))
    .map(([sample, edits]) => {
      const holder = { document: structuredClone(sample) };
      for (const [at, kind, value] of edits) editAt(holder, at, kind, value);
      return holder.document;
    });
  return fc.oneof({ weight: 4, arbitrary: edited }, { weight: 1, arbitrary: anyJson });
}

function editAt(holder: { document: unknown }, at: number, kind: string, value: unknown): void {
  const places: [Record<string, unknown>, string][] = [];
  const visit = (one: unknown): void => {
    if (typeof one !== "object" || one === null || places.length > 5_000) return;
    for (const key of Object.keys(one)) {
      places.push([one as Record<string, unknown>, key]);
      visit((one as Record<string, unknown>)[key]);
    }
  };
  visit(holder);
  const [parent, key] = places[at % places.length] ?? [];
  if (parent === undefined || key === undefined) return;
  if (kind === "replace") parent[key] = structuredClone(value);
  else if (kind === "remove") delete parent[key];
  else if (Array.isArray(parent)) parent.push(parent[Number(key)]);
  else parent[`${key}_again`] = parent[key];
}

/** A real text with parts that are cut out, doubled, or something else; or any text at all. */
export function mutatedText(samples: readonly string[]): fc.Arbitrary<string> {
  const piece = fc.oneof(fc.constantFrom(...ODD_TEXTS), fc.string({ unit: "binary", maxLength: 8 }));
  const edit = fc.tuple(fc.nat(1_000_000), fc.nat(40), piece);
  const edited = fc
    .tuple(fc.constantFrom(...samples), fc.array(edit, { minLength: 1, maxLength: 6 }))
    .map(([sample, edits]) =>
      edits.reduce((text, [at, length, other]) => {
        const from = at % (text.length + 1);
        return `${text.slice(0, from)}${other}${text.slice(from + length)}`;
      }, sample),
    );
  return fc.oneof(
    { weight: 4, arbitrary: edited },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 200 }) },
  );
}

/** The same of bytes. */
export function mutatedBytes(samples: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const edit = fc.tuple(fc.nat(10_000_000), fc.nat(16), fc.uint8Array({ maxLength: 16 }));
  const edited = fc
    .tuple(fc.constantFrom(...samples), fc.array(edit, { maxLength: 5 }), fc.nat(10_000_000))
    .map(([sample, edits, end]) => {
      const bytes = edits.reduce((all, [at, length, other]) => {
        const from = at % (all.length + 1);
        return Buffer.concat([all.subarray(0, from), other, all.subarray(from + length)]);
      }, Buffer.from(sample));
      return end % 4 === 0 ? bytes.subarray(0, end % (bytes.length + 1)) : bytes;
    });
  return fc.oneof(
    { weight: 4, arbitrary: edited },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  );
}
