"""Start 碳审工作台: without arguments the window, with a command the same services on the console."""

from __future__ import annotations

import sys
from pathlib import Path

import bootstrap


def main() -> int:
    """Run what the arguments ask for; returns the exit code."""
    bootstrap.ensure()
    arguments = sys.argv[1:]
    if not arguments or arguments[0].endswith(".crd"):
        from app.ui import application  # only inside the prepared environment

        return application.run(Path(arguments[0]) if arguments else None)
    from app import console

    return console.run(arguments)


if __name__ == "__main__":
    sys.exit(main())
