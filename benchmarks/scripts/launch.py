"""Run a command and tell as JSON how long it took, what it used, and the last line it said.

Kept small on purpose: the peak memory the system reports for a child begins with that of its parent.
"""

import json
import os
import sys
import time


def main() -> int:
    reading, writing = os.pipe()
    began = time.perf_counter()
    child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, writing, 1)])
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode(errors="replace").strip()
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - began
    if code := os.waitstatus_to_exitcode(status):
        sys.stderr.write(f"ended with {code}\n")
        return 1
    peak = usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    facts = {"seconds": seconds, "cpu": usage.ru_utime + usage.ru_stime, "peak_mb": peak, "said": said[-1000:]}
    json.dump(facts, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
