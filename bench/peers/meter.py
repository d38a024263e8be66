"""Runs a command, its two outputs as one, and writes to file descriptor 3 what it took with all it started."""

import json
import os
import resource
import subprocess
import sys
import time

started = time.monotonic()
status = subprocess.call(sys.argv[1:], stdin=subprocess.DEVNULL, stderr=subprocess.STDOUT)
seconds = time.monotonic() - started
used = resource.getrusage(resource.RUSAGE_CHILDREN)
with os.fdopen(3, "w") as report:
    json.dump({"status": status, "seconds": seconds, "cpuSeconds": used.ru_utime + used.ru_stime}, report)
