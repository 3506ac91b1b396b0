"""How film makers are asked for a film, in several languages.

Every pattern has the groups `film` (the kind of film) and either `words` (what is said about it, to be read for style;
the content follows the match) or `about` (the content itself, where the asking surrounds it).
"""

import re

_FILM = (
    r"(?P<film>(?:short |feature |music |explainer |promo(?:tional)? |product |brand |social |launch |"
    r"tv |web |action )*"
    r"(?:videos?|films?|movies?|clips?|advert(?:isement)?s?|ads?|commercials?|trailers?|teasers?|"
    r"shorts?|reels?|animations?|"
    r"spots?|storyboards?|documentar(?:y|ies)|promos?|montages?|sequences?|tiktoks?|vlogs?|cartoons?|"
    r"slideshows?|animatics?))\b"
)
_ASIDE = r"(?P<words>(?:[^\s.:;!?\n]{1,30}[ \t]+){0,9}?)"
_ABOUT = (
    r"(?:\s*\([^()\n]{1,60}\))?(?:\s+(?:in|with|for)\s+\d{1,3}\s+(?:scenes|shots|seconds))?"
    r"(?:,?\s*(?:that|which)?\s*(?:about|of|on|for|showing|featuring|that shows|which shows|shows|"
    r"in which|where|depicting|"
    r"following|telling the story of|advertising|promoting|introducing|celebrating|called|titled|"
    r"with the following scenes|"
    r"with these scenes|as follows|starring|explaining)\b\s*:?|\s*[:,–—-]|\s*\.(?=\s))\s*"
)
_ASK = (
    r"(?:(?:hi|hello|hey)[,!.]?\s+)?(?:please,?\s+)?(?:(?:can|could|would) you\s+(?:please\s+)?|(?:i|"
    r"we)(?:'d|’d| would)? (?:want|need|like)\s+"
    r"(?:you\s+)?(?:to\s+)?|let(?:'|’)?s\s+|help me\s+)?"
)
_MAKE = (
    r"(?:(?:make|create|generate|produce|shoot|film|render|build|give|write|design|direct|animate|draw|"
    r"do|have|see|get|storyboard|want)\s+)"
)
ENGLISH = re.compile(
    rf"^\s*{_ASK}{_MAKE}?(?:(?:me|us)\s+)?(?:a|an|the|my|our|some|this|one)?\s*{_ASIDE}{_FILM}{_ABOUT}", re.IGNORECASE
)
SHOW = re.compile(
    r"^\s*(?:please\s+)?(?:show(?:\s+(?:me|us))?|imagine|visuali[sz]e|depict|explain|describe|animate|illustrate|(?:i|"
    r"we) want to see|picture)"
    r"\s+(?=(?:an?|the|my|our|two|three|some|how|why|what)\b)",
    re.IGNORECASE,
)
_WORDS = r"(?P<words>(?:[^\s.:;!?\n]{1,30}\s+){0,6}?)"
_MORE = r"(?:[^\s.:;!?\n]{1,30}\s+){0,6}?"
_GERMAN = (
    r"^\s*(?:bitte\s+)?(?:(?:mach|mache|macht|erstelle?|erzeuge?|drehe?|produziere?)\s+(?:mir\s+|uns\s+)?(?:bitte\s+)?)?"
    rf"(?:ein|eine|einen)\s+{_WORDS}(?P<film>\S{{0,20}}(?:video|film|clip|werbespot|spot|trailer|animation))\s*"
    r"(?:über|von|für|zu|mit|zum thema|:|,)\s*"
)
_LASTING = r"(?:d[ei] \d{1,3} ?\w+ )?"
_FRENCH = (
    r"^\s*(?:(?:fais|faites|crée|créez|créer|réalise[rz]?|génère[rz]?|produis)(?:[- ]moi)?\s+)?(?:un|une)\s+"
    rf"{_WORDS}(?P<film>vidéo|film|clip|publicité|pub|court[- ]métrage|spot|animation)s?\s*{_LASTING}{_MORE}"
    r"(?:sur|à propos de|pour|montrant|de|d[’']|:|,)\s*"
)
_SPANISH = (
    r"^\s*(?:(?:haz|hazme|crea|créame|genera|produce|hacer)\s+)?(?:un|una)\s+"
    rf"{_WORDS}(?P<film>v[ií]deo|película|anuncio|corto(?:metraje)?|clip|tráiler)\s*{_LASTING}{_MORE}"
    r"(?:sobre|acerca de|para|de|:|,)\s*"
)
_ITALIAN = (
    r"^\s*(?:(?:fai|crea|creami|genera|realizza)\s+)?(?:un|uno|una)\s+"
    rf"{_WORDS}(?P<film>video|film|spot|cortometraggio|clip|trailer)\s*{_LASTING}{_MORE}(?:su|sul|sulla|per|di|:|,)\s+"
)
_PORTUGUESE = (
    r"^\s*(?:(?:faça|faz|crie|cria|gere|produza)\s+)?(?:um|uma)\s+"
    rf"{_WORDS}(?P<film>vídeo|filme|anúncio|curta(?:-metragem)?|clipe)\s*{_LASTING}{_MORE}(?:sobre|para|de|:|,)\s+"
)
_RUSSIAN = (
    r"^\s*(?:(?:сделай(?:те)?|создай(?:те)?|сними(?:те)?)\s+)?"
    rf"{_WORDS}(?P<film>видео|ролик|фильм|клип|реклам[ау])\s+(?:про|об?|для)\s+"
)
_CHINESE_MAKE = r"^\s*(?:请)?(?:帮我)?(?:制作|生成|创作|拍摄|做)(?:一个|一段|一部|一支)?"
_CHINESE_FILM = r"(?P<film>视频|短片|影片|广告|动画)"
_CHINESE = rf"{_CHINESE_MAKE}(?P<words>)[^，。:：\n]{{0,14}}?{_CHINESE_FILM}[:：，]\s*"
_ARABIC = (
    r"^\s*(?:أنشئ|اصنع|أنتج|صمم|اعمل)\s+(?:لي\s+)?(?P<film>فيديو|فيلما|فيلمًا|فيلم|إعلانا|إعلان)(?P<words>)"
    r"(?:\s+\S+){0,5}?\s+(?:عن|حول|لـ)\s*"
)
_CHINESE_AROUND = rf"{_CHINESE_MAKE}[^，。\n]{{0,10}}?(?:关于|有关)(?P<about>[^\n]{{2,300}}?)的{_CHINESE_FILM}[。！]?"
_JAPANESE_AROUND = (
    r"^\s*(?P<about>[^\n。]{2,300}?)(?:についての|に関する|の)(?:\d{1,3}秒の?)?"
    r"(?P<film>動画|映像|ビデオ|ショートフィルム|短編映画)を(?:作って|作成して|作る|制作して|生成して)[^。\n]{0,8}[。！]?"
)
_KOREAN_AROUND = (
    r"^\s*(?P<about>[^\n.]{2,300}?)에 (?:대한|관한) [^.\n]{0,12}?"
    r"(?P<film>영상|비디오|동영상)(?:을|를) [^.\n]{0,14}[.]?"
)
_HINDI_AROUND = r"^\s*(?P<about>[^\n।]{2,300}?) के बारे में (?:एक )?[^।\n]{0,14}?(?P<film>वीडियो|फिल्म) [^।\n]{0,12}[।.]?"
BEFORE = (
    ENGLISH,
    *(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (_GERMAN, _FRENCH, _SPANISH, _ITALIAN, _PORTUGUESE, _RUSSIAN, _CHINESE, _ARABIC)
    ),
)
AROUND = tuple(map(re.compile, (_CHINESE_AROUND, _JAPANESE_AROUND, _KOREAN_AROUND, _HINDI_AROUND)))
