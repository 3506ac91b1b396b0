"""From whatever was pasted to plain text: no control characters, no markup, lines kept."""

import html
import json
import re
import unicodedata

_NEWLINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_KEPT_FORMAT = {"\u200c", "\u200d"}  # joiners spell Persian words and compound emoji
_BLOCK_TAG = re.compile(r"</?(?:p|div|br|li|ul|ol|h[1-6]|tr|section|article|blockquote)\b[^<>]{0,200}>", re.IGNORECASE)
_ITEM_TAG = re.compile(r"<li\b[^<>]{0,200}>", re.IGNORECASE)
_ANY_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>|<!--|-->|<![A-Za-z][^<>]{0,80}>")
_HIDDEN = re.compile(r"<(script|style)\b", re.IGNORECASE)
_FENCE = re.compile(r"^[ \t]*(?:```|~~~)[^\n]*$", re.MULTILINE)
_RULE = re.compile(r"^[ \t]*(?:[-*_=][ \t]*){3,}$", re.MULTILINE)
_HEADING = re.compile(r"^[ \t]{0,8}#{1,6}[ \t]+(\S[^\n]*?)[ \t#]*$", re.MULTILINE)
_LINK = re.compile(r"!?\[([^\[\]\n]{1,200})\]\([^()\s]{1,500}\)")
_STRONG = re.compile(r"(\*\*|__|~~)(?=\S)([^\n*_~]{1,400}?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,300}?)(?<=[^\s*])\*(?![\w*])|`([^`\n]{1,300})`")
_QUOTE = re.compile(r"^[ \t]*>[ \t]?(?=\S)", re.MULTILINE)
_SPACES = re.compile(r"[^\S\n]+")
_BLANKS = re.compile(r"\n{3,}")
_DEPTH = 12


def clean(text: str) -> str:
    """The readable text of `text`, NFC, with `\\n` as the only control character; may be empty."""
    plain = _NEWLINES.sub("\n", _visible(text))
    plain = _from_json(plain.strip())
    plain = _without_markup(plain)
    plain = _visible(plain)
    lines = (line.strip() for line in _SPACES.sub(" ", plain).split("\n"))
    return unicodedata.normalize("NFC", _BLANKS.sub("\n\n", "\n".join(lines)).strip())


def one_line(text: str, limit: int) -> str:
    """`text` cleaned of control characters and flattened to one line of at most `limit` characters, uncut words."""
    flat = " ".join(_visible(_NEWLINES.sub(" ", text[: limit * 4])).split())
    if len(flat) <= limit:
        return flat
    return flat[:limit].rsplit(" ", 1)[0]


def _visible(text: str) -> str:
    """Without controls, lone surrogates, non-characters and invisible format marks (bidi overrides among them)."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(char for char in text if char in "\n\r\t\x0b\x0c\x85\u2028\u2029" or _is_visible(char))


def _is_visible(char: str) -> bool:
    category = unicodedata.category(char)
    if category == "Cf":
        return char in _KEPT_FORMAT or 0xE0020 <= ord(char) <= 0xE007F
    return category not in {"Cc", "Cs", "Cn"}


def _without_markup(text: str) -> str:
    if "<" in text or "&" in text:
        text = _without_hidden(text)
        text = _ITEM_TAG.sub("\n- ", text)
        text = _ANY_TAG.sub("", _BLOCK_TAG.sub("\n", text))
        text = html.unescape(text)
    text = _RULE.sub("", _FENCE.sub("", text))
    text = _LINK.sub(r"\1", _QUOTE.sub("", _HEADING.sub(r"\1", text)))
    text = _STRONG.sub(r"\2", text)
    return _EMPHASIS.sub(lambda found: found.group(1) or found.group(2), text)


def _without_hidden(text: str) -> str:
    """Without the bodies of script and style elements."""
    lowered = text.lower()
    kept, place = [], 0
    for found in _HIDDEN.finditer(text):
        if found.start() < place:
            continue
        end = lowered.find(f"</{found.group(1).lower()}", found.end())
        if end < 0:
            break
        kept.append(text[place : found.start()])
        place = end
    return "".join(kept) + text[place:]


def _from_json(text: str) -> str:
    """The strings of a JSON document, a line per value and a blank line per object; other text as it is."""
    if not text.startswith(("{", "[")):
        return text
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return text
    lines = _strings(document, 0)
    return "\n".join(lines).strip() or text


def _strings(node: object, depth: int) -> list[str]:
    if isinstance(node, str):
        return [node]
    if depth > _DEPTH:
        return []
    if isinstance(node, dict):
        return [line for value in node.values() for line in _strings(value, depth + 1)] + [""]
    if isinstance(node, list):
        return [line for value in node for line in _strings(value, depth + 1)]
    return []
