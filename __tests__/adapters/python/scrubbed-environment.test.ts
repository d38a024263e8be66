import { describe, expect, test } from "@jest/globals";
import { scrubEnvironment } from "../../../src/adapters/python/scrubbed-environment.ts";

describe("a measured process does not see", () => {
  test.each([
    "GITHUB_TOKEN",
    "GH_TOKEN",
    "INPUT_GITHUB-TOKEN",
    "INPUT_SETUP",
    "ACTIONS_RUNTIME_TOKEN",
    "ACTIONS_RUNTIME_URL",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
    "ACTIONS_ID_TOKEN_REQUEST_URL",
    "ACTIONS_CACHE_URL",
    "ACTIONS_RESULTS_URL",
    "STATE_isPost",
    "GITHUB_ENV",
    "GITHUB_OUTPUT",
    "GITHUB_PATH",
    "GITHUB_STEP_SUMMARY",
    "GITHUB_STATE",
    "NODE_OPTIONS",
    "PYTHONHASHSEED",
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONSTARTUP",
    "PYTHONINSPECT",
    "PYTHONPROFILEIMPORTTIME",
    "PYTHONUNBUFFERED",
    "OLDPWD",
    "COVERAGE_PROCESS_START",
    "HOTPATH_GATE_TOKEN",
    "github_token",
    "Input_Python",
    "GIT_INDEX_FILE",
  ])("%s", (name) => {
    expect(scrubEnvironment({ [name]: "value", KEPT: "1" }, [])).toEqual({ KEPT: "1" });
  });

  test.each([
    ["itself", "ghs_0123456789"],
    ["inside a longer value", "https://x-access-token:ghs_0123456789@github.com/o/r"],
    ["encoded", btoa("ghs_0123456789")],
    ["encoded as git sends it", `AUTHORIZATION: basic ${btoa("x-access-token:ghs_0123456789")}`],
  ])("a secret under any name: %s", (_, value) => {
    expect(scrubEnvironment({ DEPLOY: value, KEPT: "1" }, ["ghs_0123456789"])).toEqual({ KEPT: "1" });
  });
});

describe("a measured process sees", () => {
  test.each([
    ["PATH", "/usr/bin"],
    ["PYTHONPATH", "/users/own"],
    ["PYTHON_GIL", "0"],
    ["PYTHON_JIT", "1"],
    ["PYTHONOPTIMIZE", "1"],
    ["CI", "true"],
    ["GITHUB_SHA", "abc"],
    ["GITHUB_WORKSPACE", "/work"],
    ["EMPTY", ""],
  ])("%s", (name, value) => {
    expect(scrubEnvironment({ [name]: value }, ["ghs_0123456789"])).toEqual({ [name]: value });
  });

  test.each(["", "  "])("everything when a secret is the empty text %j", (secret) => {
    expect(scrubEnvironment({ PATH: "/usr/bin  x", EMPTY: "" }, [secret])).toEqual({
      PATH: "/usr/bin  x",
      EMPTY: "",
    });
  });

  test("values that hold a very short secret by chance, but not the secret alone", () => {
    expect(scrubEnvironment({ PATH: "/usr/bin", PIN: "us" }, ["us"])).toEqual({ PATH: "/usr/bin" });
  });
});

test("variables that are not set stay that way", () => {
  expect(scrubEnvironment({ UNSET: undefined }, [])).toEqual({});
});
