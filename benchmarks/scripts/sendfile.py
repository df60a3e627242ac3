"""The floor for a download: a server that answers GET /<path> with the file's bytes by sendfile, and nothing else.

Says its port on stdout; serves the loopback until its stdin is closed.
"""

import os
import socket
import sys
import threading


def main() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        sys.stdout.write(f"{listening.getsockname()[1]}\n")
        sys.stdout.flush()
        threading.Thread(target=_serve, args=(listening,), daemon=True).start()
        sys.stdin.read()


def _serve(listening: socket.socket) -> None:
    while True:
        connection, _ = listening.accept()
        with connection:
            _answer(connection)


def _answer(connection: socket.socket) -> None:
    request = b""
    while b"\r\n\r\n" not in request:
        if not (data := connection.recv(65536)):
            return
        request += data
    path = request.split(b" ", 2)[1]
    with open(path, "rb") as file:
        size = os.fstat(file.fileno()).st_size
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size)
        connection.sendfile(file)


if __name__ == "__main__":
    main()
