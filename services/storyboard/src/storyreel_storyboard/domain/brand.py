"""Brand guidelines, an open JSON object, as a few words an image model can use."""

import re
from collections.abc import Iterator, Mapping

from storyreel_storyboard.domain.cleaning import one_line

_DEPTH = 5
_NODES = 400
_VALUE = 80  # characters of one value
_TOTAL = 420  # characters of everything said about the brand
_WANTED = (
    ("name", re.compile(r"^(?:name|product(?:_?name)?|brand(?:_?name)?|company(?:_?name)?|marke|produkt)$")),
    ("colours", re.compile(r"colou?r|palette|farbe|couleur|^(?:primary|secondary|accent|background)$")),
    (
        "tone",
        re.compile(
            r"tone|mood|voice|personality|feel|vibe|stimmung|emotion|aesthetic|look|visual_?style|^style$|imagery"
        ),
    ),
    ("avoid", re.compile(r"^(?:avoid|dont|do_?nots?|don'ts?|never|forbidden|no|negative)$")),
)
_SECRET_KEY = re.compile(
    r"secret|token|passw|api_?key|credential|auth|private|signature|session|cookie|webhook|e?mail|"
    r"phone|address|url|link|href"
)
_BLOB = re.compile(r"(?=\S*\d)(?=\S*[A-Za-z])[A-Za-z0-9+/=_.\-]{20,}|[A-Za-z0-9+/=_\-]{32,}|://|@\S+\.\S|data:")
_LIMITS = {"name": 2, "colours": 8, "tone": 5, "avoid": 4}


def phrases(guidelines: Mapping[str, object] | None) -> tuple[str, ...]:
    """What `guidelines` say about name, colours, tone and things to avoid, ready for an image prompt.

    Any shape is taken: unknown keys, deep nesting, huge or odd values are passed over. Long opaque strings, addresses
    and whatever a key calls secret are never repeated.
    """
    found: dict[str, list[str]] = {topic: [] for topic, _ in _WANTED}
    for topic, value in _values(guidelines or {}):
        said = found[topic]
        if value.casefold() not in (known.casefold() for known in said) and len(said) < _LIMITS[topic]:
            said.append(value)
    lines = (
        f"for {' '.join(found['name'])}" if found["name"] else "",
        f"brand colours {', '.join(found['colours'])}" if found["colours"] else "",
        f"{', '.join(found['tone'])} tone" if found["tone"] else "",
        f"avoid {', '.join(found['avoid'])}" if found["avoid"] else "",
    )
    kept, room = [], _TOTAL
    for line in filter(None, lines):
        short = one_line(line, room)
        kept.append(short)
        room -= len(short) + 2
        if room < 20:
            break
    return tuple(kept)


def is_avoided(key: str) -> bool:
    """Whether what stands under this key is what the brand does not want."""
    return _inner(None, key[:60].lower().strip()) == "avoid"


def _topic(key: str) -> str | None:
    return next((topic for topic, pattern in _WANTED if pattern.search(key)), None)


def _values(guidelines: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Topic and cleaned text of every usable leaf, outermost first, looking at no more than a few hundred nodes."""
    waiting: list[tuple[str | None, object, int]] = [(None, guidelines, 0)]
    for _ in range(_NODES):
        if not waiting:
            return
        topic, node, depth = waiting.pop(0)
        if isinstance(node, Mapping) and depth < _DEPTH:
            waiting += [(_inner(topic, key), value, depth + 1) for key, value in _some(node) if not _is_secret(key)]
        elif isinstance(node, list | tuple) and depth < _DEPTH:
            waiting += [(topic, value, depth + 1) for value in node[:_NODES]]
        elif topic and isinstance(node, str) and (text := _usable(node)):
            yield topic, text


def _some(node: Mapping[object, object]) -> list[tuple[str, object]]:
    return [(str(key)[:60].lower().strip(), value) for key, value in list(node.items())[:_NODES]]


def _inner(topic: str | None, key: str) -> str | None:
    """The topic under `key`: a palette's "primary" stays a colour, and so does its "name"."""
    return topic or _topic(key.replace(" ", "_").replace("-", "_"))


def _is_secret(key: str) -> bool:
    return bool(_SECRET_KEY.search(key))


def _usable(value: str) -> str:
    text = one_line(value, _VALUE).strip(" .,;:")
    return "" if _BLOB.search(value[:2000]) or not any(char.isalnum() for char in text) else text
