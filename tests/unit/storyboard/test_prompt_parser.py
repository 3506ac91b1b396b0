"""What a storyboard artist would make of a prompt, rule by rule."""

import re
from decimal import Decimal

import pytest

from storyreel_storyboard.domain.parser import SceneDraft, parse


def _told(prompt: str, duration: int) -> list[str]:
    return [scene.description.rstrip(".。") for scene in parse(prompt, duration=duration)]


STRUCTURES = {
    "scene headings": ("Scene 1: A fox wakes. Scene 2: It runs through snow. Scene 3: It finds a lake.", 15,
        ["A fox wakes", "It runs through snow", "It finds a lake"]),
    "scene headings on lines with words for numbers": ("Scene One - Dawn breaks\nScene Two - The ship sails", 10,
        ["Dawn breaks", "The ship sails"]),
    "German scene headings": ("Szene 1: Ein Fuchs wacht auf. Szene 2: Er läuft davon.", 10,
        ["Ein Fuchs wacht auf", "Er läuft davon"]),
    "shots with dashes": ("Shot 1 - a match\nShot 2 - a candle\nShot 3 - darkness", 15,
        ["A match", "A candle", "Darkness"]),
    "numbered lines": ("1. A match\n2) A candle\n3. Darkness falls", 15, ["A match", "A candle", "Darkness falls"]),
    "numbers inside one line": ("1. A match 2. A candle 3. Darkness falls", 15,
        ["A match", "A candle", "Darkness falls"]),
    "bullets": ("- A match\n- A candle\n• Darkness falls", 15, ["A match", "A candle", "Darkness falls"]),
    "lines": ("A match is struck\nA candle burns\nDarkness falls", 15,
        ["A match is struck", "A candle burns", "Darkness falls"]),
    "paragraphs": ("A match is struck.\n\nA candle burns.", 10, ["A match is struck", "A candle burns"]),
    "sentences with abbreviations and decimals": ("Dr. Marsh pays 5.30 dollars. Mr. Lee smiles.", 10,
        ["Dr. Marsh pays 5.30 dollars", "Mr. Lee smiles"]),
    "questions inside quotes": ('"Is anybody there?" she asks. Nobody answers her.', 10,
        ['"Is anybody there?" she asks', "Nobody answers her"]),
    "an ellipsis that goes on": ("The door opens... slowly, with a creak. A cat walks in.", 10,
        ["The door opens... slowly, with a creak", "A cat walks in"]),
    "then and finally": ("A fox wakes in its den, then runs through snow and finally it finds a lake", 15,
        ["A fox wakes in its den", "The fox runs through snow", "Finally it finds a lake"]),
    "semicolons": ("a match is struck; a candle burns; darkness falls", 15,
        ["A match is struck", "A candle burns", "Darkness falls"]),
    "arrows": ("a seed in soil -> a green shoot -> a tall tree", 15,
        ["A seed in soil", "A green shoot", "A tall tree"]),
    "a list of images": ("Snowy mountains, a frozen lake, a lone wolf", 15,
        ["Snowy mountains", "A frozen lake", "A lone wolf"]),
    "Japanese": ("灯台守の最後の夜。嵐が来る。彼は灯りをともす。", 15,
        ["灯台守の最後の夜", "嵐が来る", "彼は灯りをともす"]),
    "Arabic": ("منارة قديمة في العاصفة؟ الحارس يشعل الضوء.", 10, ["منارة قديمة في العاصفة؟", "الحارس يشعل الضوء"]),
    "Hindi": ("एक लोमड़ी जागती है। वह बर्फ में दौड़ती है।", 10, ["एक लोमड़ी जागती है।", "वह बर्फ में दौड़ती है।"]),
    "emoji": ("🌅🦊🏃👨‍👩‍👧‍👦🎉🏠🌲🌊⛄🎄", 50, [*"🌅🦊🏃", "👨‍👩‍👧‍👦", *"🎉🏠🌲🌊⛄🎄"]),
    "screenplay": ("INT. KITCHEN – DAY\nAnna pours coffee.\nCUT TO:\nEXT. STREET – NIGHT\nShe runs.", 10,
        ["INT. KITCHEN – DAY: Anna pours coffee", "EXT. STREET – NIGHT: She runs"]),
    "scene headings over slug lines": (
        "SCENE 1 - EXT. BEACH - DAY\nA surfer waits.\nSCENE 2 - UNDERWATER\nA whale sings.", 10,
        ["EXT. BEACH - DAY: A surfer waits", "UNDERWATER: A whale sings"]),
    "HTML": ("<h2>Scene 1: A match</h2><p>Scene 2: A &amp; B</p>", 10, ["A match", "A & B"]),
    "Markdown": ("## Scene 1: **A match**\n## Scene 2: [A candle](http://x.example)", 10, ["A match", "A candle"]),
    "JSON": ('{"scenes":[{"description":"A match is struck"},{"description":"A candle burns"}]}', 10,
        ["A match is struck", "A candle burns"]),
    "a schedule is no time code": ("6:30 Wake up and stretch\n7:00 Coffee outside", 10,
        ["6:30 Wake up and stretch", "7:00 Coffee outside"]),
}  # fmt: skip


@pytest.mark.parametrize(("prompt", "duration", "scenes"), STRUCTURES.values(), ids=STRUCTURES.keys())
def test_structure_in_the_prompt_becomes_the_scenes(prompt: str, duration: int, scenes: list[str]) -> None:
    """Whatever way the owner separates scenes, the board has these scenes."""
    assert _told(prompt, duration) == scenes


ONE_SENTENCE = [
    ("A paper boat sails down a rainy street, under a bridge, and out to sea at sunset.", 15,
        ["A paper boat sails down a rainy street", "The paper boat sails under a bridge",
         "The paper boat sails out to sea at sunset"]),
    ("She wakes, packs her bag and leaves at dawn.", 15, ["She wakes", "She packs her bag", "She leaves at dawn"]),
    ("A boy and his dog climb a hill and fly a kite.", 10,
        ["A boy and his dog climb a hill", "The boy and his dog fly a kite"]),
    ("A cat watching birds from the window, leaping at the glass, then falling asleep.", 15,
        ["A cat watching birds from the window", "The cat leaping at the glass", "The cat falling asleep"]),
    ("Kids build a snowman, throw snowballs, and drink hot chocolate by the fire.", 15,
        ["Kids build a snowman", "The kids throw snowballs", "The kids drink hot chocolate by the fire"]),
    ("An astronaut walks across red dunes, past a wrecked rover and into a dark cave.", 15,
        ["An astronaut walks across red dunes", "The astronaut walks past a wrecked rover",
         "The astronaut walks into a dark cave"]),
]  # fmt: skip


@pytest.mark.parametrize(("prompt", "duration", "scenes"), ONE_SENTENCE)
def test_one_sentence_is_told_clause_by_clause(prompt: str, duration: int, scenes: list[str]) -> None:
    """What a subject does in several clauses becomes several scenes, each with the subject and the verb."""
    assert _told(prompt, duration) == scenes


@pytest.mark.parametrize(("prompt", "scenes"), [(prompt, scenes) for prompt, _, scenes in ONE_SENTENCE])
@pytest.mark.parametrize("duration", [20, 25, 30, 60])
def test_clauses_are_told_in_order_whatever_is_added(prompt: str, scenes: list[str], duration: int) -> None:
    """In a longer film every clause is told once, in order, after a first look at the place."""
    told = _told(prompt, duration)
    assert told[0] not in scenes
    assert [description for description in told if description in scenes] == scenes


UNDIVIDED = [
    "A red, old, battered boat drifts on a grey lake.",
    "On 3 May 1926, Dr. Elena Marsh, a biologist, walks through Paris, Texas.",
    "In a quiet village, a clockmaker repairs a tower clock.",
]


@pytest.mark.parametrize("prompt", UNDIVIDED)
def test_names_dates_and_strings_of_adjectives_stay_whole(prompt: str) -> None:
    """A comma alone divides nothing."""
    assert prompt in [scene.description for scene in parse(prompt, duration=20)]


TIMES = {
    "clock stamps": ("0:00 A fox wakes\n0:03 It runs\n0:12 It sleeps", 15, ["3.00", "9.00", "3.00"]),
    "bracketed ranges": ("[00:00-00:04] logo\n[00:04-00:10] a runner", 10, ["4.00", "6.00"]),
    "seconds": ("at 0s a match, at 3s a candle burns, at 10s it is dark", 15, ["3.00", "7.00", "5.00"]),
    "ranges of seconds": ("0-4s: a match\n4-10s: a candle", 10, ["4.00", "6.00"]),
    "lengths in headings": ("Scene 1 (3s): logo. Scene 2 (7s): a runner.", 10, ["3.00", "7.00"]),
    "subtitles": ("1\n00:00:00,000 --> 00:00:02,500\nA fox\n\n2\n00:00:02,500 --> 00:00:10,000\nA den", 10,
        ["2.50", "7.50"]),
    "times past the end are shrunk": ("0:00-0:20 A fox\n0:20-1:00 A den", 12, ["4.00", "8.00"]),
    "a long stretch gets more scenes": ("0:00 A fox wakes\n0:05 It runs\n0:20 It sleeps", 30, ["5.00"] * 6),
    "no times": ("A fox runs through the snow", 12, ["6.00", "6.00"]),
    "one scene takes it all": ("A fox runs through the snow", 7, ["7.00"]),
}  # fmt: skip


@pytest.mark.parametrize(("prompt", "duration", "lengths"), TIMES.values(), ids=TIMES.keys())
def test_times_in_the_prompt_set_the_durations(prompt: str, duration: int, lengths: list[str]) -> None:
    """The owner's time stamps decide how long scenes last, as far as the fixed number of scenes allows."""
    assert [str(scene.duration) for scene in parse(prompt, duration=duration)] == lengths


def test_no_scene_lasts_longer_than_a_minute_whatever_the_stamps_say() -> None:
    """A stamp that asks for 280 seconds in one scene is brought down to what a scene may last."""
    lines = "\n".join(f"0:{second:02d} shot number {second}" for second in range(60))
    scenes = parse(lines, duration=300)
    assert sum(scene.duration for scene in scenes) == 300
    assert max(scene.duration for scene in scenes) == 60
    assert min(scene.duration for scene in scenes) >= Decimal("0.5")


REQUESTS = [
    ("Make a 30 second video about a brave fox", "A brave fox"),
    ("Please create a short film of a lighthouse at sea", "A lighthouse at sea"),
    ("I want a 15s advert for Brewly coffee beans", "Brewly coffee beans"),
    ("Erstelle ein kurzes Video über einen alten Leuchtturm", "Einen alten Leuchtturm"),
    ("Fais-moi une vidéo de 30 secondes sur un boulanger", "Un boulanger"),
    ("Crea un vídeo corto sobre una anciana y su gato", "Una anciana y su gato"),
    ("Thirty seconds. A knight rides home", "A knight rides home"),
    ("Explain how photosynthesis feeds a tree", "How photosynthesis feeds a tree"),
    ("制作一个关于敦煌壁画的视频。画师点亮油灯。", "敦煌壁画。画师点亮油灯"),
]


@pytest.mark.parametrize(("prompt", "subject"), REQUESTS)
def test_the_asking_is_no_content_but_its_subject_is(prompt: str, subject: str) -> None:
    """ "Make a video about X" shows X and not the words around it."""
    assert _told(prompt, 5) == [subject]


STYLES = [
    ("A fox wakes. It runs home. In the style of Wes Anderson.", "in the style of Wes Anderson"),
    ("A fox wakes. It runs home. Shot on 35mm.", "shot on 35mm"),
    ("A fox wakes. It runs home. Slow motion throughout.", "slow motion throughout"),
    ("A fox wakes. It runs home. No text.", "no text"),
    ("A fox wakes. It runs home, cinematic, 4k", "cinematic, 4k"),
    ("Style: watercolour\nA fox wakes.\nIt runs home.", "watercolour"),
    ("Make a black and white film about a fox. It runs home.", "black and white"),
]


@pytest.mark.parametrize(("prompt", "style"), STYLES)
def test_global_style_is_in_every_picture_and_in_no_description(prompt: str, style: str) -> None:
    """A remark on the look of the film is not a scene, and every image prompt carries it."""
    scenes = parse(prompt, duration=10)
    assert [style.lower() in scene.image_prompt.lower() for scene in scenes] == [True, True]
    assert not any(style.lower() in scene.description.lower() for scene in scenes)


def test_music_directions_are_neither_scene_nor_picture() -> None:
    """What can only be heard does not reach the image model."""
    scenes = parse("- A fox wakes\n- It runs home\nMusic: gentle strings", duration=10)
    assert [scene.description for scene in scenes] == ["A fox wakes", "It runs home"]
    assert not any("strings" in scene.image_prompt for scene in scenes)


def test_too_many_units_are_merged_in_order_without_loss() -> None:
    """Seven list items in three scenes are all there, neighbours together."""
    items = ["Dawn", "A courier", "Rain", "Neon signs", "She arrives", "A door", "The end"]
    scenes = parse("\n".join(f"{n}. {item}" for n, item in enumerate(items, 1)), duration=15)
    told = " ".join(scene.description for scene in scenes)
    assert [told.index(item) for item in items] == sorted(told.index(item) for item in items)


def test_long_units_get_more_scenes_than_short_ones() -> None:
    """A paragraph of five sentences takes more of the film than one of three words."""
    long = "The ship leaves port at dawn. Gulls circle over the mast. The crew sings. A whale surfaces. The sun sets."
    scenes = parse(f"A bell rings.\n\n{long}", duration=30)
    assert scenes[0].description == "A bell rings."
    assert [scene.description for scene in scenes[1:]] == [f"{part}." for part in long.rstrip(".").split(". ")]


def test_a_merged_scene_over_the_limit_keeps_a_part_of_every_unit() -> None:
    """When ten long paragraphs share one scene, each still occurs, cut between words."""
    prompt = "\n\n".join(f"Paragraph{n} " + "tells a long story " * 12 for n in range(10))
    (scene,) = parse(prompt, duration=5)
    assert len(scene.description) <= 1000
    assert all(f"Paragraph{n} tells" in scene.description for n in range(10))


DEVELOPED = [
    "a lighthouse keeper's last night",
    "A fox runs through the snow",
    "neon rain over tokyo",
    "The history of coffee",
    "Two sisters bake bread with their grandmother",
    "An advert for our new trail shoe",
]


@pytest.mark.parametrize("prompt", DEVELOPED)
@pytest.mark.parametrize("duration", [30, 60, 300])
def test_a_short_prompt_is_developed_and_never_repeats_itself(prompt: str, duration: int) -> None:
    """Every scene of a developed board has its own text and its own picture, even sixty of them."""
    scenes = parse(prompt, duration=duration)
    assert len({scene.description for scene in scenes}) == len(scenes)
    assert len({scene.image_prompt for scene in scenes}) == len(scenes)
    assert not any(re.search(r"\b(?:part|scene) \d", scene.description) for scene in scenes)


def test_the_owner_s_words_are_in_a_developed_board() -> None:
    """Developing adds to the prompt and does not replace it."""
    for prompt in DEVELOPED[:5]:
        told = " ".join(scene.description.lower() for scene in parse(prompt, duration=60))
        assert prompt.lower() in told


def test_the_seed_chooses_among_beats() -> None:
    """Another seed tells the same prompt in other beats, the same seed in the same ones."""
    boards = [parse("a fox in the snow", duration=60, seed=seed) for seed in (1, 1, 2)]
    assert boards[0] == boards[1]
    assert boards[0] != boards[2]


FOREIGN = [
    "Ein Leuchtturmwärter und seine letzte Nacht",
    "Una anciana teje una bufanda roja",
    "灯台守の最後の夜のこと",
    "الليلة الأخيرة لحارس المنارة",
    "Последняя ночь смотрителя маяка",
]


@pytest.mark.parametrize("prompt", FOREIGN)
def test_no_english_sentence_is_put_into_another_language(prompt: str) -> None:
    """Descriptions of a prompt that is not English begin with the owner's words and add at most a shot size."""
    scenes = parse(prompt, duration=30)
    assert all(scene.description.startswith(prompt) for scene in scenes)
    assert all(len(scene.description) < len(prompt) + 25 for scene in scenes)
    assert len({scene.image_prompt for scene in scenes}) == len(scenes)


CONTINUITY = [
    ("A young sailor in a yellow raincoat waits. She opens the door.", "a young sailor in a yellow raincoat"),
    ("A robot with a dented helmet wakes. It finds a violin.", "a robot with a dented helmet"),
    ("An old man in a grey coat sits down. Then he reads a letter.", "an old man in a grey coat"),
    ("Dr. Elena Marsh, a biologist in a green parka, waits. Elena smiles at last.", "a biologist in a green parka"),
    ("A young sailor with a red beard waits. The sailor opens the door.", "a young sailor with a red beard"),
]


@pytest.mark.parametrize(("prompt", "who"), CONTINUITY)
def test_a_picture_shows_whom_the_pronoun_stands_for(prompt: str, who: str) -> None:
    """Who was introduced earlier is named in the image prompt of a scene that does not say it."""
    second = parse(prompt, duration=10)[1]
    assert who not in second.description
    assert who in second.image_prompt


def test_she_is_not_the_man_and_he_is_not_the_woman() -> None:
    """With two people introduced, a pronoun calls the one it fits."""
    scenes = parse("A tall woman waits. A bald man arrives. She looks up. He sits down.", duration=20)
    assert "Subject: a tall woman" in scenes[2].image_prompt
    assert "Subject: a bald man" in scenes[3].image_prompt


def test_camera_words_stay_with_their_scene() -> None:
    """What the owner says about the camera is not contradicted, and does not spread to other scenes."""
    first, second = parse("Extreme close-up of a drop. Drone shot over a desert, pan left.", duration=10)
    assert "close-up" in first.description.lower()
    assert not any(f"{size} shot" in first.image_prompt.lower() for size in ("wide", "medium", "long"))
    assert "drone" not in first.image_prompt.lower()
    assert "close-up" not in second.image_prompt.lower()


def test_a_bare_camera_direction_joins_what_it_shows() -> None:
    """ "Close-up." alone is no scene."""
    assert _told("Close-up. A drop falls on a leaf. A nomad walks by.", 10) == [
        "Close-up. A drop falls on a leaf",
        "A nomad walks by",
    ]


def test_scenes_without_camera_words_get_a_size_and_a_move() -> None:
    """Every plain scene is given a shot; neighbours differ."""
    scenes = parse("A match is struck. A candle burns. Darkness falls.", duration=15)
    shots = [scene.image_prompt.split(". ")[1] for scene in scenes]
    assert all("shot" in shot or "close-up" in shot.lower() for shot in shots)
    assert len(set(shots)) == 3


def test_style_and_framing_reach_every_picture() -> None:
    """The style field and the aspect ratio are words of each image prompt."""
    for scene in parse("A match is struck. A candle burns.", duration=10, style="linocut", aspect_ratio="9:16"):
        assert "Style: linocut" in scene.image_prompt
        assert "Vertical composition" in scene.image_prompt


def test_time_of_day_holds_until_another_is_named() -> None:
    """Scenes after "night" stay in the night."""
    scenes = parse("Night falls on a village. A dog barks. A door closes.", duration=15)
    assert any(word in scenes[2].image_prompt.lower() for word in ("night", "moon", "dark"))


def test_scene_numbers_count_from_one() -> None:
    """Scenes are numbered in order."""
    assert [scene.scene_number for scene in parse("a fox in the snow", duration=30)] == [1, 2, 3, 4, 5, 6]
    assert isinstance(parse("a fox in the snow", duration=5)[0], SceneDraft)


ODD = {
    "one letter": "a" * 5000,
    "no punctuation": ("the fox runs on through the deep snow " * 140)[:5000],
    "punctuation": "!?.,;:-()" * 20,
    "brackets": "[" * 5000,
    "open tags": "<script" * 600,
    "format codes": "%{pts} %{eif\\:t\\:d}",
    "control characters": "\x00\x1b[31m a fox \u202e runs \u200b\ufeff home \x7f",
    "nothing visible": "\u200b" * 20,
    "a link": "https://example.com/a?b=c",
    "combining marks": "a" + "\u0301" * 3000,
    "flags": "🇩🇪🇫🇷" * 300,
    "style words alone": "cinematic, 4k, moody lighting",
}


@pytest.mark.parametrize("prompt", ODD.values(), ids=ODD.keys())
@pytest.mark.parametrize("duration", [5, 60, 300])
def test_odd_prompts_still_make_a_whole_board(prompt: str, duration: int) -> None:
    """Nothing a caller can send breaks the contract of a scene."""
    scenes = parse(prompt, duration=duration)
    assert len(scenes) == duration // 5
    assert all(1 <= len(scene.description) <= 1000 and 1 <= len(scene.image_prompt) <= 2000 for scene in scenes)
    assert not any(char in scene.image_prompt for scene in scenes for char in "\x00\x1b\x7f\u202e\u200b\ufeff")


def test_a_family_emoji_is_never_cut_in_half() -> None:
    """A long run of compound emoji is cut between them."""
    family = "👨‍👩‍👧‍👦"
    (scene,) = parse(family * 300, duration=5)
    assert scene.description.removesuffix("…").replace(family, "") == ""
