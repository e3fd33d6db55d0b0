"""Reading web addresses from a real server on loopback, with all that goes wrong."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from briefing.errors import InputError
from briefing.importing import read_source
from briefing.importing.fetching import fetch

PARAGRAPH = (
    "<p>The harbour master of Tromsø opened the new quay on Monday and thanked the crews who "
    "had worked through the winter, although the mayor had asked for a later date.</p>"
)
PAGE = (
    "<html><head><title>Quay opens in Tromsø</title></head><body><article>"
    f"<h1>Quay opens in Tromsø</h1>{PARAGRAPH}{PARAGRAPH.replace('Monday', 'Tuesday')}"
    "</article></body></html>"
)
HTML = "text/html; charset=utf-8"


class Handler(BaseHTTPRequestHandler):
    """Answers by path; `requests` and `sent_bytes` tell what happened."""

    requests: list = []  # noqa: RUF012
    sent_bytes = 0

    def log_message(self, *_):
        pass

    def answer(self, content: bytes = b"", kind: str = HTML, status: int = 200, **headers):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in {"Content_Length": str(len(content)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self):
        Handler.requests.append((self.path, dict(self.headers)))
        try:
            getattr(self, "on_" + self.path.strip("/").replace("-", "_"))()
        except OSError:  # the client has hung up, as it should
            self.close_connection = True

    def on_article(self):
        self.answer(PAGE.encode())

    def on_moved(self):
        self.answer(status=301, Location="/article", Set_Cookie="spy=1")

    def on_loop(self):
        self.answer(status=302, Location="/loop")

    def on_away(self):
        self.answer(status=302, Location="file:///etc/hosts")

    def on_missing(self):
        self.answer(b"gone", status=404)

    def on_wrong_charset(self):
        self.answer(PAGE.encode("cp1252"), "text/html; charset=utf-8")

    def on_no_charset(self):
        self.answer(PAGE.replace("<head>", "<head><meta charset=windows-1252>").encode("cp1252"), "text/html")  # fmt: skip

    def on_login(self):
        self.answer(b"<html><body><form>Please log in.</form></body></html>")

    def on_picture(self):
        self.answer(b"\x89PNG....", "image/png")

    def on_binary(self):
        self.answer(bytes(range(256)) * 9, "text/html")

    def on_text(self):
        self.answer(b"Quay opens\n\nThe quay opened on Monday.\n", "text/plain")

    def on_feed(self):
        item = f"<item><title>Quay</title><description><![CDATA[{PARAGRAPH}]]></description></item>"
        self.answer(f"<rss><channel>{item}</channel></rss>".encode(), "application/rss+xml; charset=utf-8")  # fmt: skip

    def on_slow(self):
        time.sleep(1)
        self.answer(PAGE.encode())

    def on_dripping(self):
        self.send_response(200)
        self.send_header("Content-Type", HTML)
        self.end_headers()
        for _ in range(20):
            self.wfile.write(b"x")
            time.sleep(0.1)

    def on_huge(self):
        self.answer(Content_Length="50000000")
        self.pour()

    def on_endless(self):
        self.send_response(200)
        self.send_header("Content-Type", HTML)
        self.end_headers()
        self.pour()

    def pour(self):
        Handler.sent_bytes = 0
        for _ in range(800):
            self.wfile.write(b"x" * 62_500)
            Handler.sent_bytes += 62_500


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture(scope="module")
def server():
    """The address of a running server."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_an_article_is_read_with_its_address(server):
    (draft,) = read_source(f"{server}/article")
    assert draft.title == "Quay opens in Tromsø"
    assert draft.text.startswith("The harbour master of Tromsø opened")
    assert draft.url == f"{server}/article"
    assert draft.outlet == "127.0.0.1"


def test_redirects_are_followed_and_cookies_are_not_kept(server):
    Handler.requests.clear()
    (draft,) = read_source(f"{server}/moved")
    assert draft.url == f"{server}/article"
    assert [path for path, _ in Handler.requests] == ["/moved", "/article"]
    assert not any("Cookie" in headers for _, headers in Handler.requests)


@pytest.mark.parametrize("path", ["wrong-charset", "no-charset"])
def test_the_text_is_right_whatever_charset_is_declared(server, path):
    (draft,) = read_source(f"{server}/{path}")
    assert draft.title == "Quay opens in Tromsø"


def test_plain_text_and_feeds_are_read(server):
    (text,) = read_source(f"{server}/text")
    assert (text.title, text.text) == ("Quay opens", "The quay opened on Monday.\n")
    assert (text.url, text.outlet) == (f"{server}/text", "127.0.0.1")
    (entry,) = read_source(f"{server}/feed")
    assert "harbour master of Tromsø" in entry.text


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("missing", "the server answered 404 Not Found"),
        ("loop", "more than 5 redirects"),
        ("away", "cannot be fetched"),
        ("login", "no article on this page: 3 words"),
        ("picture", "not an article but image/png"),
        ("binary", "a binary file, not text"),
    ],
)
def test_what_is_no_article_is_one_clear_error(server, path, says):
    url = f"{server}/{path}"
    with pytest.raises(InputError, match=says) as caught:
        read_source(url)
    assert str(caught.value).startswith(url)
    assert "\n" not in str(caught.value)


def test_a_server_that_does_not_answer_in_time_is_given_up(server):
    with pytest.raises(InputError, match=r"no answer within 0\.2 seconds"):
        fetch(f"{server}/slow", timeout_seconds=0.2)


def test_an_answer_that_drips_is_given_up(server):
    start = time.monotonic()
    with pytest.raises(InputError, match=r"not complete within 0\.3 seconds"):
        fetch(f"{server}/dripping", deadline_seconds=0.3)
    assert time.monotonic() - start < 1.5


def test_a_port_nobody_listens_on_is_one_clear_error():
    with pytest.raises(InputError, match="cannot be fetched"):
        fetch("http://127.0.0.1:9/", timeout_seconds=2)


@pytest.mark.parametrize("path", ["huge", "endless"])
def test_fifty_megabytes_are_refused_without_being_read(server, path):
    with pytest.raises(InputError, match="more than 5 MB, not read"):
        fetch(f"{server}/{path}")
    time.sleep(0.1)
    assert Handler.sent_bytes < 25_000_000


@pytest.mark.parametrize("url", ["file:///etc/hosts", "ftp://127.0.0.1/x", "javascript://x"])
def test_only_web_addresses_are_read(url):
    with pytest.raises(InputError, match="allowed: http://, https://"):
        read_source(url)


@pytest.mark.parametrize("url", ["http://", "http://[", "http://exa mple/\n", "http://\udcff"])
def test_a_malformed_address_is_one_clear_error(url):
    with pytest.raises(InputError, match="cannot be fetched"):
        read_source(url)
