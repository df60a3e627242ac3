"""Build the index with which indexed_gzip reads a .nii.gz at random: FILE INDEX."""

import sys

import indexed_gzip


def main() -> None:
    with indexed_gzip.IndexedGzipFile(sys.argv[1], spacing=1 << 20) as file:
        file.build_full_index()
        file.export_index(sys.argv[2])


if __name__ == "__main__":
    main()
