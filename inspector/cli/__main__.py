"""So that `python -m inspector.cli` works where the command is not installed."""

import sys

from inspector.cli.commands import main

sys.exit(main())
