/**
 * Which of the job's variables belong to a baseline. Code may run differently with other values, so a baseline that was
 * recorded with others can't be compared with. Why these and no others: docs/adr/0021-variables-of-a-baseline.md. Pure.
 */
import { listedCode } from "../errors/listed.ts";
import type { BaselineLoad, Fingerprint } from "../model.ts";

export type JobVariables = Readonly<Record<string, string | undefined>>;

/** Variables that change how Python, its allocators and its libraries run, whether or not a project mentions them. */
const OF_RUNTIME =
  /^(PYTHON(OPTIMIZE|MALLOC|PATH|WARNINGS|UTF8|IOENCODING|COERCECLOCALE|INTMAXSTRDIGITS|FAULTHANDLER|NODEBUGRANGES|PLATLIBDIR)|PYTHON_(GIL|JIT|CPU_COUNT|FROZEN_MODULES|THREAD_INHERIT_CONTEXT|CONTEXT_AWARE_WARNINGS|TLBC|PRESITE|LAZY_IMPORTS)|PYTEST_(ADDOPTS|PLUGINS|DISABLE_PLUGIN_AUTOLOAD)|GLIBC_TUNABLES|LD_PRELOAD|DYLD_INSERT_LIBRARIES|_RJEM_MALLOC_CONF|GOTO_NUM_THREADS|TOKIO_WORKER_THREADS|DJANGO_SETTINGS_MODULE|CUDA_VISIBLE_DEVICES|(MALLOC|MIMALLOC|TCMALLOC|OMP|KMP|GOMP|OPENBLAS|MKL|BLIS|VECLIB|NUMEXPR|NUMBA|RAYON|POLARS|TBB|NPY|TF_ENABLE|TF_NUM|TF_XLA|XLA|JAX)_\w+)$/;

/**
 * Variables that differ from job to job or from user to user, or that say how packages are installed, which the
 * fingerprint covers already.
 */
const OF_JOB =
  /^(GITHUB|RUNNER|ACTIONS|INPUT|STATE|HOTPATH_GATE|XDG|SSH|DBUS|SUDO|SYSTEMD|MEMORY_PRESSURE|TERM|PIP|UV|POETRY|PDM|HATCH|NOX|TOX|CONDA|PYENV|NVM|VIRTUAL_ENV|SETUPTOOLS_SCM|GIT|npm)_\w+$|^(CI|ImageOS|ImageVersion|INVOCATION_ID|JOURNAL_STREAM|PERFLOG_LOCATION_SETTING|pythonLocation|Python[23]?_ROOT_DIR|PKG_CONFIG_PATH|LD_LIBRARY_PATH|DYLD_LIBRARY_PATH|VIRTUAL_ENV|SOURCE_DATE_EPOCH|PATH|HOME|USER|USERNAME|LOGNAME|SHELL|SHLVL|PWD|OLDPWD|HOST|HOSTNAME|MAIL|LANG|LANGUAGE|LC_\w+|TZ|TERM|COLORTERM|NO_COLOR|FORCE_COLOR|PY_COLORS|CLICOLOR|CLICOLOR_FORCE|COLUMNS|LINES|DISPLAY|EDITOR|VISUAL|PAGER|TMPDIR|TEMP|TMP|TMUX|STY)$/;

/**
 * Names of credentials. A password makes nothing fast, pull requests from forks have none, and not even its hash
 * belongs in a store.
 */
const CREDENTIAL = /TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|_KEY$|_DSN$/i;

/**
 * Variables with facts about this run and no other. A variable that repeats one of them says nothing about how code
 * runs.
 */
const FACTS_OF_RUN = [
  "GITHUB_SHA",
  "GITHUB_REF",
  "GITHUB_REF_NAME",
  "GITHUB_HEAD_REF",
  "GITHUB_BASE_REF",
  "GITHUB_RUN_ID",
  "GITHUB_RUN_NUMBER",
  "GITHUB_ACTOR",
  "GITHUB_TRIGGERING_ACTOR",
];
/**
 * Shortest fact that is looked for inside other values. A shorter one would be found in values that have nothing to do
 * with it.
 */
const SHORTEST_FOUND_INSIDE = 7;

/** Names of variables that count if the project mentions them. An empty variable counts as none. */
export function namesToLookFor(variables: JobVariables): string[] {
  return Object.entries(variables)
    .filter(([name, value]) => value !== undefined && value !== "" && mayCount(name))
    .map(([name]) => name);
}

function mayCount(name: string): boolean {
  const isName = /^[A-Za-z]\w{0,99}$/.test(name) || /^_\w{2,99}$/.test(name);
  return isName && (OF_RUNTIME.test(name) || !(OF_JOB.test(name) || CREDENTIAL.test(name)));
}

/**
 * Names of variables that belong to a baseline, in order: those of the runtime, and those that the project mentions in
 * its code, settings or workflows.
 *
 * @param variables that a measured process inherits
 * @param mentioned of `namesToLookFor`; null if unknown, so that all of them count
 * @param job all variables of the job, which show what is specific to this run
 */
export function countedNames(
  variables: JobVariables,
  mentioned: ReadonlySet<string> | null,
  job: JobVariables,
): string[] {
  const repeatsRun = repeatTest(job);
  return namesToLookFor(variables)
    .filter(
      (name) =>
        OF_RUNTIME.test(name) ||
        ((mentioned === null || mentioned.has(name)) && !repeatsRun(variables[name] ?? "")),
    )
    .sort();
}

function repeatTest(job: JobVariables): (value: string) => boolean {
  const facts = FACTS_OF_RUN.flatMap((name) => job[name] || []);
  const number = /^refs\/pull\/(\d+)\//.exec(job.GITHUB_REF ?? "")?.[1];
  const all = number === undefined ? facts : [...facts, number];
  const commit = job.GITHUB_SHA ?? "";
  return (value) =>
    all.some((fact) => value === fact || (fact.length >= SHORTEST_FOUND_INSIDE && value.includes(fact))) ||
    (/^[0-9a-f]{7,}$/.test(value) && commit.startsWith(value));
}

/** Names of variables that differ, or that only one of the two has; empty if one of them does not store variables. */
export function differentVariables(
  { variables: one }: Pick<Fingerprint, "variables">,
  { variables: other }: Pick<Fingerprint, "variables">,
): string[] {
  if (one === null || other === null) return [];
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].filter((name) => one[name] !== other[name]).sort();
}

/** A baseline that was recorded with other variables counts as missing, not as broken. */
export function withTheseVariables(load: BaselineLoad, fingerprint: Fingerprint): BaselineLoad {
  if (load.kind !== "found") return load;
  const { source, baseline } = load;
  const names = differentVariables(baseline.fingerprint, fingerprint);
  if (names.length === 0) return load;
  const why = `what ${source} holds was recorded with other environment variables (${listedCode(names)}); set them to the same values where it is recorded and here, or only for the steps that need them`;
  return { kind: "missing", source, why };
}
