"""The REST API under /api/v1. Answers are JSON; what goes wrong is {"error": {"code", "message", "fields"}}."""

from __future__ import annotations

from ninja import NinjaAPI

from inspector import __version__
from inspector.api import audit, errors, headers, images, pictures, signoffs
from inspector.api.auth import bearer, session

api = NinjaAPI(
    title="Header Inspector",
    version=__version__,
    description="Review and correct the headers of medical images. Voxels are never changed by an edit.",
    urls_namespace="api",
    auth=[bearer, session],
)
errors.install(api)
api.add_router("", images.router)
api.add_router("", headers.router)
api.add_router("", signoffs.router)
api.add_router("", pictures.router)
api.add_router("", audit.router)
