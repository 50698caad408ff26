"""``python -m assistant`` is the same as ``backpain``."""

from .cli import console

console()
