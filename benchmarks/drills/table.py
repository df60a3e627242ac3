"""All drills, in the order they are run."""

from benchmarks.drills.apart import apart
from benchmarks.drills.crowd import CROWD
from benchmarks.drills.drill import Drill

DRILLS: tuple[Drill, ...] = (
    CROWD,
    Drill("kills", "What was acknowledged survives kill -9 at every step and instant.", 2_000, apart("kills")),
)
