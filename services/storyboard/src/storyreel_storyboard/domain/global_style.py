"""What the owner says about the look of the whole film: "in the style of …", "shot on 35mm", "no text"."""

import re
from dataclasses import dataclass

from storyreel_storyboard.domain.sentences import sentences

_KEYWORDS = (
    "cinematic|photo-?realistic|hyper-?realistic|realistic|4k|8k|uhd|hdr|full hd|1080p|"
    "black and white|black-and-white|b&w|"
    "monochrome|(?:film )?noir|anime|manga|watercolou?r|oil painting|claymation|stop[- ]motion|"
    "3d(?: render(?:ed)?)?|cgi|pixel art|"
    "low[- ]poly|cyberpunk|steampunk|vaporwave|vintage|retro|minimalist(?:ic)?|minimal|surreal|"
    "dream(?:y|like)|moody|epic|"
    "shallow depth of field|bokeh|(?:35|16|70|8)\\s?mm(?: film)?|super[- ]?8|film grain|grainy|"
    "hand[- ]drawn|cartoon|flat design|"
    "documentary style|high contrast|low key|high key|high quality|ultra[- ]detailed|highly detailed|"
    "masterpiece|trending on artstation|"
    "(?:natural|volumetric|soft|warm|dramatic|golden hour|moody|studio|neon) light(?:ing)?|anamorphic|"
    "widescreen|vertical|"
    "16:9|9:16|1:1|4:3|slow motion|slow-?mo|time-?lapse|gritty|whimsical|nostalgic|ethereal|futuristic|impressionist|"
    "upbeat|playful|energetic|inspiring|emotional|uplifting|studio ghibli|pixar|wes anderson"
)
_ENDING = (
    r"style|look|aesthetic|lighting|colou?rs?|palette|tones?|mood|vibe|atmosphere|grading|grade|"
    r"cinematography|feel|rendering|film stock"
)
_NAMED = re.compile(
    rf"^(?:(?:and|with|in|very|a|an)\s+)*(?:(?:{_KEYWORDS})(?:\s+(?:{_KEYWORDS}|{_ENDING}|video|film|"
    rf"footage))*|(?:[\w'’-]+\s+){{1,4}}(?:{_ENDING}))[.!]?$",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(
    r"^(?:and\s+)?(?:no|without(?: any)?|avoid|don[’']t (?:show|use|include)|do not (?:show|use|"
    r"include))\s+(?:[\w'’-]+\s+){0,4}?"
    r"(?:text|titles?|captions?|subtitles?|words|logos?|watermarks?|people|faces|dialogue|voice-?over|"
    r"narration|humans|music|blood|"
    r"violence|letters|writing|brands?)\b[^.!?]{0,60}[.!]?$",
    re.IGNORECASE,
)
_STATED = re.compile(
    r"^(?:(?:overall|brand|visual|art|general|filming)\s+)?(?P<what>style|look(?: and feel)?|mood|tone|"
    r"lighting|colou?rs?|colou?r palette|palette|aesthetic|"
    r"atmosphere|camera|format|music|soundtrack|audio|sound|voice-?over|narration|aspect ratio|length|"
    r"duration|genre|medium|stil|estilo|stile|风格|スタイル)"
    r"\s*(?:[:=：]|should be|is to be|must be)\s*(?P<how>.{2,200})$",
    re.IGNORECASE | re.DOTALL,
)
_SHOT_ON = re.compile(
    r"^(?:(?:all|everything|the whole (?:film|video|thing)|it(?:[’']s| is| should be)?)\s+)?(?:to be\s+)?"
    r"(?:(?:shot|filmed|captured|rendered|animated|drawn|painted|lit)\s+(?:entirely |all )?(?:on|in|"
    r"with|like|as|by)\b.{2,160}"
    r"|(?:in|with)\s+(?:the|a|an)?\s*(?:style|look|manner|aesthetic|spirit)\s+of\b.{2,160}"
    r"|in\s+(?:an?|the)?\s*(?:[\w'’-]+\s+){1,5}(?:style|look|aesthetic)[.!]?"
    r"|(?:im stil (?:von|eines|einer)|dans le style d|al estilo de|nello stile d|no estilo d|в стиле)\b.{2,160}"
    r"|[^.!?]{2,80}\b(?:throughout|for the (?:whole|entire) (?:film|video|thing)|in every (?:shot|"
    r"scene)|all the way through)[.!]?"
    r"|(?:please )?(?:use|keep|make)\s+(?:it|the (?:\w+ )?(?:style|look|mood|tone|lighting|colou?rs?|"
    r"palette|pace|feel)|everything|"
    r"(?:[\w-]+\s+){0,3}(?:colou?rs?|lighting|tones|palette|angles|shots|cuts|camera work))\b.{0,120})$",
    re.IGNORECASE | re.DOTALL,
)
_TAIL = re.compile(
    r"(?:,\s*|\s+[–—-]\s+|\s+)(?P<style>(?:(?:all )?(?:shot|filmed) on\s|(?:(?:and )?(?:drawn|painted|"
    r"animated|rendered) )?in the (?:style|look|manner) of\s|"
    r"in (?:an? )?(?:[\w'’-]+ ){1,3}style$|im stil (?:von|eines|einer)\s|dans le style d|al estilo de\s|"
    r"nello stile d|no estilo d|в стиле\s)[^.!?\n]{0,120})[.!]?$",
    re.IGNORECASE,
)
_CJK_TAIL = re.compile(r"[，,、。\s](?P<style>[^，,、。\s]{1,14}(?:风格|風格|スタイルで?|画风|風で?))[。！]?$")
_SOUND = {
    "music",
    "soundtrack",
    "audio",
    "sound",
    "voiceover",
    "voice-over",
    "narration",
    "length",
    "duration",
    "format",
    "aspect ratio",
}


@dataclass(frozen=True, slots=True)
class Styled:
    """Content without its global style, and the style's phrases in order."""

    content: str
    style: tuple[str, ...] = ()


def peeled(text: str) -> Styled:
    """`text` without the style sentences and phrases at its end; something of the content always stays."""
    found: list[str] = []
    while True:
        content, style = _last_off(text)
        if not style or sum(char.isalnum() for char in content) < 3:
            return Styled(text, tuple(phrase for phrase in reversed(found) if phrase))
        text = content
        found.append(visible(style))


def _last_off(text: str) -> tuple[str, str]:
    """`text` without its last sentence, comma phrase or closing words if they are style, and what was taken."""
    body = text.rstrip()
    cut = body.rfind("\n") + 1
    pieces = sentences(body[cut:]) or [""]
    last = pieces[-1].strip(" -•*\t")
    start = len(body) - len(pieces[-1])
    if start and is_style(last):
        return body[:start], last.rstrip(".!")
    for pattern in (_TAIL, _CJK_TAIL):
        tail = pattern.search(body, max(start, len(body) - 200))
        if tail and tail.start() > start:
            return body[: tail.start()], tail["style"].strip()
    comma = body.rfind(",", start)
    phrase = body[comma + 1 :].strip(" .!")
    if (
        comma > start
        and len(phrase) < 60
        and (_NAMED.match(phrase) or _NEGATIVE.match(phrase) or _SHOT_ON.match(phrase))
    ):
        return body[:comma], phrase
    return text, ""


def is_style(sentence: str) -> bool:
    """Whether a whole sentence speaks of the film's look (or sound) and shows nothing itself."""
    if len(sentence) > 260:
        return False
    if any(pattern.match(sentence) for pattern in (_NEGATIVE, _STATED, _SHOT_ON)):
        return True
    phrases = [phrase.strip(" .!") for phrase in re.split(r"[,;]", sentence) if phrase.strip(" .!")]
    return bool(phrases) and all(_NAMED.match(phrase) or _NEGATIVE.match(phrase) for phrase in phrases)


def visible(style: str) -> str:
    """The part of a style phrase a picture can show; "" for music, voices and lengths."""
    stated = _STATED.match(style)
    if not stated:
        plain = style.strip(" ,.")
        return plain[:1].lower() + plain[1:] if plain[1:2].islower() or plain[1:2] == " " else plain
    what = stated["what"].lower()
    return (
        ""
        if what in _SOUND
        else f"{what}: {stated['how'].strip(' .')}"
        if what != "style"
        else stated["how"].strip(" .")
    )
