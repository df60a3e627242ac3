"""Named edits of several linked fields: which values to set so that qform, sform, pixdim and units stay in step."""

from inspector.core.operations.moves import follow
from inspector.core.operations.operation import Operation, Parameter, Result
from inspector.core.operations.run import Performed, named, parameters_of, perform, work_out
from inspector.core.operations.table import OPERATIONS

__all__ = [
    "OPERATIONS",
    "Operation",
    "Parameter",
    "Performed",
    "Result",
    "follow",
    "named",
    "parameters_of",
    "perform",
    "work_out",
]
