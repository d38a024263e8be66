import { expect, test } from "@jest/globals";
import { noteOf } from "../../../src/report/words/all-notes.ts";
import { remedyFor } from "../../../src/report/words/shared-resource.ts";
import { aRow, failing } from "../../support/results.ts";

const PORT = /let the system pick it/;
const DATABASE = /give each process its own/;

test.each([
  ["OSError: [Errno 98] Address already in use (setup, head)", PORT],
  [
    "OSError: [Errno 48] error while attempting to bind on address ('127.0.0.1', 8000): address already in use",
    PORT,
  ],
  ["OSError: [WinError 10048] Only one usage of each socket address is normally permitted", PORT],
  ["sqlite3.OperationalError: database is locked (call, base)", DATABASE],
  ["OperationalError: database table is locked: orders", DATABASE],
  ['psycopg.errors.ObjectInUse: database "test" is being accessed by other users', DATABASE],
])("what sharing made says what helps: %s", (error, remedy) => {
  expect(remedyFor(error)).toMatch(remedy);
});

test.each(["ValueError: no such address", "the database is empty", "KeyError: 98", "the door is locked"])(
  "another error gets no such help: %s",
  (error) => {
    expect(remedyFor(error)).toBeNull();
  },
);

test("a row has that help after its error", () => {
  const row = aRow({ verdict: "errored", notes: failing("OperationalError: database is locked") });
  expect(noteOf(row)).toMatch(/^OperationalError: database is locked; base and head run at the same time/);
});
