"""The sentences a short prompt is developed with: fragments in which the subject needs no finite verb, so that
"the fox" and "the two sisters" both fit.

Slots: {s} the subject in the definite, {p} the place, {d} a thing to be seen, {l} the light ("as dusk settles").
"""

from storyreel_storyboard.domain.camera import Role
from storyreel_storyboard.domain.nouns import Kind

Pool = dict[Role, tuple[str, ...]]

SHARED: Pool = {
    Role.ESTABLISH: (
        "{p} {l}, seen whole and still empty of movement",
        "A long look across {p} {l}, before anything begins",
        "{d} in the foreground, {p} soft behind it",
        "The edge of {p} {l}, near enough to read every surface",
    ),
    Role.APPROACH: (
        "Nearer now: {p} opening up and {s} coming into focus",
        "Between the viewer and {s}: {d}",
        "Following the light across {p} to where it finds {s}",
    ),
    Role.DETAIL: (
        "{d}, filling the frame",
        "{d}, held long enough to notice",
        "{d}, and {s} out of focus just beyond",
        "Looking closer: {d}",
        "{d}, {l}",
    ),
    Role.ACTION: (
        "{s} in full motion through {p}, the background streaking past",
        "A quick succession of movements around {s}, {d} flashing by",
    ),
    Role.OBSTACLE: (
        "Everything working against {s}: wind, distance, the hour",
        "The way through {p} narrowing around {s}",
        "{d}, where a moment ago all was calm",
    ),
    Role.PAUSE: (
        "A held breath: {p} {l}, {s} without movement",
        "Only {d}, and time passing",
        "{s} and {p} in one quiet line {l}",
    ),
    Role.TURN: (
        "The instant of change, caught on {s} {l}",
        "{d}, seen suddenly in another light",
        "The same view of {p} as before, but nothing about it the same",
    ),
    Role.AFTERMATH: (
        "What is left behind in {p}: {d}",
        "{p} settling again {l}, the traces still fresh",
        "{d}, back in its place",
    ),
    Role.RESOLVE: (
        "{p} {l}, wide and calm, {s} part of it now",
        "A last look at {s}, then the frame left open on {p}",
        "{s} growing smaller as the view pulls away from {p} {l}",
    ),
}
BEING: Pool = {
    Role.ESTABLISH: (
        "{p} {l}, {s} small in the frame",
        "{s} seen from behind, facing the whole of {p}",
        "From high above, {p} laid out like a map with {s} at its centre",
        "{s} in outline {l}, the shape known before the face",
    ),
    Role.APPROACH: (
        "{s} entering from the edge of the frame, eyes already on what lies ahead",
        "Step by step with {s} into {p}",
        "{s} passing close by, the view turning to follow",
        "Over the shoulder of {s}, {p} coming nearer",
    ),
    Role.DETAIL: (
        "The eyes of {s}, {p} reflected in them",
        "Close on {s}, every line and texture sharp {l}",
    ),
    Role.ACTION: (
        "{s} setting to work without hesitation, the whole body behind it",
        "{s} crossing {p} with purpose, the view keeping pace",
        "{s} in the middle of it all, quick and certain",
        "{s} reaching out, the gesture caught halfway",
        "{s} from a low angle, as large as {p} for once",
        "{s} turning, moving on, not looking back",
        "Effort showing in every movement of {s} {l}",
        "{s} in profile, driving forward across the frame",
    ),
    Role.OBSTACLE: (
        "{s} stopped short, the way ahead no longer clear",
        "{s} alone against the size of {p}",
        "A stumble, a catch: {s} just keeping hold",
        "{s} looking for another way, {d} the only clue",
    ),
    Role.PAUSE: (
        "{s} resting, gaze somewhere beyond the frame",
        "{s} listening, everything else in {p} gone quiet",
        "{s} half in shadow {l}, thinking it over",
        "{s} alone with {d}",
    ),
    Role.TURN: (
        "{s} seeing it at last, the change plain in the eyes",
        "{s} at the moment of decision, one breath before it",
        "{s} face to face with what has been waiting in {p}",
        "{s} letting go {l}",
    ),
    Role.AFTERMATH: (
        "{s} taking in what has happened, slow to move",
        "{s} catching breath in {p} {l}",
        "{s} looking back over the way taken so far",
        "Relief crossing {s} like weather",
    ),
    Role.RESOLVE: (
        "{s} at rest {l}, {p} open on every side",
        "{s} leaving the frame, {p} remaining",
        "{s} looking out over {p} {l}, nothing left to prove",
        "{s} and {p}, at peace with each other {l}",
    ),
}
PLACE: Pool = {
    Role.ESTABLISH: (
        "{s} {l}, seen from far off",
        "{s} from high above, its shape drawn by light and shadow",
        "The first glimpse of {s}, framed by something near and dark",
        "The outline of {s} against the sky {l}",
    ),
    Role.APPROACH: (
        "Drifting in towards {s}, detail by detail",
        "At ground level now, {s} rising on every side",
        "A path leading the eye deeper into {s}",
        "Through a gap and into the heart of {s}",
    ),
    Role.DETAIL: ("The texture of {s} up close", "{s} in miniature, mirrored in still water"),
    Role.ACTION: (
        "Life moving through {s}: figures, shadows, passing light",
        "{s} at its busiest, streams of movement crossing",
        "Hours passing over {s} in a few breaths, clouds racing",
        "A single figure threading through {s}",
        "Wind going through {s}, everything loose set in motion",
        "A flock of birds lifting off over {s} {l}",
        "Light travelling over {s} from one edge to the other",
        "{d}, and the whole of {s} answering",
    ),
    Role.OBSTACLE: (
        "Weather building behind {s}",
        "{s} emptied out, the last light on its far side",
        "Cloud closing over {s} until only an outline is left",
        "A hard gust bending everything in {s} one way",
    ),
    Role.PAUSE: (
        "{s} without a soul in sight {l}",
        "A quiet corner of {s}, {d}",
        "Stillness over {s}, only the air moving",
        "{s} reflected, almost more real than above",
    ),
    Role.TURN: (
        "The sky opening and {s} changing colour all at once",
        "First one light, then a hundred, across {s}",
        "{s} from the other side, as it is never shown",
        "The moment {s} wakes {l}",
    ),
    Role.AFTERMATH: (
        "{s} washed clean, every edge sharp",
        "The last traces of the day in {s}: {d}",
        "{s} breathing out {l}",
        "Someone pausing to take in {s}, back to the viewer",
    ),
    Role.RESOLVE: (
        "{s} from far away again {l}, small and complete",
        "{s} sinking gently into the dark, a few lights remaining",
        "Rising straight up from {s} until only its pattern is left",
        "One last, long look at {s}",
    ),
}
PRODUCT: Pool = {
    Role.ESTABLISH: (
        "{s} not yet seen, only the world it belongs to: {p} {l}",
        "A day about to start in {p}, {s} waiting in its place",
        "{s} as a silhouette, one bright edge giving it away",
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
        "The making of {s} told by one detail: {d}",
        "{s} so close that material becomes landscape",
    ),
    Role.ACTION: (
        "{s} in use, simple and sure",
        "{s} in good hands, part of the movement",
        "{s} in the thick of a busy day, keeping up",
        "One movement passed from person to person, {s} always in it",
        "{s} turning slowly, every side worth a look",
        "{s} put to the test in {p}",
        "Friends gathering around {s}, talk and laughter",
        "{s} on the move through {p}, the world a blur behind",
    ),
    Role.OBSTACLE: (
        "The kind of day that {s} was made for, and it shows",
        "Everything going wrong in {p}, before {s} comes into it",
        "{s} where others would give up: rain, dust, hurry",
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
        "Everything a shade brighter once {s} is there",
        "Before and after in one frame, {s} between them",
        "{s} revealed at last {l}",
    ),
    Role.AFTERMATH: (
        "A satisfied look exchanged over {s}",
        "{s} passed on to the next pair of hands",
        "The day winding down in {p}, {s} still at hand",
        "{d}, and the easy quiet after",
    ),
    Role.RESOLVE: (
        "{s} alone in the frame, clean and confident, space left around it",
        "{s} in front of {p} {l}, the final view",
        "{s} and the people it is for, in one warm frame",
        "A slow pull-back from {s} until it stands like a signature",
    ),
}
THING: Pool = {
    Role.ESTABLISH: (
        "The world of {s}: {p} {l}",
        "Somewhere in {p}, the first sign of {s}",
        "{p} from above, the place of {s} in it marked by light",
        "An outline {l} that will turn out to be {s}",
    ),
    Role.APPROACH: (
        "Moving in on {s}, layer after layer",
        "A figure drawn towards {s}",
        "{s} emerging from the background, piece by piece",
        "Tracing the way to {s} through {p}",
    ),
    Role.DETAIL: ("{s} told by one detail: {d}", "So close to {s} that only pattern is left"),
    Role.ACTION: (
        "{s} in motion, filling the frame",
        "Hands at work, {s} taking shape between them",
        "{s} from every side in one continuous move",
        "People gathering where {s} can be seen",
        "{s} changing from moment to moment, the view holding steady",
        "Energy spreading outwards from {s} through {p}",
        "{s} against moving light, never the same twice",
        "{s} and {d}, one answering the other",
    ),
    Role.OBSTACLE: (
        "{s} almost lost from sight",
        "A shadow passing over {s}",
        "{p} pressing in around {s}",
        "The fragile side of {s}, plain to see {l}",
    ),
    Role.PAUSE: (
        "{s} still, and everything still with it",
        "A moment to look at {s} properly {l}",
        "An empty frame, then {s} at its edge",
        "{s} doubled in a reflection",
    ),
    Role.TURN: (
        "{s} seen from a side never shown before",
        "A break in the pattern: {s} transformed {l}",
        "The light changing, and {s} with it",
        "A face looking up at {s}, astonished",
    ),
    Role.AFTERMATH: (
        "The trace that {s} leaves: {d}",
        "{s} fading a little, its glow still on {p}",
        "Someone turning away, {s} still in their eyes",
        "{p} after {s}, quieter than before",
    ),
    Role.RESOLVE: (
        "{s} in its place in {p} {l}, the whole of it at last",
        "{s} receding until it is one point among many",
        "A final, simple view of {s}",
        "{s} remaining when all else has left the frame",
    ),
}
POOLS: dict[Kind, Pool] = {Kind.BEING: BEING, Kind.PLACE: PLACE, Kind.PRODUCT: PRODUCT, Kind.THING: THING}
