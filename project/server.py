"""How gunicorn serves the program; read by gunicorn, which fixes the names."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from gunicorn.glogging import Logger

from project.logs import Formatter, JsonLines

if TYPE_CHECKING:
    from gunicorn.config import Config
    from gunicorn.workers.base import Worker

worker_class = "project.worker.PatientWorker"
workers = 2
threads = 8
# A worker reports that it is alive while its threads take in or send a large file, however long that takes.
timeout = 60
graceful_timeout = 10
keepalive = 5
loglevel = "warning"
logger_class = "project.server.ServerLogger"
# A request line or a header field of ours is far shorter; the names of cookies and a token are all that is long.
limit_request_line = 4094
limit_request_field_size = 8190
limit_request_fields = 60
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


class ServerLogger(Logger):  # type: ignore[misc]  # gunicorn tells no types
    """gunicorn's own lines, in the same form as all others."""

    def setup(self, cfg: "Config") -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonLines() if settings.LOGS == "json" else Formatter())

    def warning(self, msg: str, *args: Any, **kwargs: Any) -> None:
        # This one comes with the address and a piece of the request written into it.
        super().warning("Invalid request" if msg.startswith("Invalid request from") else msg, *args, **kwargs)
