"""Words for how the camera sees it and what its subjects do. An underscore joins the words of a phrase."""

SHOTS: dict[str, str] = {
    "extreme-wide": "extreme_wide extreme_wide_shot extreme_long_shot establishing establishing_shot panorama "
    "panoramic vast sweeping_vista aerial_view aerial_shot drone_shot birds_eye bird_s_eye",
    "wide": "wide wide_shot wide_angle long_shot full_shot full_body landscape_shot wide_view",
    "medium": "medium medium_shot mid_shot waist_up cowboy_shot two_shot over_the_shoulder medium_wide",
    "close-up": "close_up closeup close_shot portrait face head_shot headshot tight_shot intimate close_on close_in "
    "detail_shot hands_holding",
    "macro": "macro extreme_close_up extreme_closeup macro_shot microscopic detail_of macro_photography",
}

ANGLES: dict[str, str] = {
    "aerial": "aerial aerial_view drone drone_shot birds_eye bird_s_eye bird_s_eye_view birds_eye_view from_above "
    "overhead top_down high_angle looking_down seen_from_above",
    "low": "low_angle from_below worm_s_eye looking_up low_shot hero_shot towering_over seen_from_below ground_level",
    "dutch": "dutch_angle tilted_frame canted",
}

ACTIONS: dict[str, str] = {
    "walk": "walk walk_home walks_home walking_home way_home stroll wander march hike step approach cross trek "
    "arrive leave pace stride climb explore roam "
    "follow enter return hiking crossing travel",
    "run": "run sprint race chase jog dash rush flee escape gallop hurry charge leap_forward speed",
    "fly": "fly soar glide hover float drift flying take_off takes_off lift_off lifts_off blast_off launch launches "
    "rise_above swoop ascend",
    "sit": "sit seated rest sitting perch kneel crouch ride sat sits read reading meditate study writing write type "
    "typing drink_tea fishing wake awaken awake",
    "look": "look gaze stare watch overlook standing_at stand_on looking_out look_out contemplate observe behold "
    "face_the looks_at admire",
    "jump": "jump leap bounce hop dive jumping",
    "dance": "dance spin twirl cheer celebrate sing wave_goodbye waving dancing perform raise_arms arms_raised victory",
    "sleep": "sleep nap asleep lying lie_down lay sleeping curled_up doze",
    "hold": "hold carry lift open reach offer show give take holding cook work build repair fix paint make craft "
    "play pour create stir pick",
    "fight": "fight battle duel attack slay defend strike combat fights_off swing_sword",
    "swim": "swim swimming dive_deep snorkel surface splash breach breaching",
    "sail": "sail sailing row cruise",
}

COUNTS: dict[str, int] = {
    "two": 2, "pair": 2, "couple": 2, "both": 2, "twin": 2, "three": 3, "trio": 3, "four": 4, "five": 5, "six": 6,
    "several": 4, "some": 3, "many": 7, "dozens": 9, "hundreds": 9, "flock": 7, "herd": 5, "group": 4, "swarm": 9,
    "pack": 4, "row": 4, "fleet": 5, "school": 9, "seven": 7, "eight": 8, "few": 3, "thousands": 9, "colony": 7,
    "rows": 6,
}  # fmt: skip

NEGATIONS = frozenset(
    {
        "no", "without", "never", "not", "nobody", "none", "empty_of",
    }
)  # fmt: skip
WEAR: dict[str, str] = {
    "coat": "coat raincoat jacket trenchcoat cloak cape robe overcoat hoodie parka",
    "dress": "dress gown skirt kimono sari",
    "hat": "hat cap beret helmet fedora top_hat straw_hat beanie",
    "scarf": "scarf shawl bandana",
    "backpack": "backpack rucksack",
    "shirt": "shirt sweater jumper suit uniform apron tshirt t_shirt blazer vest",
}
