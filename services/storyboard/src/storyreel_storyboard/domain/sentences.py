"""Sentences, in the punctuation of many scripts."""

import re

_ABBREVIATIONS = frozenset(
    re.findall(
        r"\S+",
        "mr mrs ms dr prof st sr jr vs etc e.g i.e eg ie cf al inc ltd co corp no nr vol fig approx ca "
        "bzw z.b d.h u.a usw "
        "str hr fr int ext est sec min max dept gen col lt sgt capt rev hon p.s a.m p.m ft oz av bd mme "
        "mlle sra srta ud "
        "ee.uu т.е т.д т.п г ул",
    )
)
_END = re.compile(
    r"[。！？｡]+[」』”’）】\"')\]]*\s*|(?:[.!?…؟۔।॥]|\.{2,})+[\"'”’»)\]]*(?=\s|$)\s*|[؟۔।॥!?]+(?=[^\W\d_a-zA-Z])"
)
_QUOTED = re.compile(r'"[^"\n]{1,150}"|“[^”\n]{1,150}”|«[^»\n]{1,150}»|「[^」\n]{1,150}」|„[^“”\n]{1,150}[“”]')
_LAST_WORD = re.compile(r"([^\s(\[\"“'’/]{1,20})$")
_SUBSTANCE = re.compile(r"(?:[^\W_][\W_]*){4}|[\u3040-\u9fff]")  # "Go!" is no scene of its own


def sentences(text: str) -> list[str]:
    """The sentences of `text`; their concatenation is `text` again."""
    quoted = [(found.start(), found.end()) for found in _QUOTED.finditer(text)]
    pieces, start, quote = [], 0, 0
    for found in _END.finditer(text):
        while quote < len(quoted) and quoted[quote][1] <= found.start():
            quote += 1
        inside = quote < len(quoted) and quoted[quote][0] < found.start() and not _closes(found, quoted[quote][1])
        if inside or not _ends_sentence(text, found):
            continue
        pieces.append(text[start : found.end()])
        start = found.end()
    if start < len(text):
        pieces.append(text[start:])
    return _with_fragments_joined(pieces)


def _closes(end: re.Match[str], quote_end: int) -> bool:
    return end.end() >= quote_end


def _ends_sentence(text: str, end: re.Match[str]) -> bool:
    mark, following = end[0].strip(), text[end.end() : end.end() + 1]
    if not following or not mark.startswith((".", "…", "!", "?")):
        return True
    if mark == ".":
        word = _LAST_WORD.search(text, max(0, end.start() - 20), end.start())
        last = word[1].lower() if word else ""
        initial = len(last) == 1 and last.isalpha() and text[end.start() - 1].isupper()
        return not (initial or last in _ABBREVIATIONS or (last.isdigit() and following.islower()))
    plain = mark in {"!", "?"}
    return not following.islower() or plain


def _is_slight(piece: str) -> bool:
    return not _SUBSTANCE.search(piece)


def _with_fragments_joined(pieces: list[str]) -> list[str]:
    """`pieces` with those of hardly any letters put to the one before them, or after them at the start."""
    whole: list[str] = []
    for piece in pieces:
        if whole and (_is_slight(piece) or (len(whole) == 1 and _is_slight(whole[0]))):
            whole[-1] += piece
        else:
            whole.append(piece)
    return whole
