"""Web addresses that may be followed from a page."""

from urllib.parse import quote, urlsplit

_LONGEST = 2000  # code points; longer ones are no news page's, and PDF refuses them


def link(url: str) -> str:
    """The address, made safe to print, if it is http or https without user name or password; else "".

    The host comes back in ASCII, so that look-alike letters show.
    """
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port else ""
    except ValueError:  # UnicodeError is one
        return ""
    if parts.scheme not in ("http", "https") or not host or parts.username is not None or set(host) & set("[]<>\"'%"):
        return ""
    rest = quote(parts.path, safe="/%:@!$&,;=+~") + (
        f"?{quote(parts.query, safe='/%:@!$&,;=+~?')}" if parts.query else ""
    )
    rest += f"#{quote(parts.fragment, safe='/%:@!$&,;=+~?')}" if parts.fragment else ""
    safe = f"{parts.scheme}://{host}{port}{rest}"
    return safe if len(safe) <= _LONGEST else ""


def to_the_words(url: str, words: str) -> str:
    """The address, if it may be followed, so that it opens at the words: their first and last ones name the place."""
    safe, first = link(url), words.split(" … ")[0].split()
    ends = [" ".join(first)] if len(first) <= 10 else [" ".join(first[:5]), " ".join(first[-5:])]
    fragment = ",".join(quote(end, safe="").replace("-", "%2D") for end in ends)
    exact = f"{safe.split('#')[0]}#:~:text={fragment}"
    return exact if safe and len(exact) <= _LONGEST else safe
