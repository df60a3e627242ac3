"""Looking after what is stored: compressing it, sweeping up, reading all of it back, and keeping a copy elsewhere."""

from inspector.upkeep.dense import Densified, densify_all
from inspector.upkeep.fsck import problems
from inspector.upkeep.problem import Problem
from inspector.upkeep.sweep import Swept, sweep

__all__ = ["Densified", "Problem", "Swept", "densify_all", "problems", "sweep"]
