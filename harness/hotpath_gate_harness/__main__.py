"""Where a measured process starts: `python .../hotpath_gate_harness/__main__.py`, with this package's folder on PYTHONPATH."""

import sys

# By its path and not by `-m`, which would look for a package of this name in the current folder first. Python puts the
# folder of this file at the front, whose modules are named like others that are about to be imported. Which folders the
# project's code comes from is said by the environment instead.
if __name__ == "__main__":
    if not getattr(sys.flags, "safe_path", False):
        del sys.path[0]

    from hotpath_gate_harness.session import main

    main()
