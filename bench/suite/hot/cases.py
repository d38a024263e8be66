"""The fifty benchmarks, by name. A call of one at +0 % takes 10 µs to 200 ms."""

from hot import edits, work
from hot.slowdown import PERCENT

REPEATS = 20

# name: work, repeated twenty times a call; at +15 % twenty-three times
REPEATED = {
    "arithmetic_small": work.arithmetic(6),
    "arithmetic_large": work.arithmetic(4000),
    "attributes_small": work.attributes(4),
    "attributes_large": work.attributes(500),
    "recursion_small": work.recursion(6),
    "recursion_large": work.recursion(14),
    "generators_small": work.generators(20),
    "generators_large": work.generators(3000),
    "closures_small": work.closures(10),
    "closures_large": work.closures(1000),
    "counting_small": work.counting(40),
    "counting_large": work.counting(3000),
    "comprehension_small": work.comprehension(30),
    "comprehension_large": work.comprehension(5000),
    "formatting": work.formatting(100),
    "exceptions": work.exceptions(200),
    "json_decode_small": work.json_decode(1),
    "json_decode_large": work.json_decode(60),
    "json_encode_small": work.json_encode(1),
    "json_encode_large": work.json_encode(60),
    "regex_small": work.regex(1),
    "regex_large": work.regex(40),
    "digest": work.digest(8),
    "compress": work.compress(400),
    "sorting_small": work.sorting(40),
    "sorting_large": work.sorting(4000),
    "splitting": work.splitting(300),
    "unpacking": work.unpacking(200),
    "tuples_small": work.tuples(20),
    "tuples_large": work.tuples(10_000),
    "nested_dicts_small": work.nested_dicts(10),
    "nested_dicts_large": work.nested_dicts(20_000),
    "deep_copy": work.deep_copy(10),
    "trees_small": work.trees(3),
    "trees_large": work.trees(9),
    "strided_sum": work.strided_sum(200_000),
    "scattered_reads": work.scattered_reads(200_000),
    "copying": work.copying(2_000_000),
    "fresh_import_small": work.fresh_import(["bisect"]),
    "fresh_import_large": work.fresh_import(["heapq", "bisect", "colorsys", "keyword"]),
}

# name: work that makes a mistake `times` times, its size, and how many mistakes make one percent
EDITED = {
    "lost_cache": (edits.lost_cache, 2000, 4.4),
    "accidental_copy": (edits.accidental_copy, 2000, 18.0),
    "quadratic_loop": (edits.quadratic_loop, 2000, 110.0),
    "regex_compiled_anew": (edits.regex_compiled_anew, 8000, 1.0),
    "defensive_deep_copy": (edits.defensive_deep_copy, 8000, 2.0),
    "eager_log_message": (edits.eager_log_message, 4000, 3.0),
    "property_recomputed": (edits.property_recomputed, 4000, 4.0),
    "json_round_trip": (edits.json_round_trip, 12000, 2.0),
    "sorted_for_minimum": (edits.sorted_for_minimum, 1200, 4.7),
    "string_built_by_adding": (edits.string_built_by_adding, 1600, 4.0),
}


def _repeated(function, times):
    def case():
        for _ in range(times):
            function()

    return case


CASES = {name: _repeated(function, REPEATS + REPEATS * PERCENT // 100) for name, function in REPEATED.items()}
CASES.update(
    (name, edit(size, round(PERCENT * mistakes_a_percent))) for name, (edit, size, mistakes_a_percent) in EDITED.items()
)
