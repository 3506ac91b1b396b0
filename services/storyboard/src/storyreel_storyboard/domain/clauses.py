"""Clauses: where one sentence tells of several things happening one after the other."""

import re
from itertools import pairwise

from storyreel_storyboard.domain import sharing, verbs
from storyreel_storyboard.domain.graphemes import boundary_before, clusters, is_pictographic
from storyreel_storyboard.domain.language import is_english
from storyreel_storyboard.domain.units import weight

_THEN = (
    "then|after that|afterwards?|after a while|finally|meanwhile|suddenly|eventually|later|at last|"
    "in the end|next(?! to)|"
    "cut to|(?:the )?camera cuts to|"
    "dann|danach|schließlich|plötzlich|währenddessen|anschließend|zuletzt|am ende|"
    "puis|ensuite|après cela|enfin|soudain|pendant ce temps|finalement|"
    "luego|después(?! de)|entonces|finalmente|mientras tanto|de repente|por fin|al final|"
    "poi|infine|intanto|improvvisamente|all'improvviso|"
    "depois(?! d)|então|em seguida|enquanto isso|"
    "daarna|vervolgens|uiteindelijk|plotseling|sonra|ardından|sonunda|aniden|potem|następnie|nagle|wreszcie|"
    "затем|потом|наконец|вдруг|внезапно|тем временем|после этого|"
    "ثم|بعد ذلك|وأخيرا|وأخيرًا|أخيرا|فجأة|وفجأة|في النهاية|وفي هذه الأثناء|फिर|उसके बाद|अंत में|अचानक|इस बीच|"
    "그리고|그 후|마침내|갑자기|한편"
)
_CONNECTIVE = re.compile(
    rf"(?:\s*[,;:،]\s*|\s+|\s+[—–-]\s+)(?=(?:(?:and|but|und|aber|et|mais|y|e|i|и|но|و)\s+)?(?:{_THEN})(?![^\W_]))"
    r"|(?<=[\u3040-\u9fff、，,])(?=その後|それから|次に|最後に|突然|一方、|やがて|そして|然后|接着|随后|最后|与此同时|忽然)",
    re.IGNORECASE,
)
_BREAK = re.compile(r"\s*[;；؛]\s*|(?<=[^\W\d_]|\d):\s+(?=[^:.]{3,200},)|\s+(?:→|⇒|->|=>|>|\||//|[—–])\s+")
_COMMA = re.compile(r"[,，、،]\s*|\s+(?=(?:and|but|und|et|y|e|и)\s)", re.IGNORECASE)
_LONG = 220.0  # weight from which a text without any inner mark is cut by length
_CHUNK = 110.0


def clauses(text: str, wanted: int) -> list[str]:
    """Up to many clauses of `text`, at the strongest mark it has; their concatenation is `text` again."""
    if is_pictographic(text):
        return _pictures(text, wanted)
    for pattern in (_CONNECTIVE, _BREAK):
        pieces = _whole(_at(pattern, text))
        if len(pieces) > 1:
            finer = [part for piece in pieces for part in _at_commas(piece)] if is_english(text) else pieces
            return finer if len(finer) <= wanted else pieces
    pieces = _at_commas(text)
    return pieces if len(pieces) > 1 else _by_length(text, wanted)


def _at(pattern: re.Pattern[str], text: str) -> list[str]:
    """`text` cut behind every match."""
    cuts = [0, *(found.end() for found in pattern.finditer(text) if 0 < found.end() < len(text)), len(text)]
    return [text[start:end] for start, end in pairwise(cuts) if end > start]


def _is_substantial(piece: str) -> bool:
    return len(piece.split()) > 1 or weight(piece.strip()) > 24


def _whole(pieces: list[str]) -> list[str]:
    """`pieces` with the slight ones put to a neighbour."""
    kept: list[str] = []
    for piece in pieces:
        if kept and not (_is_substantial(piece) and _is_substantial(kept[-1])):
            kept[-1] += piece
        else:
            kept.append(piece)
    return kept


def _at_commas(text: str) -> list[str]:
    pieces = _at(_COMMA, text)
    if len(pieces) < 2:
        return pieces
    if is_english(text):
        if len(pieces) > 2 and all(map(verbs.is_image, pieces)):
            return _whole(pieces)
        return _told_apart(pieces)
    return _joined_unless(pieces, lambda piece: weight(piece) > 34 and (len(piece.split()) > 3 or weight(piece) > 40))


def _joined_unless(pieces: list[str], stands_alone: "verbs.Test") -> list[str]:
    """`pieces` where only one that stands alone starts anew, and only after another that does."""
    kept = [pieces[0]]
    for piece in pieces[1:]:
        if stands_alone(piece) and _is_substantial(kept[-1]) and not verbs.is_adverbial(kept[-1]):
            kept.append(piece)
        else:
            kept[-1] += piece
    return kept


def _told_apart(pieces: list[str]) -> list[str]:
    """`pieces` of an English sentence, cut where one thing has been told and another begins.

    Names, dates and strings of adjectives tell nothing, so they stay with what follows them.
    """
    kept, leading = [pieces[0]], pieces[0]
    for piece in pieces[1:]:
        before = kept[-1]
        goes_on = sharing.goes_on(piece, leading)
        acts = (
            verbs.is_action(piece)
            or sharing.does_more(piece, leading)
            or (sharing.opens_with_verb(piece) and len(verbs.tokens(piece)) > 2)
        )
        acted = sharing.has_verb(leading) and not verbs.is_adverbial(before if before == leading else leading)
        if (acted and acts) or goes_on or sharing.follows(piece, before):
            kept.append(piece)
        else:
            kept[-1] += piece
        leading = kept[-1] if sharing.has_verb(kept[-1]) else leading
    return kept


def _by_length(text: str, wanted: int) -> list[str]:
    """A long text in about even parts between words, or between characters where there are no spaces."""
    size = weight(text)
    parts = min(wanted, int(size // _CHUNK)) if size > _LONG else 1
    if parts < 2:
        return [text]
    cuts = [0]
    for part in range(1, parts):
        ideal = part * len(text) // parts
        space = text.rfind(" ", cuts[-1] + 1, ideal + 1)
        near = space > cuts[-1] and ideal - space < len(text) // (2 * parts)
        place = space + 1 if near else boundary_before(text, ideal)
        if place > cuts[-1]:
            cuts.append(place)
    cuts.append(len(text))
    return [text[start:end] for start, end in pairwise(cuts) if end > start]


def _pictures(text: str, wanted: int) -> list[str]:
    """Emoji one by one, marks and spaces kept with the picture before them."""
    pieces: list[str] = []
    for cluster in clusters(text):
        is_mark = (
            cluster.isspace()
            or (len(cluster) == 1 and ord(cluster) < 0x2600)
            or ord(cluster[0]) in range(0x2190, 0x2200)
        )
        if pieces and (is_mark or cluster.startswith(("➡", "⬇"))):
            pieces[-1] += cluster
        else:
            pieces.append(cluster)
    return pieces if len(pieces) <= 4 * wanted else _by_length(text, wanted)
