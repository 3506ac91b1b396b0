"""Words of lighting, which are no things to be drawn, and the verbs that look like things."""

# Swallowed whole: a prompt's "first lamps lit" asks for an hour, not for a lamp.
LIGHTS: dict[str, str] = {
    "lamps": "first_lamps_lit lamps_lit lamp_lit lamplit lamplight pool_of_lamplight light_source warm_light_source "
    "single_light_source pools_of_lamplight pools_of_light lantern_light lanternlight lantern_lit candlelight "
    "candlelit candle_lit firelight firelit "
    "lit_by_lamps lit_by_a_lamp lit_by_lanterns lit_by_a_lantern lit_by_candles lit_by_candle lit_by_streetlights "
    "lamps_coming_on lamps_come_on pool_of_light",
    "rim": "crescent_of_rim_light instrument_glow lens_glow lens_flare wet_surface black_shadow",
}

# What follows a thing that only says what its light is like: "window light", "lantern glow".
LIT = frozenset({"light", "lights", "lit", "glow", "lighting", "backlight", "backlit", "glare"})

# Forms that are verbs when an article or a possessive follows: "plants a flag", "guards the gate".
VERBS = frozenset(
    {
        "plant", "plants", "planted", "planting", "books", "ships", "trains", "presents", "guards", "guides", "notes",
        "fires", "houses", "towers", "crowns", "phones", "bears", "boxes", "lights", "drinks", "mails", "guard",
    }
)  # fmt: skip
DETERMINERS = frozenset(
    {"a", "an", "the", "his", "her", "its", "their", "my", "our", "your", "some", "two", "three", "every", "against"}
)

PRONOUNS = frozenset({"she", "he", "her", "him"})
