"""The command line: options in, answers out, statuses that scripts can rely on."""

from __future__ import annotations

import sys

from . import __version__

TYPE_CHECKING = False  # importing typing for it would take as long as --version itself
if TYPE_CHECKING:
    from collections.abc import Sequence


class Status:
    """Exit statuses. Plain numbers: importing enum costs a tenth of an answer."""

    ANSWERED = 0  # an urgent card and small talk are answers too
    FAILED = 1  # something is broken, an unreadable library too
    USAGE = 2  # argparse's own
    NOT_COVERED = 3  # an honest no
    INTERRUPTED = 130  # 128 + SIGINT
    CLOSED_PIPE = 141  # 128 + SIGPIPE


# Objects between two collections of cyclic garbage. A question makes none worth looking for, and
# with the usual 700 the imports alone cause ten looks, which take 2 ms.
_RARELY = 50_000


def console() -> None:
    """The program of ``backpain``: ``main``, then the end of the process with its status.

    The process ends at once: taking the interpreter down piece by piece is a sixth of the time of
    an answer, and there is nothing left to do but what is done here.
    """
    import gc
    import os

    gc.set_threshold(_RARELY)
    status = main()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):
            pass  # closed: nobody reads it
    os._exit(status)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program.

    Args:
        arguments: the command line without the program's name; None takes the process's own.

    Returns:
        The exit status, one of ``Status``.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        status = _run(given)
        if sys.stdout is not None:
            sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        _silence()
        return Status.INTERRUPTED
    except BrokenPipeError:
        _silence()
        return Status.CLOSED_PIPE
    except OSError as error:  # a full disk behind stdout, a file that is gone
        _silence()
        _complain(f"{error.filename or 'cannot write'}: {error.strerror or error}")
        return Status.FAILED


def _run(given: list[str]) -> int:
    if given == ["--version"]:  # the commonest question of scripts, answered without imports
        print(f"backpain {__version__}")
        return Status.ANSWERED
    import os

    from .errors import AssistantError
    from .options import read_options
    from .terminal import prepare_streams

    prepare_streams(os.environ)
    try:
        options = read_options(given)
        if options.completion is not None:  # shells ask for it whenever they start
            return _print_completion(options.completion)
        from .run import run

        return run(options)
    except SystemExit as done:  # argparse has printed its help or its complaint
        return done.code if isinstance(done.code, int) else Status.USAGE
    except AssistantError as error:
        _complain(str(error))
        return Status.FAILED


def _print_completion(shell: str) -> int:
    from .places import completion_script

    with open(completion_script(shell), encoding="utf-8") as script:
        sys.stdout.write(script.read())
    return Status.ANSWERED


def _complain(message: str) -> None:
    from .terminal import say_beside

    say_beside(f"backpain: {message}")


def _silence() -> None:
    """Send what is still buffered nowhere, so that the interpreter's last flush stays silent."""
    import os

    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):
        pass  # a stream without a file behind it has nothing to flush
