import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { type Command, MESSAGE_BYTES_LIMIT, readMessage, writeCommand } from "../src/protocol.ts";

const FOLDER = "fixtures/protocol";

interface Line {
  readonly from: "harness" | "controller";
  readonly message: { readonly type: string };
}

const conversations = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".jsonl"))
  .map((name): [string, Line[]] => [
    name,
    readFileSync(join(FOLDER, name), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ]);

const said = (lines: readonly Line[], from: Line["from"]) =>
  lines.filter((line) => line.from === from).map(({ message }) => message);

// The harness replays the same files (harness/tests/test_conversations.py): what it says there, we understand.
describe("recorded conversations", () => {
  test.each(conversations)("%s: every message of the harness is understood as it is", (_name, lines) => {
    for (const message of said(lines, "harness")) {
      expect(readMessage(JSON.stringify(message))).toEqual({ kind: "message", message });
    }
  });

  test("every kind of message and of command occurs in one of them", () => {
    const all = conversations.flatMap(([, lines]) => lines);
    expect(new Set(said(all, "harness").map(({ type }) => type))).toEqual(
      new Set([
        "hello",
        "collected",
        "broken",
        "ready",
        "skipped",
        "failed",
        "measured",
        "profiled",
        "finished",
      ]),
    );
    expect(new Set(said(all, "controller").map(({ type }) => type))).toEqual(
      new Set(["begin", "batch", "profile", "next"]),
    );
  });

  test.each(conversations)("%s: the commands have the fields we send, and no others", (_name, lines) => {
    const fields: Record<Command["type"], string[]> = {
      begin: ["type", "suite", "targets", "root", "only", "cpu", "heapSeed"],
      batch: ["type", "loops", "untimed", "longestNs", "onAllCpus"],
      profile: ["type", "loops"],
      count: ["type", "loops"],
      next: ["type"],
    };
    for (const command of said(lines, "controller")) {
      expect(Object.keys(command).sort()).toEqual([...fields[command.type as Command["type"]]].sort());
    }
  });
});

describe("a message that is not of the protocol is named, never trusted and never thrown at", () => {
  test.each([
    ["no JSON", "hello", /not JSON/],
    ["no object", "[1]", /./],
    ["of an unknown type", '{"type":"obey"}', /type/],
    ["without a field", '{"type":"measured","wallNs":1}', /cpuNs/],
    [
      "with a negative time",
      '{"type":"measured","wallNs":-1,"cpuNs":1,"preemptions":0,"runDelayNs":null}',
      /wallNs/,
    ],
    [
      "with a time that is no number",
      '{"type":"measured","wallNs":"1","cpuNs":1,"preemptions":0,"runDelayNs":null}',
      /wallNs/,
    ],
    ["with an endless text", JSON.stringify({ type: "broken", message: "x".repeat(20_001) }), /message/],
  ])("%s", (_title, line, why) => {
    const reading = readMessage(line);
    expect(reading).toMatchObject({ kind: "malformed", why: expect.stringMatching(why) });
  });
});

test("a command is one line", () => {
  const line = writeCommand({ type: "batch", loops: 3, untimed: 1, longestNs: 5, onAllCpus: false });
  expect(line).toBe('{"type":"batch","loops":3,"untimed":1,"longestNs":5,"onAllCpus":false}\n');
  expect(line.length).toBeLessThan(MESSAGE_BYTES_LIMIT);
});
