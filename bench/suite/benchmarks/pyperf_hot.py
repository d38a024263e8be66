"""The same for pyperf. `--only` names the benchmarks, in worker processes as well: they count to find theirs."""

import pyperf
from hot.cases import CASES


def _pass_on(command, args):
    command += ["--only", *args.only]


runner = pyperf.Runner(add_cmdline_args=_pass_on)
runner.argparser.add_argument("--only", nargs="+", default=list(CASES))
for name in runner.parse_args().only:
    runner.bench_func(name, CASES[name])
