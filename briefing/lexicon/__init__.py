"""Load, layer and check the rule files: shipped lexicons first, a corpus's own on top."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

SHIPPED = Path(__file__).parent.parent / "lexicons"


@dataclass(frozen=True)
class Lexicon:
    """All rules of one run. `folders` are the folders read, later ones override."""

    folders: tuple[Path, ...]

    def files(self, name: str) -> list[Path]:
        """Return the existing files called `name` (such as ``events.toml``), in order."""
        return [f / name for f in self.folders if (f / name).is_file()]


@lru_cache(maxsize=4)
def load_lexicon(corpus_lexicons: Path | None = None) -> Lexicon:
    """Return the shipped lexicon, extended by `corpus_lexicons` where given."""
    folders = (SHIPPED, corpus_lexicons) if corpus_lexicons else (SHIPPED,)
    return Lexicon(folders)
