import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { callgrindFor, partsOfWindows, takeParts } from "../../../src/adapters/python/callgrind.ts";
import { HarnessLost } from "../../../src/ports/processes.ts";
import { temporaryFolder } from "../../support/repositories.ts";

test.each<[string, readonly number[], number, readonly number[] | null]>([
  ["a window is what lies between its two marks", [900, 50], 1, [50]],
  ["marks of the benchmark's own cut a single window, and belong to it", [900, 20, 30], 1, [20, 30]],
  ["of several windows, every second part is one", [900, 50, 7, 51], 2, [50, 51]],
  ["marks of the benchmark's own between several can't be told apart", [900, 20, 30, 7, 51], 2, null],
  ["a window that was not closed is none", [900], 1, null],
  ["nothing written is no count", [], 1, null],
])("%s", (_, parts, windows, expected) => {
  expect(partsOfWindows(parts, windows)).toEqual(expected);
});

test("a part that does not say its instructions is none of zero", async () => {
  using folder = temporaryFolder();
  const whole = (count: number) => `version: 1\nevents: Ir\nsummary: ${count}\n`;
  for (const [name, text] of Object.entries({
    "o.7.1": whole(900),
    "o.7.2": "version: 1\nevents: Ir\nsumma",
    "o.7.10": whole(50),
    "o.7.11": "",
    "o.8.1": whole(1),
  })) {
    writeFileSync(join(folder.path, name), text);
  }
  expect(await takeParts(folder.path, 7)).toEqual([900, null, 50, null]);
  expect(readdirSync(folder.path)).toEqual(["o.8.1"]);
});

test("instructions that can't be read lose the harness", async () => {
  await using callgrind = await callgrindFor("head", { valgrind: "valgrind", vgdb: "vgdb" });
  const pattern = callgrind.prefix.flatMap((one) => /^--callgrind-out-file=(.+)$/.exec(one)?.[1] ?? [])[0];
  const write = (part: number, text: string) => writeFileSync(`${pattern?.replace("%p", "7")}.${part}`, text);
  write(1, "summary: 900\n");
  write(2, "summary: 50\n");
  expect(await callgrind.counted(7, 1)).toBe(50);
  write(3, "summary: 900\n");
  write(4, "events: Ir\n");
  const error = await callgrind.counted(7, 1).catch((thrown: unknown) => thrown);
  if (!(error instanceof HarnessLost)) throw error;
  expect(error).toMatchObject({ side: "head", detail: expect.stringMatching(/part 2 of 2 has none/) });
});
