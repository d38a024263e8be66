"""Where a measured process starts: `python -m hotpath_gate_harness`."""

import sys

# `-m` puts the current folder first, where a file of the project may be named like a module that is about
# to be imported. Which folders the project's code comes from is said by the environment instead.
if __name__ == "__main__":
    if not getattr(sys.flags, "safe_path", False):
        del sys.path[0]

    from hotpath_gate_harness.session import main

    main()
