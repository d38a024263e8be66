import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { commentMarker } from "../../src/report/comment-marker.ts";

test.each([
  ["default", "<!-- hotpath-gate:default -->"],
  ["py 3.13/linux", "<!-- hotpath-gate:py%203.13%2Flinux -->"],
  ["a--><script>", "<!-- hotpath-gate:a%2D-%3E%3Cscript%3E -->"],
  ["ends-", "<!-- hotpath-gate:ends%2D -->"],
])("the marker of %s is one HTML comment", (key, marker) => {
  expect(commentMarker(key)).toBe(marker);
});

test("the marker differs for any two keys, and stays one comment", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (one, other) => {
      fc.pre(one !== other && !/\p{Cs}/u.test(one + other));
      expect(commentMarker(one)).not.toBe(commentMarker(other));
      expect(commentMarker(one).slice(4, -3)).not.toMatch(/--|[<>\n]/);
    }),
  );
});
