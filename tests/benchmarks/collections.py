"""How good the first ten are beside other search engines, on collections with judged questions.

    python tests/benchmarks/collections.py FOLDER [--sweep]

FOLDER holds folders with corpus.jsonl (id, title, text), queries.jsonl (id, text) and qrels.tsv
(question, document, grade).
"""

import sys

if __name__ == "__main__":
    sys.path[0] += "/.."  # this module is named like a standard one
    from benchmarks.environment import again_inside

    again_inside()
    from benchmarks.quality import main

    sys.exit(main())
