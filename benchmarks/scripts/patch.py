"""Between two pipes: replace bytes 148 to 228, the text field descrip of NIfTI-1, and pass everything else on."""

import sys


def main() -> None:
    read, write = sys.stdin.buffer.read, sys.stdout.buffer.write
    first = bytearray(read(352))
    first[148:228] = sys.argv[1].encode().ljust(80, b"\0")
    write(first)
    while data := read(1 << 20):
        write(data)


if __name__ == "__main__":
    main()
