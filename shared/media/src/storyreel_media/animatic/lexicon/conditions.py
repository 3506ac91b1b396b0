"""Words for when it is and what the air does. An underscore joins the words of a phrase."""

TIMES: dict[str, str] = {
    "dawn": "dawn sunrise daybreak first_light sun_rises sun_rising sun_comes_up early_morning aurora_hour "
    "break_of_day",
    "morning": "morning breakfast a_new_day forenoon mornings",
    "noon": "noon midday daytime day daylight broad_daylight high_noon bright_sun lunch lunchtime",
    "afternoon": "afternoon siesta late_day",
    "golden": "golden_hour golden_light golden_sun sunlit warm_light low_sun late_afternoon honeyed_light "
    "golden_evening",
    "dusk": "dusk sunset sundown sunsets setting_sun sun_sets sun_setting nightfall gloaming afterglow",
    "evening": "evening twilight blue_hour after_dark dinner evenings tonight",
    "night": "night midnight nighttime nocturnal moonlit moonlight moonrise starlit starry starlight nights "
    "late_night dark_sky under_the_stars city_lights neon_lights",
}

WEATHERS: dict[str, str] = {
    "clear": "clear_sky blue_sky sunny sunshine sunlight cloudless clear_day",
    "cloud": "cloud cloudy clouds overcast grey_sky gray_sky gloomy_sky cumulus",
    "rain": "rain rainy raining rainfall drizzle downpour rainstorm wet_street wet_streets monsoon shower puddle",
    "storm": "storm stormy thunder thunderstorm lightning tempest hurricane typhoon gale",
    "snow": "snow snowy snowing snowfall blizzard snowflake snowstorm flurries snow_covered snowbound",
    "fog": "fog foggy mist misty haze hazy smog vapour vapor smoky smoke",
    "wind": "wind windy breeze breezy gust windswept blustery",
    "stars": "stars under_the_stars starry starlit starlight milky_way night_sky constellation galaxy nebula "
    "cosmos cosmic "
    "shooting_star",
    "aurora": "aurora northern_lights aurora_borealis polar_lights",
    "rainbow": "rainbow rainbows",
    "rays": "god_rays sunbeam sun_beam light_rays shaft_of_light shafts_of_light sun_rays light_shaft beams_of_light "
    "volumetric_light dappled_light streaming_through",
    "fireworks": "firework fireworks",
    "petals": "petal petals falling_leaves blossom_falls confetti",
    "fireflies": "firefly fireflies embers sparks glowing_particles fairy_lights",
}

SEASONS: dict[str, str] = {
    "spring": "spring springtime blossom blooming cherry_blossom cherry_blossoms sakura april may_day",
    "summer": "summer summertime midsummer tropical july august heatwave",
    "autumn": "autumn autumnal autumn_leaves fall_leaves fall_colors fall_colours in_fall october november foliage "
    "harvest",
    "winter": "winter wintry wintertime frost frosty frozen icy snowy snow_covered december christmas january",
}

MOODS: dict[str, str] = {
    "joyful": "happy joyful joy cheerful playful laugh laughter smile fun festive celebrate celebration vibrant "
    "bright lively hope hopeful triumphant triumph uplifting inspiring optimistic",
    "calm": "calm peaceful quiet serene tranquil gentle soft cosy cozy warm tender still dreamy meditative relax",
    "sad": "sad lonely alone melancholy melancholic sorrow grief rainy_day nostalgic bittersweet wistful abandoned",
    "tense": "tense dark ominous scary horror danger dangerous mysterious mystery eerie thriller haunted sinister "
    "menacing",
    "epic": "epic dramatic majestic grand vast heroic monumental breathtaking sweeping towering legendary awe",
}

COLOURS: dict[str, str] = {
    "#d23b34": "red crimson scarlet ruby vermilion", "#e9772e": "orange tangerine amber",
    "#f2c230": "yellow golden gold lemon mustard", "#4d9a4e": "green emerald olive",
    "#2fa39a": "teal turquoise cyan aqua", "#2f6fc4": "blue azure cobalt sapphire", "#28365f": "navy indigo",
    "#7d4fb0": "purple violet lavender lilac", "#e879a6": "pink magenta rose_coloured fuchsia",
    "#7a5236": "brown wooden chestnut bronze", "#f2f0ea": "white ivory cream snow_white",
    "#24242a": "black ebony jet_black", "#8d9096": "grey gray silver",
    "#b5653a": "copper rusty rust terracotta ginger",
}  # fmt: skip
