"""Just enough about a text's language to know which words may be added to it."""

import re

_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH = frozenset(
    re.findall(
        r"\w+",
        "a an the and of in on at to is are was were with his her their its she he they it as from into "
        "by for over under "
        "through then while who that this my our your after before up down out off no not across along two",
    )
)
_OTHER = {
    "de": "der die das ein eine einen einem einer und mit im am auf dem den von zu ist sich durch über für "
    "nicht ihr sein",
    "fr": "le la les un une des du de et dans sur avec est au aux son sa ses pour par qui elle il d l",
    "es": "el la los las un una de del y en con por para su sus se que al es lo",
    "it": "il lo la gli le un una di del della dei e in con per che nel nella sul sulla si è",
    "pt": "o a os as um uma de do da dos das e em no na com por para que seu sua se é",
    "nl": "de het een en van in op met door zijn haar naar is uit voor",
    "pl": "i w na z do się jest przez nad pod po od",
    "sv": "en ett och i på med av som det den är till från",
    "tr": "bir ve bu ile için gibi da de",
}
_KANA = re.compile("[\u3040-\u30ff]")
_HAN = re.compile("[\u3400-\u9fff]")
_SCRIPTS = tuple(
    (code, re.compile(f"[{letters}]"))
    for code, letters in (
        ("ko", "\uac00-\ud7a3"),
        ("ar", "\u0600-\u06ff"),
        ("hi", "\u0900-\u097f"),
        ("ru", "\u0400-\u04ff"),
    )
)
_OTHERS = {code: frozenset(words.split()) for code, words in _OTHER.items()}


def language(text: str) -> str:
    """The language of `text` as a two-letter code, as far as its script and its little words tell; "" if they don't."""
    sample = text[:2000]
    words = [word.lower() for word in _WORD.findall(sample)]
    if len(_KANA.findall(sample)) * 6 > sum(map(len, words)) > 0:
        return "ja"
    if len(_HAN.findall(sample)) * 2 > sum(map(len, words)):
        return "zh"
    for code, letters in _SCRIPTS:
        if len(letters.findall(sample)) * 2 > sum(map(len, words)):
            return code
    counts = {code: sum(word in stop for word in words) for code, stop in _OTHERS.items()}
    foreign = max(counts, key=lambda code: counts[code])
    english = sum(word in _ENGLISH for word in words)
    if counts[foreign] > english:
        return foreign
    is_plain = bool(words) and sum(word.isascii() for word in words) >= 0.85 * len(words)
    return "en" if is_plain and (english or all(len(word) < 25 for word in words)) else ""


def is_english(text: str) -> bool:
    """Whether English words may be added to `text` without mixing languages."""
    return language(text) == "en"
