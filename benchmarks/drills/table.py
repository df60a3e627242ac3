"""All drills, in the order they are run."""

from benchmarks.drills.apart import apart
from benchmarks.drills.crowd import CROWD
from benchmarks.drills.doors import ENUMERATION, SLOW_CLIENTS
from benchmarks.drills.drill import Drill
from benchmarks.drills.ledger import LEDGER

DRILLS: tuple[Drill, ...] = (
    CROWD,
    ENUMERATION,
    SLOW_CLIENTS,
    Drill("kills", "What was acknowledged survives kill -9 at every step and instant.", 2_000, apart("kills")),
    Drill("corruption", "Damage is found by a check of everything, and never served.", 1_000, apart("corruption")),
    Drill("backups", "What was acknowledged before a backup is there after a restore.", 20, apart("backups")),
    Drill("editors", "No edit is lost when many people edit the same images.", 16_000, apart("editors")),
    Drill("retries", "A request that is sent again is done once.", 1_000, apart("retries")),
    Drill("locks", "A database that is held makes a change wait, or come back later.", 40, apart("locks")),
    Drill("erasure", "What was erased is in no file of the database, no blob and no log", 20, apart("erasure")),
    Drill("tampering", "Whatever is done to the record behind its back is found", 2_000, apart("tampering")),
    Drill("replay", "From the upload and the record alone, every revision comes out", 1_000, apart("replay")),
    LEDGER,
)
