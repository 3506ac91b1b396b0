"""Small repairs that make a piece of a prompt read like a line on a storyboard."""

import re

TERMINAL = ".!?…。！？｡؟۔।॥:"
_CLOSERS = "\"'”’»」』)]）】"
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_DEVANAGARI = re.compile("[\u0900-\u097f]")
_LEADING = re.compile(
    r"^(?:[\s,;:、，،；|]+|[-–—•*·]+(?=\s)|(?:→|⇒|->|=>|>)\s*|(?:and then|and|then|after that|next)\b(?! to\b),?\s+)+",
    re.IGNORECASE,
)
_TRAILING = re.compile(r"(?:[\s,;:、，،；|]|(?<=\s)[-–—]|→|⇒|->|=>|,? (?:and|then|and then))+$", re.IGNORECASE)
_WRAP = 45  # characters; shorter lines are lines on purpose
_URL = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)


def is_cjk(text: str) -> bool:
    """Whether `text` is written in Chinese characters or kana, at least in part."""
    return bool(_CJK.search(text))


def capitalised(text: str) -> str:
    """`text` with a capital first letter, unless its first word carries its own capitals ("iPhone")."""
    if len(text) > 1 and text[0].islower() and not text[1].isupper():
        upper = text[0].upper()
        return (upper if len(upper) == 1 else text[0]) + text[1:]
    return text


def tidy(text: str) -> str:
    """One line without stray list marks, connectives or separators at its ends; empty only if `text` is."""
    flat = flatten(text)
    bare = _TRAILING.sub("", _LEADING.sub("", flat)).strip()
    return capitalised(bare or flat)


def flatten(text: str) -> str:
    """The lines of `text` as one, each line a sentence unless it plainly runs on."""
    lines = [" ".join(line.split()) for line in text.split("\n") if line.strip()]
    flat = lines[0] if lines else ""
    for line in lines[1:]:
        if runs_on(flat, line):
            flat = f"{flat} {line}"
        elif flat.isupper() and len(flat) <= 30 and "." not in flat:
            flat = f"{flat}: {line}"  # a speaker's name over the speech
        else:
            flat = joined([flat, line])
    return flat


def runs_on(line: str, following: str) -> bool:
    """Whether a line break is only where an editor wrapped the text."""
    if line[-1:] in tuple(",;–—-"):
        return True
    return len(line) >= _WRAP and line[-1:] not in tuple(TERMINAL) and following[:1].islower()


def stopped(text: str) -> str:
    """`text` ending in a full stop of its own script, unless it ends in one already."""
    bare = text.rstrip()
    ends = bare.rstrip(_CLOSERS)[-1:] in tuple(TERMINAL)
    if not bare or ends or not (bare[-1].isalnum() or bare[-1] in _CLOSERS):
        return bare
    if is_cjk(bare[-3:]):
        return f"{bare}。"
    return f"{bare}।" if _DEVANAGARI.search(bare[-3:]) else f"{bare}."


def joined(texts: list[str]) -> str:
    """Sentences put one after the other, full stops added where they are missing between them."""
    parts = [text.strip() for text in texts if text.strip()]
    line = ""
    for part in parts:
        if not line:
            line = part
            continue
        line = stopped(line)
        line += part if is_cjk(line[-2:]) and is_cjk(part[:2]) else f" {part}"
    return line


def without_links(text: str) -> str:
    """`text` without web addresses, which a picture cannot show; `text` itself when nothing else is there."""
    return " ".join(_URL.sub("", text).split()) or text
