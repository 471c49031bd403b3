"""The command line: arguments, printing, exit codes. What is done stands in intake.py, pipeline.py and lookup.py.

What a command needs is imported inside it, so that a short one is not kept waiting by what it never uses.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

import click

from briefer import __version__
from briefer.cli.asking import check, history, show, status
from briefer.cli.context import PROBLEMS, report
from briefer.cli.keeping import forget, init
from briefer.cli.making import add, brief, export, read
from briefer.errors import BrieferError, InputError, NothingToDo, UsageError

INTERRUPTED = 130


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="briefer")
def cli() -> None:
    """A one-page news brief in which every line can be checked against the words of its article."""


for one in (brief, add, check, export, show, history, read, status, forget, init):
    cli.add_command(one)


def main(argv: Sequence[str]) -> int:
    """Run one command; returns the exit code. Only --debug shows a traceback."""
    debug = "--debug" in argv
    try:
        return int(cli.main(list(argv), prog_name="briefer", standalone_mode=False) or 0)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return UsageError.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("briefer: interrupted; what was read is kept, run the same command to go on", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        return 0
    except OSError as error:
        click.echo(
            f"briefer: {error.filename or 'output'}: {(error.strerror or 'cannot be written').lower()}", err=True
        )
        return PROBLEMS
    except BrieferError as error:
        if debug:
            raise
        report([error])
        return NothingToDo.exit_code if isinstance(error, InputError) else error.exit_code
    except Exception as error:
        if debug:
            raise
        click.echo(f"briefer: internal error: {type(error).__name__}; run again with --debug and report it", err=True)
        return PROBLEMS


def run() -> None:
    """The console script."""
    gc.set_threshold(200_000)  # a fifth of a short command went into looking for garbage among what it had just loaded
    sys.exit(main(sys.argv[1:]))
