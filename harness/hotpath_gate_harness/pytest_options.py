"""What existing suites say in their configuration to plugins that are switched off here.

These plugins would measure, repeat, reorder, fork or interrupt tests. Their options, settings, markers and
hooks are accepted, and mean nothing.
"""

# Names of entry points (which stand for `pytest_...` too), and of modules that a configuration may name instead.
SWITCHED_OFF = (
    "cacheprovider",
    "benchmark",
    "pytest_benchmark.plugin",
    "codspeed",
    "pytest_codspeed.plugin",
    "xdist",
    "xdist.plugin",
    "randomly",
    "cov",
    "pytest_cov.plugin",
    "timeout",
    "rerunfailures",
    "flaky",
    "flaky.flaky_pytest_plugin",
    "forked",
)

MARKERS = (
    "benchmark: a hot path; without the `benchmark` fixture, the whole test is measured",
    "codspeed_benchmark: a hot path; the whole test is measured",
    "timeout: means nothing here",
    "flaky: means nothing here",
    "forked: means nothing here",
    "xdist_group: means nothing here",
    "no_cover: means nothing here",
)

SETTINGS = (
    "cache_dir",
    "looponfailroots",
    "rsyncdirs",
    "rsyncignore",
    "reruns",
    "reruns_delay",
    "timeout",
    "timeout_disable_debugger_detection",
    "timeout_func_only",
    "timeout_method",
    "session_timeout",
)

_VALUE, _FLAG, _MAYBE_VALUE = {}, {"action": "store_true"}, {"nargs": "?"}

# Options that are not here, but have one of the beginnings below, are taken for flags.
_BEGINNINGS = ("--benchmark-", "--codspeed", "--cov", "--no-cov", "--randomly-", "--timeout", "--reruns", "--rerun-")

_OPTIONS = {
    **dict.fromkeys(
        (
            "--benchmark-calibration-precision",
            "--benchmark-columns",
            "--benchmark-compare-fail",
            "--benchmark-confidence",
            "--benchmark-cprofile",
            "--benchmark-cprofile-loops",
            "--benchmark-cprofile-top",
            "--benchmark-group-by",
            "--benchmark-json",
            "--benchmark-max-time",
            "--benchmark-min-rounds",
            "--benchmark-min-time",
            "--benchmark-name",
            "--benchmark-precision",
            "--benchmark-save",
            "--benchmark-sort",
            "--benchmark-storage",
            "--benchmark-time-unit",
            "--benchmark-timer",
            "--benchmark-warmup-iterations",
            "--codspeed-max-rounds",
            "--codspeed-max-time",
            "--codspeed-mode",
            "--codspeed-warmup-time",
            "--cov-config",
            "--cov-context",
            "--cov-fail-under",
            "--cov-precision",
            "--cov-report",
            "--dist",
            "--junit-prefix",
            "--junit-xml",
            "--junitxml",
            "--last-failed-no-failures",
            "--lfnf",
            "--max-runs",
            "--max-worker-restart",
            "--maxprocesses",
            "--maxschedchunk",
            "--min-passes",
            "--numprocesses",
            "--only-rerun",
            "--px",
            "--randomly-seed",
            "--rerun-except",
            "--reruns",
            "--reruns-delay",
            "--rsyncdir",
            "--rsyncignore",
            "--session-timeout",
            "--testrunuid",
            "--timeout",
            "--timeout-method",
            "--timeout_method",
            "--tx",
            "-n",
        ),
        _VALUE,
    ),
    **dict.fromkeys(
        (
            "--benchmark-compare",
            "--benchmark-cprofile-dump",
            "--benchmark-csv",
            "--benchmark-histogram",
            "--benchmark-netrc",
            "--benchmark-warmup",
            "--cache-show",
            "--cov",
        ),
        _MAYBE_VALUE,
    ),
    **dict.fromkeys(
        (
            "--boxed",
            "--cache-clear",
            "--failed-first",
            "--ff",
            "--force-flaky",
            "--forked",
            "--last-failed",
            "--lf",
            "--new-first",
            "--nf",
            "--no-flaky-report",
            "--no-loadscope-reorder",
            "--no-success-flaky-report",
            "--loadscope-reorder",
            "--stepwise",
            "--stepwise-reset",
            "--stepwise-skip",
            "--sw",
            "--sw-reset",
            "--sw-skip",
            "-d",
        ),
        _FLAG,
    ),
}


def accept(parser, args):
    """Registers those of these options that are used and that no one else has registered, or takes them away."""
    _, unknown = parser.parse_known_and_unknown_args(args)
    accepted = set()
    for argument in unknown:
        is_long = argument.startswith("--")
        name = argument.partition("=")[0] if is_long else argument[:2]
        kind = _OPTIONS.get(name)
        if kind is None and name.startswith(_BEGINNINGS):
            kind = _VALUE if "=" in argument else _FLAG
        if kind is None or name in accepted:
            continue
        accepted.add(name)
        if is_long:
            parser.addoption(name, dest=f"hotpath_gate_ignored_{len(accepted)}", help="ignored", **kind)
        else:
            _take_away(args, name, kind is _VALUE)


def _take_away(args, name, has_value):
    """Short options with small letters may be registered by pytest alone."""
    index = 0
    while index < len(args):
        if args[index] == name:
            del args[index : index + (2 if has_value else 1)]
        elif has_value and args[index].startswith(name):
            del args[index]
        else:
            index += 1


def make_unknown_hooks_optional(pluginmanager):
    """A conftest may have hooks that only a plugin knows which is switched off."""
    for name, caller in vars(pluginmanager.hook).items():
        if not name.startswith("_") and not caller.has_spec():
            for implementation in caller.get_hookimpls():
                implementation.optionalhook = True
