"""The pure core: bytes and arrays in, values out. No Django, no disk, no clock, no network.

A *header* is all bytes before the voxels; a *field* is a named range of its fixed part; an *edit* names a
field and a new value; a *change* is what an edit did.
"""
