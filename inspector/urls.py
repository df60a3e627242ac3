"""Every address of the application; a page's name is its view, its template folder and its test."""

from django.urls import path

from inspector.api import api
from inspector.views import audit, edit, extension, findings, header, help, history, library, operations, review, theme

urlpatterns = [
    path("", library.library, name="library"),
    path("upload/", library.upload, name="upload"),
    path("examples/", library.examples, name="examples"),
    path("images/<str:id>/", header.header, name="header"),
    path("images/<str:id>/edit/<str:group>/", edit.edit, name="edit"),
    path("images/<str:id>/effect/<str:group>/", edit.effect, name="effect"),
    path("images/<str:id>/discard/", edit.discard, name="discard"),
    path("images/<str:id>/fix/<str:rule>/", findings.fix, name="fix"),
    path("images/<str:id>/fixes/", findings.fixes, name="fixes"),
    path("images/<str:id>/operations/", operations.operations, name="operations"),
    path("images/<str:id>/take-along/", operations.take_along, name="take_along"),
    path("images/<str:id>/review/", review.review, name="review"),
    path("images/<str:id>/rebase/", review.rebase, name="rebase"),
    path("images/<str:id>/extensions/add/", extension.add, name="extension_add"),
    path("images/<str:id>/extensions/<int:number>/", extension.extension, name="extension"),
    path("images/<str:id>/extensions/<int:number>/change/", extension.change, name="extension_change"),
    path("images/<str:id>/extensions/<int:number>/remove/", extension.remove, name="extension_remove"),
    path("images/<str:id>/history/", history.history, name="history"),
    path("images/<str:id>/compare/", history.compare, name="compare"),
    path("images/<str:id>/restore/<int:number>/", history.restore, name="restore"),
    path("images/<str:id>/remove/", history.remove, name="remove"),
    path("audit/", audit.audit, name="audit"),
    path("help/", help.index, name="help"),
    path("help/voxels-to-millimetres/", help.guide, name="help_guide"),
    path("help/fields/<str:name>/", help.field, name="help_field"),
    path("help/rules/<str:id>/", help.rule, name="help_rule"),
    path("theme/", theme.theme, name="theme"),
    path("keys/", theme.keys, name="keys"),
    path("api/v1/", api.urls),
]
