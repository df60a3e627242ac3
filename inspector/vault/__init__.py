"""Bytes at rest: uploads and voxel blocks, written once, checked on every read. Knows nothing of Django."""
