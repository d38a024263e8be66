/**
 * Which of the job's variables belong to a baseline: code may run otherwise with them, so that one that was recorded with
 * others is none to compare with. Why these and no others: docs/adr/0021-variables-of-a-baseline.md. Pure.
 */
import { listedCode } from "../errors/listed.ts";
import type { BaselineLoad, Fingerprint } from "../model.ts";

export type JobVariables = Readonly<Record<string, string | undefined>>;

/** Change how Python, its allocators and its libraries run, whether or not a project knows of them. */
const OF_RUNTIME =
  /^(PYTHON(OPTIMIZE|MALLOC|PATH|WARNINGS|UTF8|IOENCODING|COERCECLOCALE|INTMAXSTRDIGITS|FAULTHANDLER|NODEBUGRANGES|PLATLIBDIR)|PYTHON_(GIL|JIT|CPU_COUNT|FROZEN_MODULES|THREAD_INHERIT_CONTEXT|CONTEXT_AWARE_WARNINGS|TLBC|PRESITE|LAZY_IMPORTS)|PYTEST_(ADDOPTS|PLUGINS|DISABLE_PLUGIN_AUTOLOAD)|GLIBC_TUNABLES|LD_PRELOAD|DYLD_INSERT_LIBRARIES|_RJEM_MALLOC_CONF|GOTO_NUM_THREADS|TOKIO_WORKER_THREADS|DJANGO_SETTINGS_MODULE|CUDA_VISIBLE_DEVICES|(MALLOC|MIMALLOC|TCMALLOC|OMP|KMP|GOMP|OPENBLAS|MKL|BLIS|VECLIB|NUMEXPR|NUMBA|RAYON|POLARS|TBB|NPY|TF_ENABLE|TF_NUM|TF_XLA|XLA|JAX)_\w+)$/;

/** Differ from job to job or from user to user, or say how packages are installed, which the fingerprint knows already. */
const OF_JOB =
  /^(GITHUB|RUNNER|ACTIONS|INPUT|STATE|HOTPATH_GATE|XDG|SSH|DBUS|SUDO|SYSTEMD|MEMORY_PRESSURE|TERM|PIP|UV|POETRY|PDM|HATCH|NOX|TOX|CONDA|PYENV|NVM|VIRTUAL_ENV|SETUPTOOLS_SCM|GIT|npm)_\w+$|^(CI|ImageOS|ImageVersion|INVOCATION_ID|JOURNAL_STREAM|PERFLOG_LOCATION_SETTING|pythonLocation|Python[23]?_ROOT_DIR|PKG_CONFIG_PATH|LD_LIBRARY_PATH|DYLD_LIBRARY_PATH|VIRTUAL_ENV|SOURCE_DATE_EPOCH|PATH|HOME|USER|USERNAME|LOGNAME|SHELL|SHLVL|PWD|OLDPWD|HOST|HOSTNAME|MAIL|LANG|LANGUAGE|LC_\w+|TZ|TERM|COLORTERM|NO_COLOR|FORCE_COLOR|PY_COLORS|CLICOLOR|CLICOLOR_FORCE|COLUMNS|LINES|DISPLAY|EDITOR|VISUAL|PAGER|TMPDIR|TEMP|TMP|TMUX|STY)$/;

/** A password makes nothing fast, pull requests from forks have none, and not even its hash belongs in a store. */
const CREDENTIAL = /TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|_KEY$|_DSN$/i;

/** What the platform says of this run and no other: a variable that repeats it says nothing of how code runs. */
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
/** A shorter text would be found in values that have nothing to do with it. */
const SHORTEST_FOUND_INSIDE = 7;

/** Names that may count where the project mentions them; an empty variable is as good as none. */
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
 * Names that belong to a baseline, in order: those of the runtime, and those that the project mentions, in its code, its
 * settings or its workflows.
 *
 * @param variables that a measured process inherits
 * @param mentioned of `namesToLookFor`; null where nobody knows, so that all of them count
 * @param job all variables of the job, which say what is this run's own
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

/** Names of variables that are not the same, or that only one of the two has; none where one of them does not know. */
export function differentVariables(
  { variables: one }: Pick<Fingerprint, "variables">,
  { variables: other }: Pick<Fingerprint, "variables">,
): string[] {
  if (one === null || other === null) return [];
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].filter((name) => one[name] !== other[name]).sort();
}

/** What was recorded with other variables is none to compare with: missing, and not broken. */
export function withTheseVariables(load: BaselineLoad, fingerprint: Fingerprint): BaselineLoad {
  if (load.kind !== "found") return load;
  const { source, baseline } = load;
  const names = differentVariables(baseline.fingerprint, fingerprint);
  if (names.length === 0) return load;
  const why = `what ${source} holds was recorded with other environment variables (${listedCode(names)}); set them to the same values where it is recorded and here, or only for the steps that need them`;
  return { kind: "missing", source, why };
}
