"""Fetch a web address: with limits on time, redirects and size, and without cookies."""

from __future__ import annotations

import time
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx

from briefing.errors import InputError

MAX_BYTES = 5_000_000
MAX_REDIRECTS = 5
TIMEOUT_SECONDS = 20.0  # to connect, and between two pieces of the answer
DEADLINE_SECONDS = 60.0  # for the whole answer
TEXT_TYPES = (
    "text/html",
    "application/xhtml+xml",
    "text/plain",
    "text/xml",
    "application/xml",
    "application/rss+xml",
    "application/atom+xml",
    "application/json",
    "application/jsonl",
    "application/x-ndjson",
)


@dataclass(frozen=True, slots=True)
class Page:
    """What an address answered; `url` is where the redirects led."""

    url: str
    data: bytes
    media_type: str
    charset: str | None


def fetch(
    url: str,
    *,
    timeout_seconds: float = TIMEOUT_SECONDS,
    deadline_seconds: float = DEADLINE_SECONDS,
    max_bytes: int = MAX_BYTES,
) -> Page:
    """Return the page at an http or https address.

    Raises InputError that names the address for anything that is no readable page: another
    scheme, no answer in time, an error status, too many redirects, another kind of file,
    more than `max_bytes` (which are not read).
    """
    if not url.lower().startswith(("http://", "https://")):
        raise InputError("not an address that can be read", path=url, allowed="http://, https://")
    try:
        with (
            _client(timeout_seconds) as client,
            client.stream("GET", url) as answer,
        ):
            return _page(url, answer, deadline_seconds, max_bytes)
    except httpx.TimeoutException as error:
        raise InputError(f"no answer within {timeout_seconds:g} seconds", path=url) from error
    except httpx.TooManyRedirects as error:
        raise InputError(f"more than {MAX_REDIRECTS} redirects", path=url) from error
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, ValueError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise InputError(f"cannot be fetched ({reason})", path=url) from error


def _client(timeout_seconds: float) -> httpx.Client:
    return httpx.Client(
        timeout=timeout_seconds,
        follow_redirects=True,
        max_redirects=MAX_REDIRECTS,
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        headers={"User-Agent": "briefing (news corpus import)", "Accept": ", ".join(TEXT_TYPES)},
    )


def _page(url: str, answer: httpx.Response, deadline_seconds: float, max_bytes: int) -> Page:
    if answer.status_code != 200:
        reason = f"{answer.status_code} {answer.reason_phrase}".strip()
        raise InputError(f"the server answered {reason}", path=url)
    media_type = answer.headers.get("content-type", "text/html").partition(";")[0].strip().lower()
    if media_type not in TEXT_TYPES:
        raise InputError(f"not an article but {media_type}", path=url, allowed=TEXT_TYPES)
    too_large = InputError(f"more than {max_bytes / 1e6:g} MB, not read", path=url)
    announced = answer.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > max_bytes:
        raise too_large
    deadline = time.monotonic() + deadline_seconds
    data = bytearray()
    for piece in answer.iter_bytes():
        data += piece
        if len(data) > max_bytes:
            raise too_large
        if time.monotonic() > deadline:
            raise InputError(f"not complete within {deadline_seconds:g} seconds", path=url)
    return Page(str(answer.url), bytes(data), media_type, answer.charset_encoding)
