"""Build hook: a wheel carries the shipped library compiled: the first answer is instant too."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileLibrary(BuildHookInterface[Any]):
    """Compiles ``knowledge/`` into the wheel; a checkout compiles it into the cache instead."""

    _folder: tempfile.TemporaryDirectory[str] | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the compiled library to the files of a wheel."""
        if self.target_name != "wheel" or version == "editable":
            return
        sys.path.insert(0, self.root)
        from assistant.compile import compile_library
        from assistant.knowledge import COMPILED, MADE_FROM, listing
        from assistant.records import pack_json
        from assistant.store import write

        folder = str(Path(self.root, "knowledge"))
        records, faults, _ = compile_library(folder)
        if faults:
            raise SystemExit("\n".join(faults))
        self._folder = tempfile.TemporaryDirectory()
        target = Path(self._folder.name, COMPILED)
        records[MADE_FROM.encode()] = pack_json(listing(folder))
        write(target, records.items())
        build_data["force_include"][str(target)] = f"assistant/_knowledge/{COMPILED}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Leave nothing behind: the wheel has its own copy."""
        if self._folder is not None:
            self._folder.cleanup()
