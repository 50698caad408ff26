"""``python -m assistant`` is the same as ``backpain``."""

import sys

from .cli import main

sys.exit(main())
