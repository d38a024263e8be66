/** What a measured process may see of the job's environment. Pure. */

/** Variables that hold credentials of the job, or give access to them. */
const SECRET_NAMES = new Set([
  "GITHUB_TOKEN",
  "GH_TOKEN",
  "GITHUB_ENTERPRISE_TOKEN",
  "GH_ENTERPRISE_TOKEN",
  "ACTIONS_CACHE_URL",
  "ACTIONS_RESULTS_URL",
]);
const SECRET_PREFIXES = ["INPUT_", "ACTIONS_RUNTIME_", "ACTIONS_ID_TOKEN_", "STATE_"];

/**
 * Variables that name the files by which a step speaks to the runner. A benchmark could set variables and outputs of
 * later steps with them.
 */
const RUNNER_FILES = new Set([
  "GITHUB_ENV",
  "GITHUB_OUTPUT",
  "GITHUB_PATH",
  "GITHUB_STEP_SUMMARY",
  "GITHUB_STATE",
]);

/** Variables that would change what is measured, or make the sides differ. */
const DISTURBING = new Set([
  "NODE_OPTIONS",
  "OLDPWD",
  "PYTHONASYNCIODEBUG",
  "PYTHONBREAKPOINT",
  "PYTHONDEBUG",
  "PYTHONDEVMODE",
  "PYTHONDONTWRITEBYTECODE",
  "PYTHONDUMPREFS",
  "PYTHONDUMPREFSFILE",
  "PYTHONEXECUTABLE",
  "PYTHONHASHSEED",
  "PYTHONHOME",
  "PYTHONINSPECT",
  "PYTHONMALLOCSTATS",
  "PYTHONPERFSUPPORT",
  "PYTHON_PERF_JIT_SUPPORT",
  "PYTHONPROFILEIMPORTTIME",
  "PYTHONPYCACHEPREFIX",
  "PYTHONSAFEPATH",
  "PYTHONSTARTUP",
  "PYTHONTRACEMALLOC",
  "PYTHONUNBUFFERED",
  "PYTHONVERBOSE",
  // Installed coverage starts itself in every process that finds one of these.
  "COVERAGE_PROCESS_START",
  "COVERAGE_PROCESS_CONFIG",
  // Set by git for its hooks: git in a side would look at the hook's repository.
  "GIT_DIR",
  "GIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_PREFIX",
]);

/**
 * Shortest secret that is looked for inside other values. A shorter one would be found in values that have nothing to
 * do with it.
 */
const SHORTEST_SECRET_FOUND_INSIDE = 8;

/**
 * The environment without what gives a measured process power over the job, and without what disturbs measuring.
 * `PYTHONPATH` stays, because it is part of how a project is run.
 *
 * @param secrets every variable whose value contains one of them is removed, also if it is encoded as for a basic login
 */
export function scrubEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  secrets: readonly string[],
): Record<string, string> {
  const secretSpellings = secrets.filter((secret) => secret.trim() !== "").flatMap(spellings);
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined || isWithheld(name) || secretSpellings.some((secret) => holds(value, secret)))
      continue;
    kept[name] = value;
  }
  return kept;
}

/** Whether a variable is withheld. Windows does not tell `Path` from `PATH`. */
function isWithheld(name: string): boolean {
  const upper = name.toUpperCase();
  return (
    SECRET_NAMES.has(upper) ||
    RUNNER_FILES.has(upper) ||
    DISTURBING.has(upper) ||
    upper.startsWith("HOTPATH_GATE_") ||
    SECRET_PREFIXES.some((prefix) => upper.startsWith(prefix))
  );
}

function spellings(secret: string): string[] {
  const encoded = ["", "x-access-token:"].flatMap((login) => {
    try {
      return [btoa(`${login}${secret}`)];
    } catch {
      return [];
    }
  });
  return [secret, ...encoded];
}

function holds(value: string, secret: string): boolean {
  return secret.length < SHORTEST_SECRET_FOUND_INSIDE ? value === secret : value.includes(secret);
}
