"""What the animatic understands of a scene's words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyreel_media.animatic import Brief, Composition, read
from storyreel_media.animatic.lexicon import camera, conditions, places, styles, subjects
from storyreel_media.animatic.looks import LOOKS
from storyreel_media.animatic.scenery import PAINTERS
from storyreel_media.animatic.subjects.catalogue import DRAWINGS
from storyreel_media.animatic.words import stems, tokens


def kinds(scene: Composition) -> list[str]:
    return [subject.kind for subject in scene.subjects]


@pytest.mark.parametrize(
    ("prompt", "time", "place", "cast"),
    [
        ("A girl in a yellow raincoat walks with her dog along a beach at sunset", "dusk", "beach", ["girl", "dog"]),
        ("Lighthouse on a cliff at dawn, wide shot", "dawn", "coast", ["lighthouse"]),
        ("A robot holding a red umbrella in a rainy neon street at night", "night", "street", ["robot", "umbrella"]),
        ("Mountain lake in the early morning, a canoe", "dawn", "lake", ["canoe"]),
        ("Three foxes running through an autumn forest at noon", "noon", "forest", ["fox"]),
        ("Astronauts exploring the surface of the moon", "night", "moon", ["astronaut"]),
        ("A chef cooks in a busy kitchen in the evening", "evening", "kitchen", ["chef"]),
        ("An empty street at golden hour, without people and with no cars", "golden", "street", []),
        ("A whale, midnight, underwater", "night", "underwater", ["whale"]),
        ("Hot air balloons drift over the canyon at sunrise", "dawn", "canyon", ["airballoon"]),
        ("An old man reads a letter in the library, afternoon", "afternoon", "library", ["elder", "letter"]),
        ("Una mujer camina por la playa al atardecer", "dusk", "beach", ["woman"]),
        ("Un chien court dans la forêt, la nuit", "night", "forest", ["dog"]),
        ("Ein Schiff auf dem Meer, Sonnenuntergang", "dusk", "sea", ["ship"]),
        ("夜晚，一只猫在城市里", "night", "city", ["cat"]),
        ("海と船、夜明け", "dawn", "sea", ["ship"]),
        ("Кошка в лесу ночью", "night", "forest", ["cat"]),
        ("سفينة في البحر ليل", "night", "sea", ["ship"]),
        ("रात में जंगल, एक कुत्ता", "night", "forest", ["dog"]),
        ("🏖 🌅 🐕", "dawn", "beach", ["dog"]),
    ],
)
def test_words_become_time_place_and_cast(prompt: str, time: str, place: str, cast: list[str]) -> None:
    """When, where and who are read in any of the languages the lexicon knows."""
    scene = read(Brief(prompt))
    assert (scene.time, scene.place, kinds(scene)) == (time, place, cast)
    assert scene.known


def test_colours_clothes_numbers_and_actions_belong_to_their_subjects() -> None:
    """A red car stays red, a yellow raincoat is worn, three foxes are three."""
    car, girl = read(Brief("A red car passes a girl in a yellow raincoat who is running")).subjects
    assert (car.kind, car.colour) == ("car", "#d23b34")
    assert (girl.kind, girl.action, girl.wears) == ("girl", "run", (("coat", "#f2c230"),))
    assert read(Brief("Three foxes in a meadow")).subjects[0].count == 3
    assert read(Brief("A fox in a meadow")).subjects[0].count == 1
    assert read(Brief("Children in a classroom")).subjects[0].count > 1


@pytest.mark.parametrize(
    ("words", "weather"),
    [
        ("heavy rain", "rain"),
        ("a thunderstorm", "storm"),
        ("thick fog", "fog"),
        ("snowfall", "snow"),
        ("aurora", "aurora"),
    ],
)
def test_weather_is_read(words: str, weather: str) -> None:
    """What the air does is kept, and a storm brings its rain."""
    scene = read(Brief(f"A village in {words}"))
    assert scene.has(weather)
    assert scene.has("rain") or weather != "storm"


@pytest.mark.parametrize(
    ("words", "shot", "angle"),
    [
        ("Extreme wide shot of a castle", "extreme-wide", "level"),
        ("Close-up of a castle, low angle", "close-up", "low"),
        ("Macro shot of a castle", "macro", "level"),
        ("Aerial view of a castle", "extreme-wide", "aerial"),
        ("Medium shot, a castle", "medium", "level"),
    ],
)
def test_camera_words_set_shot_and_angle(words: str, shot: str, angle: str) -> None:
    """Shot size and camera height come from the words when the words have them."""
    scene = read(Brief(words))
    assert (scene.shot, scene.angle) == (shot, angle)


def test_the_camera_moves_horizon_and_scale() -> None:
    """A closer shot makes the subject larger; a low camera lowers nothing but the viewer: the horizon sinks."""
    heights = [
        read(Brief(f"{shot} of a dog in a meadow")).scale for shot in ("Extreme wide", "Wide", "Medium", "Close-up")
    ]
    assert heights == sorted(heights)
    assert read(Brief("aerial view of a valley")).horizon < read(Brief("low angle of a valley")).horizon


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("watercolour", "watercolour"), ("Water color", "watercolour"), ("Film Noir", "noir"),
        ("studio ghibli", "anime"), ("flat vector", "flat"), ("8-bit pixel art", "pixel"), ("oil painting", "oil"),
        ("pencil sketch", "sketch"), ("cyberpunk", "cyberpunk"), ("retro", "vintage"), ("paper cut-out", "papercut"),
        ("claymation", "clay"), ("cinematic", "cinematic"), ("zxqw", "tinted"),
    ],
)  # fmt: skip
def test_styles_are_recognised(style: str, expected: str) -> None:
    """The style field leads; a style nobody knows tints the picture instead."""
    assert read(Brief("A house on a hill", style=style)).style == expected


def test_a_style_in_the_prompt_counts_when_the_field_is_empty() -> None:
    """Style words at the end of an image prompt work like the field."""
    assert read(Brief("A house on a hill, watercolour, cinematic light")).style == "watercolour"
    assert read(Brief("A house on a hill")).style == "cinematic"


def test_the_description_is_read_before_the_prompt() -> None:
    """Who acts in the description is in front, whatever the prompt adds."""
    scene = read(Brief("cinematic, 35mm, a tree", description="A wolf runs across the snow"))
    assert kinds(scene)[0] == "wolf"


def test_inflections_and_accents_are_tolerated() -> None:
    """Plural, -ing with its doubled consonant, and accents lead to the word itself."""
    assert "run" in stems("running")
    assert "city" in stems("cities")
    assert "wolf" in stems("wolves")
    assert tokens("Forêt, MONTAÑA") == ["foret", "montana"]
    assert stems("bus") == ["bus"]


def test_unknown_words_still_make_a_scene_of_their_own() -> None:
    """Nothing understood is a landscape by the dice, and different words throw different dice."""
    scenes = [read(Brief(f"qwrtz {number} plmokn")) for number in range(12)]
    assert not any(scene.known for scene in scenes)
    assert len({(scene.place, scene.time, scene.horizon) for scene in scenes}) > 8


def test_every_word_of_the_lexicon_can_be_painted() -> None:
    """No table names a place, subject or style that no painter draws."""
    assert set(places.PLACES) == set(PAINTERS)
    assert set(places.IMPLIED.values()) <= set(places.PLACES)
    assert set(styles.STYLES) | {"tinted"} == set(LOOKS)
    assert set(subjects.SUBJECTS) - {"sun", "moon"} <= set(DRAWINGS)
    assert len(DRAWINGS) >= 40
    assert not places.INDOORS - set(places.PLACES)
    assert set(camera.SHOTS) == {"extreme-wide", "wide", "medium", "close-up", "macro"}
    assert {"dawn", "noon", "night"} < set(conditions.TIMES)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=2000), st.integers(0, 2**31), st.sampled_from(["16:9", "9:16", "1:1", "4:3"]))
def test_any_text_is_read_the_same_twice_and_stays_in_the_frame(prompt: str, seed: int, aspect: str) -> None:
    """Reading is total, pure, and puts everything within the picture."""
    brief = Brief(prompt, seed=seed, aspect_ratio=aspect)
    scene = read(brief)
    assert scene == read(brief)
    assert 0.1 < scene.anchor < 0.9
    assert 0.2 < scene.horizon < 0.9
    assert 0 <= scene.scale <= 1.2
    assert len(scene.subjects) <= 3


@pytest.mark.parametrize(
    ("words", "several"), [("an octopus", False), ("a bus", False), ("lanterns", True), ("wolves", True)]
)
def test_a_final_s_alone_is_no_plural(words: str, several: bool) -> None:
    """Only an inflected word means several."""
    assert (read(Brief(f"{words} at night")).subjects[0].count > 1) is several


@pytest.mark.parametrize(
    ("description", "prompt", "cast"),
    [
        ("She runs to the sea.", "She runs to the sea. Subject: a fox. Wide shot.", ["fox"]),
        ("A fox wakes. She runs.", "", ["fox"]),
        ("A mountain lake", "A mountain lake. Blue-hour light, first lamps lit", []),
        ("A mountain lake", "A mountain lake. Deep night, hard pools of lamplight", []),
        ("A climber plants a flag on the summit", "", ["person", "flag"]),
        ("A paper boat sails down a rainy street", "", ["paperboat"]),
    ],
)
def test_pronouns_light_and_verbs_are_no_subjects(description: str, prompt: str, cast: list[str]) -> None:
    """ "She" is whom the prompt names, lamplight is no lamp, and to plant is no plant."""
    assert kinds(read(Brief(prompt or description, description))) == cast


@pytest.mark.parametrize(
    ("prompt", "place", "season", "lead"),
    [
        ("Ein kleiner Bär angelt im Winter an einem zugefrorenen See", "lake", "winter", "bear"),
        ("Eine alte Dampflok fährt durch die Berge", "mountain", "summer", "train"),
        ("Am Abend tanzen die Kinder um ein Lagerfeuer", "forest", "summer", "child"),
        ("夜の東京、雨の中を猫が歩く。", "street", "summer", "cat"),
        ("桜の木の下で少女が本を読む。", "garden", "spring", "girl"),
        ("富士山の上に月が昇る。", "mountain", "summer", "snowpeak"),
        ("눈 덮인 숲에서 여우가 달린다", "forest", "winter", "fox"),
        ("An old man plays guitar by a campfire under the stars", "hills", "summer", "elder"),
        ("A whale jumps in the bay at noon", "sea", "summer", "whale"),
        ("A boat passes under a stone bridge", "stonebridge", "summer", "canoe"),
        ("Children build a snowman in the park", "garden", "winter", "child"),
    ],
)
def test_places_and_seasons_of_many_tongues(prompt: str, place: str, season: str, lead: str) -> None:
    """Endings, compounds and scripts without spaces lead to the same scene as the English words."""
    scene = read(Brief(prompt))
    assert (scene.place, scene.season, kinds(scene)[0]) == (place, season, lead)
