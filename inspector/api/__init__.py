"""The REST API under /api/v1. Answers are JSON; what goes wrong is {"error": {"code", "message", "fields"}}."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI

from inspector import __version__
from inspector.api import audit, datasets, errors, headers, images, members, pictures, tokens
from inspector.api.auth import bearer, session
from inspector.api.once import METHODS, PARAMETER, once


class Api(NinjaAPI):
    """The API with the header that every change takes, whichever router it is in."""

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        schema = super().get_openapi_schema(**kwargs)
        for path in schema["paths"].values():
            for method, operation in path.items():
                if method.upper() in METHODS:
                    operation["parameters"] = [*operation.get("parameters", []), PARAMETER]
        return schema


api = Api(
    title="Header Inspector",
    version=__version__,
    description="Review and correct the headers of medical images. Voxels are never changed by an edit.",
    urls_namespace="api",
    auth=[bearer, session],
)
errors.install(api)
api.add_decorator(once, mode="view")
api.add_router("", images.router)
api.add_router("", headers.router)
api.add_router("", pictures.router)
api.add_router("", audit.router)
api.add_router("", datasets.router)
api.add_router("", members.router)
api.add_router("", tokens.router)
