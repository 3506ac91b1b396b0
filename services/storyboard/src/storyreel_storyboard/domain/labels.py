"""Shot sizes in the owner's language, to tell apart the scenes of a text that English words may not be added to."""

from storyreel_storyboard.domain.camera import Role

_FAR = {Role.ESTABLISH, Role.RESOLVE}
_NEAR = {Role.DETAIL}
_FACE = {Role.TURN, Role.PAUSE}
_TERMS = {
    "de": ("Totale", "Detail", "Nahaufnahme", "Halbtotale"),
    "fr": ("plan d’ensemble", "insert", "gros plan", "plan moyen"),
    "es": ("plano general", "plano detalle", "primer plano", "plano medio"),
    "it": ("campo lungo", "dettaglio", "primo piano", "piano medio"),
    "pt": ("plano geral", "plano detalhe", "close", "plano médio"),
    "nl": ("totaal", "detail", "close-up", "medium shot"),
    "pl": ("plan ogólny", "detal", "zbliżenie", "plan średni"),
    "sv": ("helbild", "detalj", "närbild", "halvbild"),
    "tr": ("genel plan", "detay", "yakın plan", "orta plan"),
    "ru": ("общий план", "деталь", "крупный план", "средний план"),
    "ja": ("ロングショット", "ディテール", "クローズアップ", "ミディアムショット"),
    "zh": ("全景", "细节", "特写", "中景"),
    "ko": ("롱숏", "디테일", "클로즈업", "미디엄숏"),
    "ar": ("لقطة عامة", "تفصيل", "لقطة قريبة", "لقطة متوسطة"),
    "hi": ("लॉन्ग शॉट", "डिटेल", "क्लोज़-अप", "मीडियम शॉट"),
}


def labelled(text: str, role: Role, language: str) -> str:
    """`text` followed by the shot size of `role` in `language`; `text` alone where no term is known or needed."""
    terms = _TERMS.get(language)
    if terms is None or role is Role.TOLD:
        return text
    place = 0 if role in _FAR else 1 if role in _NEAR else 2 if role in _FACE else 3
    return f"{text}（{terms[place]}）" if language in {"ja", "zh"} else f"{text} ({terms[place]})"
