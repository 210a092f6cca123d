#!/usr/bin/env python3
"""Django's commands, always in the project's own environment."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ENVIRONMENT = os.path.join(HERE, ".venv")


def enter_environment():  # type: ignore[no-untyped-def]  # read by older Pythons too
    """Go on with .venv's interpreter, or say how to make one."""
    own = os.path.join(ENVIRONMENT, "bin", "python")
    if os.path.realpath(sys.prefix) == os.path.realpath(ENVIRONMENT):
        return
    if os.path.exists(own):
        os.execv(own, [own, os.path.abspath(__file__), *sys.argv[1:]])  # noqa: S606
    try:
        import django  # noqa: F401
    except ImportError:
        sys.exit(
            "The project's environment is not there yet. Make it with `make run` (or, to work\n"
            "on the project, `make check`) in " + HERE + "."
        )


def main():  # type: ignore[no-untyped-def]
    enter_environment()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    from config.environment import BadSetting

    try:
        execute_from_command_line(sys.argv)
    except BadSetting as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
