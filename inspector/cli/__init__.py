"""The command line: show, edit and compare headers. No server, no database, no Django."""

from inspector.cli.commands import main

__all__ = ["main"]
