/**
 * The bundled action in a job whose files and whose GitHub are broken: event payloads, command files, and every way in which
 * an HTTP answer can go wrong, by a real server. A wrong input makes each run short: the trouble has to be told all the same.
 */
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { shareOf } from "../support/share.ts";
import { ACTION, hostileGround, leftBehind, makeFifo, type Place, run } from "./place.ts";

let ground: ReturnType<typeof hostileGround>;
beforeAll(() => {
  ground = hostileGround();
});
afterAll(() => ground[Symbol.dispose]());

const HASH = "0123456789abcdef0123456789abcdef01234567";
const PULL_REQUEST = {
  pull_request: {
    number: 7,
    base: { ref: "main", sha: HASH, repo: { id: 1 } },
    head: { sha: HASH, repo: { id: 1 } },
  },
  repository: { default_branch: "main" },
};

async function act(place: Place, environment: Readonly<Record<string, string | undefined>>) {
  const runner = join(place.outside, "runner");
  if (!existsSync(runner)) mkdirSync(runner);
  const files = Object.fromEntries(
    ["GITHUB_ENV", "GITHUB_PATH", "GITHUB_OUTPUT", "GITHUB_STATE", "GITHUB_STEP_SUMMARY"].map((name) => {
      const path = join(runner, name);
      if (!existsSync(path)) writeFileSync(path, "");
      return [name, path];
    }),
  );
  const event = join(runner, "event.json");
  if (!existsSync(event)) writeFileSync(event, JSON.stringify(PULL_REQUEST));
  return run(place, [], {
    program: ACTION,
    environment: {
      ...files,
      GITHUB_ACTIONS: "true",
      GITHUB_EVENT_PATH: event,
      GITHUB_EVENT_NAME: "pull_request",
      GITHUB_SHA: HASH,
      GITHUB_REF: "refs/pull/7/merge",
      GITHUB_REPOSITORY: "octo/shop",
      GITHUB_WORKSPACE: place.root,
      GITHUB_API_URL: "http://127.0.0.1:9",
      RUNNER_TEMP: place.temporary,
      INPUT_BUDGET: "ten",
      ...environment,
    },
  });
}

describe("a job's files", () => {
  test.each<[string, (path: string) => void]>([
    ["that is a folder", (path) => mkdirSync(path)],
    ["that is a FIFO", makeFifo],
    ["that is a link to /dev/zero", (path) => symlinkSync("/dev/zero", path)],
    ["that is empty", (path) => writeFileSync(path, "")],
    ["that is no JSON", (path) => writeFileSync(path, "<html>")],
    ["that is null", (path) => writeFileSync(path, "null")],
    [
      "that is a list a hundred thousand deep",
      (path) => writeFileSync(path, `${"[".repeat(1e5)}${"]".repeat(1e5)}`),
    ],
    ["of a pull request without its base", (path) => writeFileSync(path, '{"pull_request":{"number":1}}')],
    [
      "of a pull request whose commit is an option",
      (path) => writeFileSync(path, JSON.stringify(PULL_REQUEST).replaceAll(HASH, "--upload-pack=x")),
    ],
  ])("an event payload %s is refused with status 2", async (_, put) => {
    const place = ground.place();
    mkdirSync(join(place.outside, "runner"));
    put(join(place.outside, "runner/event.json"));
    const { status, stdout, stderr, seconds } = await act(place, {});
    expect(stdout + stderr).toMatch(/::error::.*payload/);
    expect(stdout + stderr).not.toMatch(/^\s+at |failed unexpectedly|Invalid input/m);
    expect(status).toBe(2);
    expect(seconds).toBeLessThan(30);
  });

  test.each(["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"])("a %s that is gone hides no trouble", async (name) => {
    const place = ground.place();
    const { status, stdout } = await act(place, { [name]: "/nowhere/file" });
    expect(stdout).toMatch(/::error::.*not a budget/);
    expect(stdout).not.toMatch(/^\s+at /m);
    expect(status).toBe(2);
  });
});

/** What the server answers to everything. */
const ANSWERS: Readonly<Record<string, (response: ServerResponse) => void>> = {
  "500 with nothing": (response) => response.writeHead(500).end(),
  "502 with a page": (response) =>
    response.writeHead(502, { "content-type": "text/html" }).end("<h1>Bad</h1>"),
  "401": (response) => response.writeHead(401).end('{"message":"Bad credentials"}'),
  "403": (response) => response.writeHead(403).end('{"message":"Resource not accessible by integration"}'),
  "404": (response) => response.writeHead(404).end('{"message":"Not Found"}'),
  "410": (response) => response.writeHead(410).end('{"message":"Issues are disabled"}'),
  "422": (response) => response.writeHead(422).end('{"message":"Validation Failed","errors":[{}]}'),
  "200 with a page": (response) =>
    response.writeHead(200, { "content-type": "text/html" }).end("<h1>Sign in</h1>"),
  "200 with nothing": (response) => response.writeHead(200).end(),
  "200 with half a list": (response) =>
    response.writeHead(200, { "content-type": "application/json" }).end('[{"id":1,"bo'),
  "200 with a list of other things": (response) =>
    response.writeHead(200, { "content-type": "application/json" }).end('[1,null,{"id":"x"}]'),
  "200 with an object in a list's place": (response) =>
    response.writeHead(200, { "content-type": "application/json" }).end('{"__proto__":{"id":1}}'),
  "a body that is cut off": (response) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
    response.write('[{"id":1');
    response.socket?.destroy();
  },
  "a connection that is reset": (response) => response.socket?.destroy(),
  "no HTTP": (response) => response.socket?.end("SSH-2.0-OpenSSH_9.6\r\n"),
  "a redirection to itself": (response) => response.writeHead(302, { location: "/" }).end(),
};

describe("a GitHub that answers", () => {
  test.each(shareOf(Object.entries(ANSWERS), 5))(
    "%s takes no run with it",
    async (_, answer) => {
      const server = createServer((_request, response) => answer(response));
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const address = server.address();
      const port = typeof address === "object" ? address?.port : 0;
      try {
        const place = ground.place();
        const { status, stdout, stderr } = await act(place, {
          GITHUB_API_URL: `http://127.0.0.1:${port}`,
          "INPUT_GITHUB-TOKEN": "ghs_abcdefghijklmnopqrstuvwxyz0123456789",
        });
        expect(stdout).toMatch(/::error::.*not a budget/);
        expect(stdout + stderr).not.toMatch(/^\s+at |failed unexpectedly/m);
        expect(stdout.replace(/^::add-mask::.*$/gm, "")).not.toContain("ghs_abcdef");
        expect(status).toBe(2);
        expect(leftBehind(place)).toEqual([]);
      } finally {
        server.closeAllConnections();
        server.close();
      }
    },
    120_000,
  );
});

test("what benchmarks write to the runner's command files is put back, with a warning", async () => {
  const place = ground.place();
  const runner = join(place.outside, "runner");
  mkdirSync(runner);
  // Guessed by the measured code, which is told of none of them.
  const guess = join(runner, "GITHUB_ENV");
  const { repositoryAt } = await import("../support/repositories.ts");
  const repository = repositoryAt(place.root);
  repository.commit("forges", {
    "benchmarks/bench_app.py": `import app\nwith open(${JSON.stringify(guess)}, "a") as file: file.write("FORGED=1\\n")\n\ndef bench_fast():\n    return app.fast()\n`,
  });
  writeFileSync(
    join(place.outside, "runner/event.json"),
    JSON.stringify({ repository: { default_branch: "main" } }),
  );
  const { stdout, status } = await act(place, {
    GITHUB_EVENT_NAME: "workflow_dispatch",
    GITHUB_REF: "refs/heads/topic",
    INPUT_BUDGET: "10%",
    INPUT_BASE: "HEAD^",
    INPUT_PYTHON: "python3",
    INPUT_BASELINE: "none",
    "INPUT_TIME-LIMIT": "10s",
  });
  expect(stdout).toMatch(/::warning::GITHUB_ENV, a file of the runner, was changed.*put back/);
  expect(readFileSync(guess, "utf8")).toBe("");
  expect(status).not.toBeNull();
}, 120_000);
