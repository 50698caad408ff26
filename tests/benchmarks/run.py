"""Speed and memory beside other search engines, and how fast the program starts.

    python tests/benchmarks/run.py [--sizes 20000,100000,1000000] [--collection FOLDER]

Installs the other engines in an environment of its own, prints a table of ratios, and writes it as
JSON, with a plot, to tests/benchmarks/output/.
"""

import sys

if __name__ == "__main__":
    sys.path[0] += "/.."  # this folder has a module that is named like a standard one
    from benchmarks.environment import again_inside

    again_inside()
    from benchmarks.comparison import main

    sys.exit(main())
