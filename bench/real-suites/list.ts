/** Projects whose benchmarks are run as their authors wrote them, at pinned versions. */

export interface RealSuite {
  readonly name: string;
  readonly source:
    | { readonly kind: "pypi"; readonly version: string }
    | { readonly kind: "git"; readonly address: string; readonly commit: string };
  /** What is installed beside the project, whose code comes from the checkout. */
  readonly packages: readonly string[];
  /** Flags of `check`. */
  readonly flags: readonly string[];
  /** Where it is part of the outcome. */
  readonly timeLimit?: string;
  /** Where its code gets slower by a fifth: a file, and what in it (`Class.method`, or a function). */
  readonly slowed: { readonly file: string; readonly names: readonly string[] };
  /** Benchmarks that spend most of their time there: one of them has to be red. */
  readonly hot: RegExp;
  /** What there is to know of its outcome. */
  readonly remark?: string;
}

const PYTEST = "pytest==9.2.0";
/** Where benchmarks import it. */
const CODSPEED = "pytest-codspeed==5.0.4";
/** Where a project's options name it. */
const COVERAGE = "pytest-cov==7.1.0";

export const REAL_SUITES: readonly RealSuite[] = [
  {
    name: "attrs",
    source: { kind: "pypi", version: "26.1.0" },
    packages: [PYTEST],
    flags: ["--benchmarks", "bench/test_benchmarks.py"],
    timeLimit: "8m",
    slowed: { file: "src/attr/_make.py", names: ["_ClassBuilder.__init__", "_ClassBuilder.build_class"] },
    hot: /test_create_/,
    remark:
      "`TestCachedProperties::test_first_access` sleeps for 100 s a call, and is given up after a fifth of the time limit.",
  },
  {
    name: "cattrs",
    source: { kind: "pypi", version: "26.2.1" },
    packages: [
      PYTEST,
      "attrs==26.1.0",
      "typing-extensions==4.16.0",
      "msgspec==0.22.0",
      "orjson",
      "pytest-benchmark==5.3.1",
    ],
    flags: ["--benchmarks", "bench/test_enums.py, bench/test_tuples.py, bench/test_attrs_primitives.py"],
    slowed: {
      file: "src/cattrs/converters.py",
      names: ["BaseConverter.structure", "BaseConverter.unstructure"],
    },
    hot: /structure/,
  },
  {
    name: "yarl",
    source: { kind: "pypi", version: "1.25.1" },
    packages: [PYTEST, COVERAGE, "multidict", "propcache", "idna", CODSPEED],
    flags: ["--benchmarks", "tests/test_url_benchmarks.py", "--env", "YARL_NO_EXTENSIONS=1"],
    slowed: { file: "yarl/_url.py", names: ["URL.with_query", "URL.update_query"] },
    hot: /test_(with|update)_query/,
  },
  {
    name: "propcache",
    source: { kind: "pypi", version: "0.5.4" },
    packages: [PYTEST, COVERAGE, CODSPEED],
    flags: ["--benchmarks", "tests/test_benchmarks.py", "--env", "PROPCACHE_NO_EXTENSIONS=1"],
    slowed: { file: "src/propcache/_helpers_py.py", names: ["under_cached_property.__get__"] },
    hot: /under_cached_property/,
    remark:
      "A call of what is slowed takes less than a microsecond, so that watching the clock is most of the change.",
  },
  {
    name: "wcwidth",
    source: { kind: "pypi", version: "0.9.4" },
    packages: [PYTEST, CODSPEED],
    flags: ["--benchmarks", "tests/test_benchmarks.py", "--env", "WCWIDTH_PYTHON=1"],
    slowed: { file: "wcwidth/_wcswidth.py", names: ["wcswidth"] },
    hot: /wcswidth/,
  },
  {
    name: "multidict",
    source: { kind: "pypi", version: "7.2.1" },
    packages: [],
    // It compares its extension with its Python code, so that it has to be built.
    flags: [
      "--benchmarks",
      "benchmarks/benchmark.py",
      "--setup",
      "python -m pip install --quiet --disable-pip-version-check pyperf==2.10.0 .",
    ],
    slowed: { file: "multidict/_multidict_py.py", names: ["MultiDict.copy", "MultiDict.getall"] },
    hot: /\(impl = multidict_py\) (copy|getall)/,
  },
  {
    name: "jsonschema",
    source: { kind: "pypi", version: "4.26.0" },
    packages: [
      "pyperf==2.10.0",
      "attrs==26.1.0",
      "jsonschema-specifications==2025.9.1",
      "referencing==0.37.0",
      "rpds-py",
      "pyrsistent==0.20.0",
    ],
    flags: [
      "--benchmarks",
      "jsonschema/benchmarks/nested_schemas.py, jsonschema/benchmarks/contains.py, jsonschema/benchmarks/useless_keywords.py",
    ],
    slowed: { file: "jsonschema/validators.py", names: ["Draft202012Validator.is_valid"] },
    hot: /nested/,
  },
  {
    name: "networkx",
    source: {
      kind: "git",
      address: "https://github.com/networkx/networkx",
      commit: "cfc6b79fc53f583aa15a79b2187ae30bd4f480ed",
    },
    packages: ["asv_runner==0.3.2"],
    flags: [
      "--benchmarks",
      "benchmarks/benchmarks/benchmark_classes.py, benchmarks/benchmarks/benchmark_chordal.py",
    ],
    slowed: { file: "networkx/classes/graph.py", names: ["Graph.add_nodes_from"] },
    hot: /time_add_nodes_from\('Graph'\)/,
  },
  {
    name: "aiohttp",
    source: { kind: "pypi", version: "3.14.5" },
    packages: [
      ...[PYTEST, COVERAGE, CODSPEED, "pytest-mock==3.17.0", "pytest-timeout==2.4.0", "pytest-xdist==3.8.0"],
      ...["aiohappyeyeballs==2.7.1", "aiosignal==1.4.0", "attrs==26.1.0", "frozenlist==1.8.0"],
      ...["multidict==7.2.1", "propcache==0.5.4", "yarl==1.25.1", "blockbuster==1.5.29", "freezegun==1.5.5"],
      ...["isal==1.9.1", "proxy.py==2.4.10", "trustme==1.2.1", "zlib-ng==1.1.0"],
    ],
    flags: [
      "--benchmarks",
      "tests/test_benchmarks_cookiejar.py, tests/test_benchmarks_web_middleware.py",
      "--env",
      "AIOHTTP_NO_EXTENSIONS=1",
    ],
    slowed: { file: "aiohttp/cookiejar.py", names: ["CookieJar.filter_cookies"] },
    hot: /filter_cookies/,
    remark: "Tests are async functions or drive a server and its client in one event loop.",
  },
  {
    name: "fastapi",
    source: { kind: "pypi", version: "0.165.0" },
    packages: [
      ...[PYTEST, "starlette==1.10.0", "pydantic==2.14.4", "annotated-doc==0.0.7", "httpx2==2.16.2"],
      ...["opentelemetry-api==1.45.2", "opentelemetry-sdk==1.45.2", "python-multipart==0.0.34"],
      ...["typing-extensions==4.16.0", "typing-inspection==0.4.5", "inline-snapshot==0.36.1"],
      "dirty-equals==0.11",
    ],
    flags: ["--benchmarks", "tests/benchmarks/test_openapi.py"],
    slowed: { file: "fastapi/openapi/utils.py", names: ["get_openapi"] },
    hot: /test_openapi/,
    remark: "Its benchmarks skip themselves unless they find `--codspeed` on the command line, and are run.",
  },
  {
    name: "zeroconf",
    source: { kind: "pypi", version: "0.154.0" },
    packages: [PYTEST, CODSPEED, "pytest-asyncio==1.5.0", "ifaddr==0.2.0"],
    flags: ["--benchmarks", "tests/benchmarks"],
    slowed: { file: "src/zeroconf/_protocol/outgoing.py", names: ["DNSOutgoing.packets"] },
    hot: /test_parse_outgoing_message/,
  },
  {
    name: "graphql-core",
    source: { kind: "pypi", version: "3.3.2" },
    packages: [PYTEST],
    flags: [
      "--benchmarks",
      "tests/benchmarks/test_parser.py, tests/benchmarks/test_print.py, tests/benchmarks/test_execution_sync.py, tests/benchmarks/test_execution_async.py, tests/benchmarks/test_execution_arguments.py, tests/benchmarks/test_async_iterable.py",
    ],
    slowed: { file: "src/graphql/language/parser.py", names: ["parse"] },
    hot: /test_parser/,
  },
  {
    name: "pluggy",
    source: { kind: "pypi", version: "1.7.0" },
    packages: [PYTEST],
    flags: ["--benchmarks", "testing/benchmark.py"],
    slowed: { file: "src/pluggy/_decorators.py", names: ["varnames"] },
    hot: /test_varnames\[/,
    remark: "pytest, which runs the benchmarks, is built on it, and runs with each side's own.",
  },
  {
    name: "sympy",
    source: { kind: "pypi", version: "1.14.0" },
    packages: ["mpmath==1.4.1"],
    flags: [
      "--benchmarks",
      "sympy/core/benchmarks/bench_expand.py, sympy/integrals/benchmarks/bench_integrate.py, sympy.integrals.benchmarks.bench_trigintegrate:timeit_trigintegrate_sin3x",
    ],
    slowed: { file: "sympy/integrals/integrals.py", names: ["integrate"] },
    hot: /bench_integrate/,
  },
];
