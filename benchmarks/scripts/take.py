"""Take one file into a new vault, as an upload does after its last byte: FILE FOLDER."""

import sys
from pathlib import Path

from inspector.vault.blobs import FileBlobs
from inspector.vault.intake import Source, take


def main() -> None:
    path, folder = Path(sys.argv[1]), Path(sys.argv[2])
    take([Source(path.name, path, path.stat().st_size)], blobs=FileBlobs(folder), max_unpacked=1 << 40)


if __name__ == "__main__":
    main()
