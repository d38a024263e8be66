import { expect, test } from "@jest/globals";
import { explainError, GateError } from "../src/errors.ts";

const ofSystem = (code: string, cause?: unknown) =>
  Object.assign(new Error(`${code}: no, open '/x'`, { cause }), { code, syscall: "open", errno: -1 });

test.each([
  ["EACCES", /readable and writable\.$/],
  ["EPERM", /readable and writable\.$/],
  ["EROFS", /readable and writable\.$/],
  ["ENOSPC", /Free space .*TMPDIR/],
  ["EDQUOT", /Free space .*TMPDIR/],
  ["EFBIG", /ulimit -f/],
  ["EIO", /disk or device/],
  ["ENOMEM", /Free memory/],
  ["EAGAIN", /ulimit -u/],
  ["EMFILE", /ulimit -n/],
  ["ENFILE", /ulimit -n/],
])("a refusal of the operating system, %s, says what to do and is no defect", (code, advice) => {
  const told = explainError(ofSystem(code));
  expect(told).toMatch(/^The operating system refused .*open '\/x'\. /);
  expect(told).toMatch(advice);
  expect(told).not.toMatch(/report/);
});

test("a refusal of the operating system is found behind another error", () => {
  expect(explainError(new Error("can't load", { cause: ofSystem("EMFILE") }))).toMatch(
    /can't load\. .*ulimit/,
  );
});

test("the error that came first is told, not what failed in clearing up after it", () => {
  const hiding = Object.assign(new Error("An error was suppressed"), {
    name: "SuppressedError",
    error: ofSystem("EMFILE"),
    suppressed: new GateError("It was full", "Empty it."),
  });
  expect(explainError(hiding)).toBe("It was full. Empty it.");
});

test.each([
  ["an error of ours", new TypeError("x is not a function")],
  ["a refusal that only a wrong request gets", ofSystem("EBADF")],
  ["what is no error", "text"],
])("%s is a defect to be reported", (_title, error) => {
  expect(explainError(error)).toMatch(/failed unexpectedly: .*please report/);
});
