"""Saved or fetched web pages: the article and its metadata, by trafilatura."""

from __future__ import annotations

import email
import email.policy
import logging
import re

import lxml.html

from briefing.errors import InputError
from briefing.importing.addresses import host_of, site_of
from briefing.importing.drafts import Draft, language_code
from briefing.importing.encoding import declared_encoding, decode
from briefing.importing.published import parse_published
from briefing.importing.text import drop_title_lines

MIN_ARTICLE_WORDS = 40

# Its complaints about a page become our one error; whoever sets up logging still gets them.
logging.getLogger("trafilatura").addHandler(logging.NullHandler())

_BLOCKS = (
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption",
    "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p",
    "pre", "section", "table", "td", "th", "tr", "ul",
)  # fmt: skip
_UNSEEN = ("script", "style", "template", "noscript", "iframe", "object", "head")
CONTROLS = re.compile(  # as characters and as references: no XML tree can hold them
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]|&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])"
    r"|x0*(?:[0-8bcef]|1[0-9a-f]|d[89a-f][0-9a-f]{2}));",
    re.IGNORECASE,
)


def draft_from_html(
    data: bytes, origin: str, *, url: str | None = None, charset: str | None = None
) -> Draft:
    """Read a page into a draft; `url` is where it was fetched from.

    Raises InputError where the page holds too little text to be an article.
    """
    from trafilatura import bare_extraction

    page = decode(data, origin, charset or declared_encoding(data))
    found = bare_extraction(
        CONTROLS.sub("\ufffd", re.sub(r"\A\s*<\?xml[^>]*\?>", "", page)),
        url=url,
        with_metadata=True,
        include_comments=False,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    text = drop_title_lines(found.text or "", found.title) if found else ""
    if len(text.split()) < MIN_ARTICLE_WORDS:
        raise InputError(
            f"no article on this page: {len(text.split())} words of text"
            f" (an article has at least {MIN_ARTICLE_WORDS})",
            path=origin,
        )
    address = found.url or url
    published = parse_published(found.date) if found.date else None
    return Draft(
        origin,
        text,
        title=found.title or None,
        outlet=_outlet(found.sitename, address),
        outlet_url=site_of(address),
        url=address,
        published=published.day if published else None,
        published_precision=published.precision if published else "unknown",
        published_basis="stated" if published else None,
        language=language_code(found.language or _language(page)),
    )


def page_of_archive(data: bytes, origin: str) -> tuple[bytes, str | None]:
    """Return the page inside a web archive (.mhtml) and its address."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            return part.get_payload(decode=True), part.get("Content-Location")
    raise InputError("no page in this web archive", path=origin)


def text_of_fragment(html: str) -> str:
    """Return the text of an HTML fragment, one line for each block, nothing left out."""
    try:
        tree = lxml.html.fragment_fromstring(CONTROLS.sub("\ufffd", html), create_parent="div")
    except (lxml.etree.LxmlError, ValueError):
        return " ".join(CONTROLS.sub("\ufffd", html).split())
    for element in tree.xpath("|".join(f".//{tag}" for tag in _UNSEEN) + "|.//comment()"):
        element.drop_tree()
    for element in tree.iter(*_BLOCKS):
        element.text = "\n" + (element.text or "")
        element.tail = "\n" + (element.tail or "")
    lines = (" ".join(line.split()) for line in tree.text_content().split("\n"))
    return "\n".join(line for line in lines if line)


def _outlet(site_name: str | None, address: str | None) -> str | None:
    """Return the site's name, or its host where the name only repeats it."""
    host = host_of(address)
    if site_name and not (host and host in site_name.lower()):
        return site_name
    return host or site_name or None


def _language(page: str) -> str | None:
    match = re.search(r"<html[^>]*\blang\s*=\s*[\"']?([\w-]+)", page[:4096])
    return match[1] if match else None
