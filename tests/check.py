"""All checks in one command: format, lint, types, knowledge, tests with branch coverage.

    python tests/check.py

Runs in the environment that it is started from; stops at the first check that fails.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COVERAGE = 95  # percent of branches of the package

CHECKS = (
    ("ruff", "format", "--check", "."),
    ("ruff", "check", "."),
    ("mypy",),
    ("assistant", "--check"),
    ("pytest", "--cov", f"--cov-fail-under={COVERAGE}", "--cov-report=term:skip-covered"),
)


def main() -> int:
    for check in CHECKS:
        print("$ python -m", *check, flush=True)
        done = subprocess.run([sys.executable, "-m", *check], cwd=ROOT, check=False)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
