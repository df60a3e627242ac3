"""All drills, in the order they are run."""

from benchmarks.drills.apart import apart
from benchmarks.drills.crowd import CROWD
from benchmarks.drills.drill import Drill

DRILLS: tuple[Drill, ...] = (
    CROWD,
    Drill("erasure", "What was erased is in no file of the database, no blob and no log", 20, apart("erasure")),
    Drill("tampering", "Whatever is done to the record behind its back is found", 2_000, apart("tampering")),
    Drill("replay", "From the upload and the record alone, every revision comes out", 1_000, apart("replay")),
)
