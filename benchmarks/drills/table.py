"""All drills, in the order they are run."""

from benchmarks.drills.crowd import CROWD
from benchmarks.drills.drill import Drill

DRILLS: tuple[Drill, ...] = (CROWD,)
