"""What existing suites say in their configuration to plugins that are switched off here.

These plugins would measure, repeat, reorder, fork or interrupt tests. Their options, settings, markers and
hooks are accepted, and mean nothing.
"""

from argparse import Action

import pytest

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

_FLAG = {"action": "store_true", "default": False}


def _value(default=None, **more):
    return {"default": default, **more}


# Of pytest-benchmark and pytest-codspeed, with their defaults: a conftest may ask for any of them, given or not. What
# is given is kept, except where it would switch benchmarks off: whoever starts a gate wants them measured.
_STOOD_IN = {
    "--benchmark-autosave": _FLAG,
    "--benchmark-calibration-precision": _value(10, type=int),
    "--benchmark-columns": _value(),
    "--benchmark-compare": _value([], nargs="?", const=True),
    "--benchmark-compare-fail": _value(nargs="+"),
    "--benchmark-confidence": _value(0.99, type=float),
    "--benchmark-cprofile": _value(),
    "--benchmark-cprofile-dump": _value([], nargs="?"),
    "--benchmark-cprofile-loops": _value(1),
    "--benchmark-cprofile-top": _value(25, type=int),
    "--benchmark-csv": _value([], nargs="?"),
    "--benchmark-disable": {"action": "store_false", "default": False},
    "--benchmark-disable-gc": _FLAG,
    "--benchmark-enable": _FLAG,
    "--benchmark-group-by": _value("group"),
    "--benchmark-histogram": _value([], nargs="?"),
    "--benchmark-json": _value(),
    "--benchmark-max-time": _value("1.0"),
    "--benchmark-min-rounds": _value(5, type=int),
    "--benchmark-min-time": _value("0.000005"),
    "--benchmark-name": _value("normal"),
    "--benchmark-netrc": _value("", nargs="?"),
    "--benchmark-only": {"action": "store_true", "default": True},
    "--benchmark-precision": _value(type=float),
    "--benchmark-quiet": _FLAG,
    "--benchmark-save": _value(),
    "--benchmark-save-data": _FLAG,
    "--benchmark-skip": {"action": "store_false", "default": False},
    "--benchmark-sort": _value("min"),
    "--benchmark-storage": _value("file://./.benchmarks"),
    "--benchmark-time-unit": _value(),
    "--benchmark-timer": _value("time.perf_counter"),
    "--benchmark-verbose": _FLAG,
    "--benchmark-warmup": _value(False, nargs="?"),
    "--benchmark-warmup-iterations": _value(100000, type=int),
    "--codspeed": _FLAG,
    "--codspeed-max-rounds": _value(type=int),
    "--codspeed-max-time": _value(type=float),
    "--codspeed-mode": _value(),
    "--codspeed-warmup-time": _value(type=float),
}


class _Unheard(Action):
    """Takes what is given and keeps the default."""

    def __call__(self, parser, namespace, values, option_string=None):
        pass


_UNHEARD_VALUE = {"action": _Unheard}
_UNHEARD_FLAG = {"action": _Unheard, "nargs": 0, "default": False}

# Of plugins that really are off, which is what their defaults say.
_OFF = {
    **dict.fromkeys(
        (
            "--cov-config",
            "--cov-context",
            "--cov-fail-under",
            "--cov-precision",
            "--cov-report",
            "--force-reruns",
            "--junit-prefix",
            "--junit-xml",
            "--junitxml",
            "--last-failed-no-failures",
            "--lfnf",
            "--max-runs",
            "--max-suite-reruns",
            "--max-worker-restart",
            "--maxprocesses",
            "--maxschedchunk",
            "--min-passes",
            "--numprocesses",
            "--only-rerun",
            "--randomly-seed",
            "--rerun-except",
            "--rerun-exclude-path",
            "--reruns",
            "--reruns-delay",
            "--reruns-delay-backoff-factor",
            "--reruns-mode",
            "--rsyncdir",
            "--rsyncignore",
            "--session-timeout",
            "--testrunuid",
            "--timeout",
            "--timeout-method",
            "--timeout_method",
        ),
        _UNHEARD_VALUE,
    ),
    **dict.fromkeys(
        (
            "--boxed",
            "--cov-append",
            "--cov-branch",
            "--fail-on-flaky",
            "--force-flaky",
            "--forked",
            "--loadscope-reorder",
            "--no-cov",
            "--no-cov-on-fail",
            "--no-flaky-report",
            "--no-loadscope-reorder",
            "--no-success-flaky-report",
            "--sw-reset",
            "--stepwise-reset",
        ),
        _UNHEARD_FLAG,
    ),
    **dict.fromkeys(("--cache-clear",), {**_UNHEARD_FLAG, "dest": "cacheclear"}),
    **dict.fromkeys(("--ff", "--failed-first"), {**_UNHEARD_FLAG, "dest": "failedfirst"}),
    **dict.fromkeys(("--lf", "--last-failed"), {**_UNHEARD_FLAG, "dest": "lf"}),
    **dict.fromkeys(("--nf", "--new-first"), {**_UNHEARD_FLAG, "dest": "newfirst"}),
    **dict.fromkeys(("--sw", "--stepwise"), {**_UNHEARD_FLAG, "dest": "stepwise"}),
    **dict.fromkeys(("--sw-skip", "--stepwise-skip"), {**_UNHEARD_FLAG, "dest": "stepwise_skip"}),
    "--cache-show": {**_UNHEARD_VALUE, "nargs": "?", "dest": "cacheshow"},
    "--cov": {**_UNHEARD_VALUE, "nargs": "?", "dest": "cov_source", "default": []},
    "--dist": {**_UNHEARD_VALUE, "default": "no"},
    "--px": {**_UNHEARD_VALUE, "default": []},
    "--tx": {**_UNHEARD_VALUE, "default": []},
}

_OPTIONS = {**_STOOD_IN, **_OFF}

# What else begins like this is taken for a flag, or has its value behind an equals sign.
_BEGINNINGS = ("--benchmark-", "--codspeed", "--cov", "--no-cov", "--randomly-", "--timeout", "--reruns", "--rerun-")

# Options with one small letter may be registered by pytest alone; whether they have a value.
_SHORT = {"-n": True, "-d": False}

# What a conftest may ask the plugin manager for before it counts on the fixture.
_PRESENT = ("benchmark", "pytest-benchmark", "codspeed")


class _Present:
    """Stands in the plugin manager for a plugin whose fixture is there."""


def stand_in(pluginmanager):
    """Says that the plugins whose fixture is ours are there; after the real ones were kept from loading."""
    unblock = getattr(pluginmanager, "unblock", None)
    for name in _PRESENT:
        if unblock is not None:
            unblock(name)
        if not pluginmanager.has_plugin(name):
            pluginmanager.register(_Present(), name)


_NOT_THERE = object()


def accept(config, parser, args):
    """Registers those of these options that no one else has registered, and takes away what can't be registered."""
    absent = [name for name in _OPTIONS if config.getoption(name, _NOT_THERE) is _NOT_THERE]
    for name in _unknown_of(absent, parser):
        _register(parser, name, _OPTIONS[name])
    _, unknown = parser.parse_known_and_unknown_args(args)
    accepted = set()
    for argument in unknown:
        name = argument.partition("=")[0] if argument.startswith("--") else argument[:2]
        if name in accepted:
            continue
        if name in _SHORT:
            accepted.add(name)
            _take_away(args, name, _SHORT[name])
        elif name.startswith(_BEGINNINGS):
            accepted.add(name)
            _register(parser, name, _UNHEARD_VALUE if "=" in argument else _UNHEARD_FLAG)


def _unknown_of(names, parser):
    """Those of these options that are not registered: up to pytest 8, one without a default has no value yet."""
    try:
        unknown = parser.parse_known_and_unknown_args(names)[1]
    except pytest.UsageError:
        # One that is registered wants a value.
        half = len(names) // 2
        return [*_unknown_of(names[:half], parser), *_unknown_of(names[half:], parser)] if half else []
    return [name for name in names if name in unknown]


def _register(parser, name, attributes):
    # A dest that is given may be shared with other options, which one that follows from the name may not.
    parser.addoption(name, help="ignored", **{"dest": name.lstrip("-").replace("-", "_"), **attributes})


def _take_away(args, name, has_value):
    index = 0
    while index < len(args):
        if args[index] == name:
            del args[index : index + (2 if has_value else 1)]
        elif has_value and args[index].startswith(name):
            del args[index]
        else:
            index += 1


def make_unknown_hooks_optional(pluginmanager):
    """A conftest, or a plugin that it registers, may have hooks that only a plugin knows which is switched off."""
    for name, caller in list(vars(pluginmanager.hook).items()):
        if not name.startswith("_") and not caller.has_spec():
            for implementation in caller.get_hookimpls():
                implementation.optionalhook = True
