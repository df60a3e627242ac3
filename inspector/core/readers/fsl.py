"""FSL 6: the sform, else the qform, else voxel sizes in radiological order. Units are not looked at.

Source: FSL's documentation of orientation. Repairs are taken to be those of nifti_clib, from which its reader comes.
"""

from __future__ import annotations

import numpy as np

from inspector.core.header import Header
from inspector.core.readers import clib
from inspector.core.readers.reading import Reading, placed, refused, unit_note


def read(header: Header) -> Reading:
    if why := clib.refusal(header, "FSL", strict=True):
        return refused(why)
    loaded = clib.load(header)
    notes = [*loaded.notes, unit_note(header, "FSL", converts=False)]
    if loaded.sform_code and loaded.qform_code and np.linalg.det(loaded.sto) * np.linalg.det(loaded.qto) < 0:
        notes.append("FSL warns: the left-right order of sform and qform differs, and the sform counts.")
    if loaded.sform_code:
        return placed("sform", loaded.sto, *notes)
    if loaded.qform_code:
        return placed("qform", loaded.qto, *notes)
    notes.append("Without a form FSL assumes radiological order: x decreases with i, the first voxel is at 0.")
    return placed("neither", np.diag([*np.abs(loaded.steps) * (-1.0, 1.0, 1.0), 1.0]), *notes)
