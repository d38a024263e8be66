"""The same for asv, which goes by a function's own name."""

from hot.cases import CASES

for _name, _case in CASES.items():
    _case.__name__ = f"time_{_name}"
    globals()[_case.__name__] = _case
