"""English words by the part they play; light lists, enough to find who does what where."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


DETERMINERS = _set(
    "a an the this that these those my our your his her its their one two three four five six seven "
    "eight nine ten some "
    "several many few every each another no"
)
POSSESSIVES = _set("my our your his her its their")
PREPOSITIONS = _set(
    "in on at under over near inside outside across through along beneath beside above below by "
    "between among within from "
    "into onto toward towards during after before with without around behind beyond against down up "
    "off past upon of for "
    "to about like than per via until till since amid atop as"
)
PLACE_PREPOSITIONS = _set(
    "in on at under over near inside outside across through along beneath beside above between among "
    "within around behind "
    "beyond atop into amid above down up"
)
WAYS = _set(
    "down up under underneath over across through past along into onto out to toward towards around between beneath "
    "beyond off away back behind inside"
)
JOINERS = _set("and or but who which that while when where as because so if then yet nor not how why what")
PRONOUNS = _set(
    "he she they it him them himself herself themselves itself we i you us me who there "
    "nothing nobody everyone everything something someone anybody somebody everybody none"
)
AUXILIARIES = _set(
    "is are was were be been being am has have had will would can could may might must shall should "
    "do does did gets keeps "
    "isn't aren't wasn't doesn't don't can't won't"
)
VERBS = _set(
    "knead shape bend lean gallop trot crouch pounce curl flap flutter dart stagger limp trudge wander unload inhale "
    "exhale blink nod shiver sigh sniff swallow nibble hop stitch mend ignite dissolve crumble erupt topple rattle "
    "clatter trickle ripple surge tuck toss hurl juggle kiss giggle weep sob overtake swerve skid glance gasp grin "
    "frown stumble scrub rinse sprinkle whisk stir chop "
    "explain describe answer wave argue applaud appear arrive ask awaken bake bark become begin bite bloom blow boil "
    "bounce break breathe bring "
    "brush build burn buy "
    "call carry carve cast catch chase check cheer chop circle clean climb close collapse come confront cook crack "
    "crash crawl creep cross cry cut dance dash dig discover dive drag draw dream dress drift drink "
    "drive drop eat embrace "
    "emerge enter escape examine explode explore face fade fall feed fight fill find finish flee "
    "flicker float flow fly "
    "follow freeze gallop gather gaze get give glide glow go grab greet grill grip grow guide hang "
    "head hear help hide hike "
    "hit hold hover hug hum hunt hurry inspect jog join jump keep kick kneel knit knock land laugh lay lead leap learn "
    "leave lie lift listen live load look lose lower make march marvel meet melt mix move notice observe open pack "
    "paddle paint pass pause pedal perform pick pilot place play plunge point polish pour practise "
    "practice prepare press "
    "pull push put race rain raise reach read realise realize receive repair rescue rest return reveal "
    "ride ring rise roam "
    "roar roll row run rush sail sat save say scatter search see serve shake share shine shout shuffle "
    "sing sink sip sit "
    "skate ski sleep slice slide slip smell smile sneak soar solve spin splash spot spread sprint stand stare start "
    "stay steal steer step stir stop stretch stride stroll struggle surf survive swap sway sweep swim swing take talk "
    "teach tell think throw tie touch train transform travel tremble tumble turn twirl uncover unfold unlock unpack "
    "unroll unwrap vanish venture visit wade wait wake walk wander want warm wash watch weave welcome whisper win wipe "
    "wonder work write yawn zoom"
)
NOUNS_TOO = _set(
    "watch place race drink dress dream set walk run ride catch cast cover drop fall fight face hold hug "
    "hunt look lift match "
    "march meet mix move paint pass point press pull push rain rest ring rise roll row rush sail shine "
    "shout show sip slide "
    "smile splash spot spread stand star start step stop surf swing talk touch train travel turn visit "
    "wait wash win wipe work"
)
IRREGULAR = _set(
    "arose ate became began bent bit blew broke brought built burnt bought came caught chose crept "
    "dealt dug drew drank "
    "drove fell fed felt fought found fled flew froze gave got grew heard hid held kept knelt knew "
    "laid led left lent lit "
    "lost made met paid ran rang rode rose sang sank sat saw set shone shook slept slid spoke spun "
    "stood stole struck swam "
    "swept swung taught thought threw told took tore went woke won wore wrote"
)
NOT_VERBS = _set(
    "explain describe series species news lens always perhaps yes his its this as is was us bus gas glass grass moss "
    "boss class dress cross "
    "address princess goddess waves seed bed shed sled speed weed reed red hundred sacred naked wicked "
    "moped witness business darkness wilderness sometimes besides towards downwards "
    "upwards stairs jeans"
)
PERSONS = _set(
    "man woman boy girl child kid baby person people men women children kids couple family friend "
    "friends sister sisters "
    "brother brothers mother father mom dad mum grandmother grandfather grandma grandpa granny son "
    "daughter wife husband "
    "king queen prince princess knight wizard witch monk nun nurse chef cook pilot captain thief spy "
    "guard guide student "
    "athlete hero heroine ghost astronaut cosmonaut architect cyclist artist violinist pianist "
    "scientist florist tailor "
    "barista detective samurai ninja pirate crew team band crowd bride groom widow widower lady gentleman guy teenager "
    "robot android cyborg mermaid fairy angel giant dwarf elf clerk smith blacksmith fisherman fireman "
    "policeman postman "
    "craftsman doctor sailor actor conductor director inventor translator tutor visitor warrior emperor mayor author "
    "traveller traveler photographer potter carpenter gardener glassblower commuter"
)
NOT_PERSONS = _set(
    "water river computer tower flower summer winter paper letter poster burger butter thunder power "
    "number cover corner "
    "layer laser weather danger engine october november december september border shelter shoulder "
    "finger dinner supper "
    "silver copper amber ember timber lumber never over under after ever other another either together rather whether "
    "counter center meter order matter chapter theater theatre roller trailer teaser heater cooler "
    "freezer blender mixer "
    "printer scooter skyscraper helicopter glacier feather leather sweater hamster rooster lobster oyster spider tiger "
    "panther beaver badger otter monster sneaker trainer cracker pepper ginger cucumber harbour mirror "
    "colour floor door "
    "motor tractor reactor sensor monitor elevator projector refrigerator generator calculator error "
    "terror horror vapor "
    "vapour armor armour honor anchor meteor interior exterior minor major color flavor flavour odor labor labour "
    "mist twist fist wrist coast wonder thriller former super later "
    "diner container lighter slipper ladder bladder adder powder cinder cylinder folder cider"
)
ANIMALS = _set(
    "fox wolf dog cat kitten puppy horse pony bear lion tiger elephant whale dolphin shark eagle hawk "
    "owl raven crow bird "
    "sparrow penguin seal otter beaver badger rabbit hare deer stag elk moose mouse rat squirrel "
    "hedgehog turtle tortoise "
    "frog snake lizard dragon unicorn phoenix butterfly bee ant spider fish salmon octopus crab cow "
    "sheep goat lamb pig "
    "chicken hen duck goose swan parrot monkey gorilla panda koala kangaroo camel giraffe zebra rhino hippo leopard "
    "cheetah lynx hamster dinosaur foxes wolves dogs cats horses bears lions whales dolphins birds bees wolfpack crane"
)
FEMININE = _set(
    "woman women girl girls lady queen princess mother mom mum grandmother grandma granny sister "
    "sisters daughter wife bride "
    "widow witch heroine nun actress waitress goddess mermaid empress aunt ballerina"
)
MASCULINE = _set(
    "man men boy boys gentleman guy king prince father dad grandfather grandpa brother brothers son "
    "husband groom widower "
    "monk knight wizard fisherman fireman policeman postman craftsman uncle emperor samurai"
)
PLACES = _set(
    "city town village street alley market square harbour harbor port beach coast shore island sea "
    "ocean lake river valley "
    "mountain mountains forest woods jungle desert field fields meadow garden park farm house home "
    "cottage cabin kitchen "
    "room bedroom office studio workshop factory school library museum theatre theater church castle "
    "palace tower temple "
    "bridge station airport train ship boat space moon mars planet galaxy sky cave canyon cliff cliffs glacier "
    "hill hills dune dunes rooftops playground arctic tundra savannah "
    "swamp road highway café cafe bakery restaurant bar shop store mall hospital lab laboratory "
    "lighthouse stadium gym rooftop skyline neighbourhood neighborhood countryside landscape vineyard "
    "orchard greenhouse "
    "monastery pier dock bay reef ruins train carriage subway metro tunnel courtyard barn stable attic cellar"
)
VEHICLES = _set("boat ship train carriage subway metro")
BARE_PLACES = _set("space traffic town sea paradise heaven orbit")
NAMED_PLACES = _set(
    "tokyo kyoto paris london berlin rome venice lisbon york istanbul cairo mumbai delhi beijing "
    "shanghai seoul iceland norway "
    "japan scotland africa patagonia barcelona amsterdam vienna prague marrakesh havana sydney madrid "
    "chicago iceland alaska "
    "hawaii ireland italy greece morocco nepal himalaya antarctica"
)
WEATHER = _set("snow rain fog storm sunlight moonlight candlelight darkness wind mist clouds")
PRODUCTS = _set(
    "coffee tea shoe shoes sneaker sneakers boot boots phone smartphone watch smartwatch app brand "
    "perfume fragrance car "
    "bike bicycle e-bike scooter laptop tablet headphones earbuds camera drink soda beer wine whisky "
    "gin chocolate cereal "
    "bottle mug jacket coat dress shirt jeans bag backpack lipstick cream serum shampoo soap toothbrush mattress sofa "
    "lamp speaker console game software platform service insurance bank product collection burger "
    "pizza sauce snack bar "
    "yoghurt yogurt candle candles jewellery jewelry ring necklace sunglasses toothpaste energy"
)
ABSTRACT = _set(
    "story tale history life day night journey making birth evolution importance benefits beauty power "
    "art future rise fall "
    "launch magic secret secrets joy adventure adventures dream dreams quest legend myth portrait celebration struggle "
    "moment moments end beginning view look glimpse series tour craft process return arrival world wonders"
)
CLOTHING = _set(
    "coat raincoat jacket hat cap scarf dress shirt sweater jumper boots shoes gloves helmet suit "
    "spacesuit uniform apron "
    "cloak cape hood hoodie robe kimono beard hair braid braids ponytail glasses goggles backpack "
    "tattoo eyepatch crown "
    "collar ear ears eyes fur mane tail scar stripes mask veil jeans skirt overalls tuxedo umbrella "
    "parka anorak vest overcoat tie sari turban headscarf"
)
TIMES = _set(
    "night morning evening afternoon dawn dusk sunrise sunset noon midnight day twilight winter summer "
    "autumn fall spring "
    "hour minute second moment christmas monday tuesday wednesday thursday friday saturday sunday "
    "weekend once last first "
    "time week month year end beginning style middle meantime background foreground distance motion"
)
OPENERS = _set(
    "meanwhile suddenly finally then later eventually afterwards tonight today now first next once when while imagine "
    "overnight outside nearby elsewhere tomorrow yesterday soon slowly"
)
CAMERA = _set("shot shots camera pan tilt zoom left right")
PLURAL_HEADS = _set("people men women children kids wolves couple friends")
COMMON = WEATHER | PRODUCTS | PLACES | PERSONS | ANIMALS | ABSTRACT | TIMES
