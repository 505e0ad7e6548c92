"""Requests to the publisher, and which of their failures stay."""

from __future__ import annotations

import http.client
import socket
import ssl
import urllib.error
import urllib.parse
import urllib.request
from typing import Any, Dict

from tlc_elt.ingest.answer import Answer

# A publisher that is silent for longer has lost the connection.
TIMEOUT_SECONDS = 30.0
# Everything that a broken or slow connection raises: names, sockets, TLS, proxies. The local disk has its own error.
BROKEN = (OSError, http.client.HTTPException)


def connect(url: str, offset: int, condition: Dict[str, str]) -> Any:
    """The answer to a GET of the bytes from `offset` on, as they are, by a context that closes it."""
    headers = {"User-Agent": "tlc-elt", "Accept-Encoding": "identity", **condition}
    if offset > 0:
        headers["Range"] = f"bytes={offset}-"
    return _opener().open(urllib.request.Request(url, headers=headers), timeout=TIMEOUT_SECONDS)


def _opener() -> urllib.request.OpenerDirector:
    """HTTP and HTTPS only: the one of urllib follows redirects to FTP, and opens local files."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        _OwnRedirects(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    return opener


class _OwnRedirects(urllib.request.HTTPRedirectHandler):
    """Redirects of the publisher to itself: what lies behind another host is somebody else's, and nothing for a log."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        if not is_of_same(req.full_url, newurl):
            there = urllib.parse.urlsplit(newurl)
            raise urllib.error.HTTPError(
                req.full_url, code, f"redirects to {there.scheme}://{there.netloc[:100]}", headers, fp
            )
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def is_of_same(url: str, other: str) -> bool:
    """Whether a redirect stays with the publisher: the same scheme, host and port, or its host by TLS."""
    here, there = urllib.parse.urlsplit(url), urllib.parse.urlsplit(other)
    if (here.scheme, here.netloc) == (there.scheme, there.netloc):
        return True
    # `netloc` is the bare host where there is neither a port nor a user.
    return there.scheme == "https" and here.netloc == here.hostname == there.netloc


def answer_of(response: Any) -> Answer:
    """Status and headers of a response of urllib, or of its error."""
    return Answer(response.status, {name.lower(): value for name, value in response.headers.items()})


def staying(error: Exception) -> bool:
    """Whether no retry changes that there is no answer: an unknown host, a bad certificate, a foreign scheme."""
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, socket.gaierror):
        return reason.errno == socket.EAI_NONAME
    # urllib gives a text as the reason of what it refuses itself.
    return isinstance(reason, (str, ssl.SSLCertVerificationError, http.client.InvalidURL))
