"""Words for where it is. An underscore joins the words of a phrase."""

PLACES: dict[str, str] = {
    "mountain": "mountain mount peak summit alps alpine himalaya ridge range cliff_top highland everest mountaineer "
    "mountainside pass snow_capped",
    "hills": "hill hilltop rolling_hills hillside countryside downs valley vale pasture landscape shire prairie "
    "steppe savanna savannah plain plains grassland moor",
    "meadow": "meadow wildflower wildflowers flower_field field_of_flowers clearing glade lavender_field tulip_field "
    "sunflower_field poppy_field",
    "forest": "forest wood woods woodland pine pines grove redwood birch undergrowth taiga enchanted_forest forested "
    "thicket",
    "jungle": "jungle rainforest tropical_forest amazon bamboo mangrove",
    "sea": "sea ocean wave open_sea high_seas open_water bay gulf atlantic pacific seascape at_sea marine tide",
    "beach": "beach shore shoreline seaside sand seashore sandy coastline tropical_island lagoon surf",
    "coast": "coast cliff coastal headland sea_cliff sea_cliffs rocky_shore fjord bluff promontory rocky_coast crag",
    "harbour": "harbour harbor port dock pier jetty wharf quay marina fishing_village",
    "island": "island islet atoll archipelago desert_island",
    "desert": "desert dune sahara oasis wasteland arid sandstorm gobi outback",
    "canyon": "canyon gorge mesa badlands ravine grand_canyon butte",
    "city": "city skyline skyscraper metropolis downtown urban cityscape megacity tokyo new_york manhattan london "
    "paris berlin shanghai dubai chicago town_centre future_city futuristic_city",
    "street": "street alley avenue boulevard sidewalk pavement crosswalk lane shopfront shop_front storefront "
    "intersection cobbled_street cobblestone side_street back_street traffic neighborhood neighbourhood walk_home "
    "walks_home walking_home way_home shop store "
    "boutique",
    "market": "market bazaar stall fair market_stall souk marketplace night_market street_food",
    "village": "village hamlet town small_town cottage_row suburb settlement countryside_village",
    "field": "field farm farmland wheat cornfield crop barn ranch vineyard orchard harvest_field rice_field plough "
    "tractor farmer farmyard hay",
    "garden": "garden park backyard lawn greenhouse courtyard playground botanical picnic bench flowerbed back_yard "
    "yard",
    "river": "river stream creek brook riverbank riverside canal delta rapids",
    "lake": "lake pond lakeside reservoir loch still_water lakeshore swamp marsh wetland",
    "waterfall": "waterfall cascade falls_of_water cataract",
    "space": "space planet outer_space orbit galaxy nebula cosmos universe asteroid interstellar deep_space "
    "space_station zero_gravity solar_system comet",
    "moon": "lunar moon_surface surface_of_the_moon on_the_moon lunar_surface moon_base moon_landing crater craters",
    "planet": "mars alien_world alien_planet red_planet martian exoplanet alien_landscape",
    "arctic": "arctic antarctic antarctica polar iceberg glacier tundra ice_field north_pole ice_floe igloo "
    "snowfield snowy_plain",
    "castle": "castle fortress palace citadel kingdom keep battlement medieval fairytale fairy_tale stronghold",
    "ruins": "ruin ruins ancient temple pyramid acropolis colosseum egypt egyptian roman shrine pagoda monastery "
    "post_apocalyptic",
    "station": "station train_station railway platform subway metro railway_station terminal airport departure_hall "
    "depot",
    "bridge": "bridge viaduct overpass suspension_bridge golden_gate",
    "stonebridge": "stone_bridge old_bridge old_stone_bridge arched_bridge arch_bridge brick_bridge wooden_bridge "
    "medieval_bridge bridge_of_stone footbridge",
    "whirlpool": "whirlpool maelstrom vortex",
    "wall": "brick_wall stone_wall garden_wall white_wall old_wall on_a_wall against_a_wall "
    "against_the_wall against_wall graffiti",
    "road": "road highway motorway freeway route_66 roadside open_road road_trip path trail track dirt_road "
    "crossroads race_track",
    "underwater": "underwater undersea reef coral coral_reef seabed ocean_floor deep_sea beneath_the_waves "
    "under_the_sea sea_floor submerged abyss aquarium",
    "room": "room bedroom living_room apartment home indoors interior house_interior attic hotel lounge parlour "
    "hallway corridor flat study bed sofa couch fireplace nursery hospital",
    "kitchen": "kitchen bakery cook cooking chef oven stove baker baking recipe pizzeria",
    "office": "office desk cubicle meeting boardroom coworking startup open_plan conference_room headquarters "
    "call_centre newsroom team_meeting presentation whiteboard",
    "workshop": "workshop garage workbench studio_workshop forge blacksmith carpenter atelier watchmaker clockmaker "
    "toolshed craftsman pottery inventor mechanic tinkerer",
    "factory": "factory warehouse assembly_line industrial plant_floor production_line power_plant server_room "
    "data_center data_centre",
    "laboratory": "laboratory lab scientist experiment test_tube research chemistry science microscope",
    "spaceship": "spaceship_interior spaceship_cockpit cockpit control_room bridge_of_the_ship space_capsule "
    "mission_control capsule",
    "library": "library bookshop bookstore bookshelf archive reading_room bookshelves",
    "classroom": "classroom school lecture blackboard chalkboard teacher university lesson",
    "museum": "museum gallery exhibition art_gallery cathedral church chapel ballroom hall",
    "cafe": "cafe coffee_shop coffeehouse restaurant bar diner bistro pub tavern teahouse espresso barista "
    "coffee_house inn",
    "stage": "stage theatre theater concert spotlight auditorium stadium arena nightclub dancefloor audience opera "
    "circus performance podium club",
    "rooftops": "rooftop roof rooftops terrace balcony chimneys roof_garden",
    "cave": "cave cavern grotto mine tunnel underground dungeon",
    "sky": "sky airborne above_the_clouds mid_air in_the_air sea_of_clouds skies flight",
    "volcano": "volcano lava eruption volcanic magma",
    "studio": "studio product_shot packshot plain_background white_background backdrop pedestal seamless "
    "product_photo showcase",
}

INDOORS = frozenset(
    {
        "room", "kitchen", "office", "workshop", "factory", "laboratory", "spaceship", "library",
        "classroom", "museum",
        "cafe", "stage", "studio", "cave",
    }
)  # fmt: skip

# Where a subject or a weather word alone tells the place.
IMPLIED: dict[str, str] = {
    "sailboat": "sea", "ship": "sea", "whale": "underwater", "fish": "underwater", "dolphin": "sea",
    "lighthouse": "coast", "shark": "underwater", "jellyfish": "underwater", "octopus": "underwater",
    "turtle": "underwater", "diver": "underwater", "astronaut": "planet", "rocket": "planet", "satellite": "space",
    "ufo": "hills", "train": "hills", "cactus": "desert", "camel": "desert", "pyramid": "desert",
    "penguin": "arctic", "polarbear": "arctic", "plane": "sky", "balloon": "hills", "airballoon": "hills",
    "cow": "field", "sheep": "hills", "tractor": "field", "windmill": "field", "deer": "forest", "fox": "forest",
    "bear": "forest", "wolf": "forest", "owl": "forest", "dragon": "mountain", "knight": "castle", "cup": "cafe",
    "laptop": "office", "phone": "studio", "bottle": "studio", "perfume": "studio", "watch": "studio",
    "shoe": "studio", "book": "library", "guitar": "stage", "piano": "stage", "car": "road", "truck": "road",
    "bus": "street", "motorcycle": "road", "bicycle": "street", "umbrella": "street", "lantern": "village",
    "paperboat": "lake",
    "blossomtree": "garden", "tree": "hills", "flag": "mountain",
    "pine": "forest",
    "campfire": "forest", "tent": "mountain", "house": "hills", "tower": "city", "flower": "meadow",
    "butterfly": "meadow", "bee": "meadow", "crab": "beach", "palm": "beach", "duck": "lake", "frog": "lake",
    "swan": "lake", "canoe": "lake", "mushroom": "forest", "eagle": "mountain", "goat": "mountain",
    "elephant": "hills", "lion": "hills", "giraffe": "hills", "monkey": "jungle", "tiger": "jungle",
    "parrot": "jungle", "snowman": "arctic", "teapot": "cafe", "cake": "kitchen", "bread": "kitchen", "wine": "cafe",
    "clock": "room", "lamp": "room", "chair": "room", "cat": "room", "robot": "city", "horse": "hills",
    "dancer": "stage", "singer": "stage", "chef": "kitchen", "scientist": "laboratory", "doctor": "laboratory",
    "farmer": "field", "statue": "museum", "kite": "hills", "drone": "city", "well": "village", "boat": "lake",
}  # fmt: skip
