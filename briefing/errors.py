"""Errors a user can act on."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


class BriefingError(Exception):
    """Base of every error this package raises on purpose."""

    exit_code = 1


class InputError(BriefingError):
    """Bad input: one clear line that names the file, the place and what is allowed.

    The command line prints ``str(error)`` and leaves with exit code 2.
    """

    exit_code = 2

    def __init__(
        self,
        message: str,
        *,
        path: str | Path | None = None,
        place: str | int | None = None,
        allowed: object = None,
    ) -> None:
        self.path = None if path is None else Path(path)
        self.place = None if place is None else str(place)
        where = "" if path is None else f"{path}"
        if place is not None:
            where += f":{place}" if isinstance(place, int) else f" [{place}]"
        text = f"{where}: {message}" if where else message
        if allowed is not None:
            listed = allowed if isinstance(allowed, str) else ", ".join(map(str, allowed))
            text += f" (allowed: {listed})"
        super().__init__(text)


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One problem of the user's data. `blocking` ones keep the data from being read."""

    path: Path
    line: int
    message: str
    allowed: tuple[str, ...] = field(default=(), compare=False)
    blocking: bool = field(default=True, compare=False)

    def error(self) -> InputError:
        """Return this problem as the error that stops a command."""
        return InputError(
            self.message, path=self.path, place=self.line, allowed=self.allowed or None
        )

    def __str__(self) -> str:
        return str(self.error())
