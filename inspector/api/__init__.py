"""The REST API under /api/v1. Answers are JSON; what goes wrong is {"error": {"code", "message", "fields"}}."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI

from inspector import __version__
from inspector.api import (
    audit,
    comparing,
    datasets,
    errors,
    headers,
    images,
    members,
    pictures,
    privacy,
    releases,
    signoffs,
    tokens,
)
from inspector.api.auth import bearer, session
from inspector.api.errors import ERRORS, Error
from inspector.api.once import METHODS, PARAMETER, once


class Api(NinjaAPI):
    """The API with what every call can be refused with, and the header that every change takes."""

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        schema = super().get_openapi_schema(**kwargs)
        refusal = Error.model_json_schema(ref_template="#/components/schemas/{model}")
        schema["components"]["schemas"] |= {**refusal.pop("$defs"), "Error": refusal}
        content = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
        for path in schema["paths"].values():
            for method, operation in path.items():
                for status in ERRORS.keys() & operation["responses"].keys():
                    operation["responses"][status]["content"] = content
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
api.add_router("", comparing.router)
api.add_router("", privacy.router)
api.add_router("", releases.router)
api.add_router("", signoffs.router)
api.add_router("", pictures.router)
api.add_router("", audit.router)
api.add_router("", datasets.router)
api.add_router("", members.router)
api.add_router("", tokens.router)
