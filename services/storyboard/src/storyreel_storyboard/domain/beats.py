"""The sentences a short prompt is developed with: fragments in which the subject needs no finite verb, so that
"the fox" and "the two sisters" both fit.

Slots: {s} the subject in the definite, {p} the place, {d} a thing to be seen, {l} the light ("as dusk settles").
"""

from storyreel_storyboard.domain.camera import Role
from storyreel_storyboard.domain.nouns import Kind

Pool = dict[Role, tuple[str, ...]]

SHARED: Pool = {
    Role.ESTABLISH: (
        "A wide view of {p} {l}",
        "Looking across {p} {l}, all quiet",
        "{d} in the foreground, {p} behind",
        "{p} {l}, quiet and still",
    ),
    Role.APPROACH: (
        "Coming closer to {s}, {p} behind",
        "{s} seen past {d}",
        "Moving across {p} towards {s}",
    ),
    Role.DETAIL: (
        "Close-up: {d}",
        "A close look at {d}",
        "{d}, with {s} in the background",
        "A detail: {d}",
        "{d}, {l}",
    ),
    Role.ACTION: (
        "{s} on the move through {p}",
        "{s} rushing past {d}",
    ),
    Role.OBSTACLE: (
        "Wind and distance against {s}",
        "{s} in a narrow part of {p}",
        "Suddenly, {d}",
    ),
    Role.PAUSE: (
        "{s} motionless {l}",
        "{d}, and nothing moving",
        "{s} and {p} {l}, all quiet",
    ),
    Role.TURN: (
        "Light breaking over {s} {l}",
        "{d} in a sudden beam of light",
        "{p} in a new light",
    ),
    Role.AFTERMATH: (
        "Left behind in {p}: {d}",
        "{p} calm again {l}",
        "{d}, back in its place",
    ),
    Role.RESOLVE: (
        "A wide, calm view of {p} {l}, {s} in it",
        "A last look at {s}, {p} behind",
        "{s} far off {l}, {p} all around",
    ),
}
BEING: Pool = {
    Role.ESTABLISH: (
        "{p} {l}, {s} small in the frame",
        "{s} from behind, looking out at {p}",
        "{p} from high above, {s} tiny below",
        "{s} in silhouette {l}",
    ),
    Role.APPROACH: (
        "{s} coming into view, looking ahead",
        "{s} walking into {p}",
        "{s} passing close by",
        "{p} seen over the shoulder of {s}",
    ),
    Role.DETAIL: (
        "Close on the eyes of {s}",
        "A close-up of {s} {l}",
    ),
    Role.ACTION: (
        "{s} setting to work",
        "{s} crossing {p}",
        "{s} hard at it, quick and sure",
        "{s} reaching out",
        "{s} from a low angle against the sky",
        "{s} turning and moving on",
        "{s} straining with effort {l}",
        "{s} in profile, moving forward",
    ),
    Role.OBSTACLE: (
        "{s} stopping short",
        "{s} small and alone in {p}",
        "{s} stumbling, then finding balance",
        "{s} looking around, then seeing {d}",
    ),
    Role.PAUSE: (
        "{s} resting, looking into the distance",
        "{s} listening in the quiet",
        "{s} half in shadow {l}",
        "{s} alone with {d}",
    ),
    Role.TURN: (
        "{s} seeing it at last",
        "{s} making a decision",
        "{s} face to face with what waits in {p}",
        "{s} looking up {l}",
    ),
    Role.AFTERMATH: (
        "{s} standing still, taking it in",
        "{s} catching breath in {p} {l}",
        "{s} looking back",
        "{s}, relieved at last",
    ),
    Role.RESOLVE: (
        "{s} at rest {l}",
        "{s} walking away into {p}",
        "{s} looking out over {p} {l}",
        "{s} at peace {l}",
    ),
}
PLACE: Pool = {
    Role.ESTABLISH: (
        "{s} {l}, seen from far off",
        "{s} from high above",
        "A first glimpse of {s}",
        "The outline of {s} against the sky {l}",
    ),
    Role.APPROACH: (
        "Drifting in towards {s}",
        "{s} from the ground, rising on every side",
        "A path leading into {s}",
        "Through a gap and into the heart of {s}",
    ),
    Role.DETAIL: ("The texture of {s} up close", "{s} in miniature, mirrored in still water"),
    Role.ACTION: (
        "Life moving through {s}: figures, shadows, passing light",
        "{s} at its busiest, streams of movement crossing",
        "Clouds racing over {s}",
        "A single figure threading through {s}",
        "Wind going through {s}, everything loose set in motion",
        "A flock of birds lifting off over {s} {l}",
        "Light travelling over {s} from one edge to the other",
        "{d}, in the middle of {s}",
    ),
    Role.OBSTACLE: (
        "Weather building behind {s}",
        "{s} emptied, the last light fading",
        "Cloud closing over {s} until only an outline is left",
        "A hard gust bending everything in {s} one way",
    ),
    Role.PAUSE: (
        "{s} without a soul in sight {l}",
        "A quiet corner of {s}, {d}",
        "Stillness over {s}, only the air moving",
        "{s} reflected in still water",
    ),
    Role.TURN: (
        "The sky opening and {s} changing colour all at once",
        "First one light, then a hundred, across {s}",
        "{s} from the other side",
        "The moment {s} wakes {l}",
    ),
    Role.AFTERMATH: (
        "{s} washed clean, every edge sharp",
        "The last traces of the day in {s}: {d}",
        "{s} quiet again {l}",
        "Someone from behind, looking at {s}",
    ),
    Role.RESOLVE: (
        "{s} from far away again {l}, small and complete",
        "{s} sinking gently into the dark, a few lights remaining",
        "Rising high above {s}",
        "One last, long look at {s}",
    ),
}
PRODUCT: Pool = {
    Role.ESTABLISH: (
        "{p} {l}, before {s} appears",
        "A day about to start in {p}, {s} waiting in its place",
        "{s} in silhouette, one edge bright",
        "{p} {l}, and at its centre {s}",
    ),
    Role.APPROACH: (
        "A hand reaching for {s}",
        "{s} coming out of shadow into clear light",
        "The view gliding in towards {s} across {p}",
        "Someone noticing {s} for the first time",
    ),
    Role.DETAIL: (
        "Light running along the surface of {s}",
        "The making of {s}: {d}",
        "{s} in extreme close-up",
    ),
    Role.ACTION: (
        "{s} in use, simple and sure",
        "{s} in good hands, part of the movement",
        "{s} in the middle of a busy day",
        "{s} passed from hand to hand",
        "{s} turning slowly",
        "{s} put to the test in {p}",
        "Friends gathering around {s}, talk and laughter",
        "{s} on the move through {p}, the world a blur behind",
    ),
    Role.OBSTACLE: (
        "A hard day in {p}, and {s} in it",
        "A bad day in {p}, without {s}",
        "{s} in rain and dust",
        "A tired face in {p}, {s} just within reach",
    ),
    Role.PAUSE: (
        "A quiet minute with {s} {l}",
        "{s} alone on a plain ground, nothing to distract",
        "Eyes closed for a second, {s} close by",
        "{s} at rest beside {d}",
    ),
    Role.TURN: (
        "The first moment with {s}, and a face lighting up",
        "Everything brighter around {s}",
        "Before and after, {s} in between",
        "{s} revealed at last {l}",
    ),
    Role.AFTERMATH: (
        "A satisfied look exchanged over {s}",
        "{s} passed on to the next pair of hands",
        "The day winding down in {p}, {s} still at hand",
        "{d}, and the easy quiet after",
    ),
    Role.RESOLVE: (
        "{s} alone on a clean ground",
        "{s} in front of {p} {l}, the final view",
        "{s} among the people it is for",
        "A slow pull-back from {s}",
    ),
}
THING: Pool = {
    Role.ESTABLISH: (
        "{s}, {p} behind {l}",
        "{p}, and a first sign of {s}",
        "{p} from above, {s} small below",
        "The outline of {s} {l}",
    ),
    Role.APPROACH: (
        "Moving in on {s}",
        "A figure drawn towards {s}",
        "{s} coming out of the background",
        "The way to {s} through {p}",
    ),
    Role.DETAIL: ("{s}, and beside it {d}", "{s} in extreme close-up"),
    Role.ACTION: (
        "{s} in motion, close by",
        "{s} seen from below",
        "A slow circle around {s}",
        "People stopping to look at {s}",
        "{s} seen from the side",
        "{s} moving through {p}",
        "{s} against the light",
        "{s} beside {d}",
    ),
    Role.OBSTACLE: (
        "{s} almost lost from sight",
        "A shadow passing over {s}",
        "{p} closing in around {s}",
        "{s}, small and fragile {l}",
    ),
    Role.PAUSE: (
        "{s} standing still",
        "A quiet look at {s} {l}",
        "An empty frame, then {s} at its edge",
        "{s} and its reflection",
    ),
    Role.TURN: (
        "{s} from the other side",
        "{s} transformed {l}",
        "The light changing, and {s} with it",
        "A face turning to {s}, astonished",
    ),
    Role.AFTERMATH: (
        "Behind {s}: {d}",
        "{s} fading into {p}",
        "Someone turning away from {s}",
        "{p} without {s}, quiet again",
    ),
    Role.RESOLVE: (
        "The whole of {s} {l}, {p} behind",
        "{s} far away now",
        "A final view of {s}",
        "{s}, alone in view",
    ),
}
POOLS: dict[Kind, Pool] = {Kind.BEING: BEING, Kind.PLACE: PLACE, Kind.PRODUCT: PRODUCT, Kind.THING: THING}
