"""How gunicorn serves the program; read by gunicorn, which fixes the names."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gunicorn.workers.base import Worker

worker_class = "gthread"
workers = 2
threads = 8
# A worker reports that it is alive while its threads take in or send a large file, however long that takes.
timeout = 60
graceful_timeout = 10
keepalive = 5
loglevel = "warning"
accesslog = None  # it would tell who looked at which image
control_socket_disable = True
umask = 0o077  # what is written is for this account only


def post_worker_init(worker: "Worker") -> None:
    """Tell the address, once. The socket has been listening since before there were workers; this one can answer."""
    from inspector.upkeep.turns import keep_house

    keep_house()
    if worker.age == 1:
        print(f"Header Inspector is at {_address(worker.sockets[0].getsockname())}", flush=True)


def _address(name: tuple[Any, ...]) -> str:
    host = f"[{name[0]}]" if ":" in name[0] else name[0]
    return f"http://{host}:{name[1]}/"
