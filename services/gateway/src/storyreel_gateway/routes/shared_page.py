"""The page behind a share link: no script, nothing from elsewhere, every text escaped."""

from html import escape

from storyreel_contracts.api import SharedFilm, SharedScene, SharedView

POLICY = (
    "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_SHELL = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>{title} · Storyreel</title>
<link rel="stylesheet" href="/shared.css">
</head>
<body>
<header><h1>{title}</h1><p>{about}</p></header>
<main>
{main}
</main>
<footer>{foot}</footer>
</body>
</html>
"""


def page(view: SharedView) -> str:
    """What is shared, for a person."""
    foot = f"Shown with Storyreel. This link works until {view.expires_at:%-d %B %Y, %H:%M} UTC."
    if view.film is not None:
        return _shell("Film", f"{_length(float(view.duration))}", _film(view.film), foot)
    scenes = view.scenes or []
    about = f"{len(scenes)} {'scene' if len(scenes) == 1 else 'scenes'}, {_length(float(view.duration))}"
    shape = f"r{view.aspect_ratio.replace(':', 'x')}"
    main = f'<ol class="scenes {shape}">\n{"".join(_scene(scene) for scene in scenes)}</ol>'
    return _shell("Storyboard", about, main, foot)


def sorry(sentence: str) -> str:
    """Why there is nothing to see."""
    return _shell("Nothing to see here", escape(sentence), "", "Storyreel")


def _shell(title: str, about: str, main: str, foot: str) -> str:
    return _SHELL.format(title=title, about=about, main=main, foot=foot)


def _film(film: SharedFilm) -> str:
    url = escape(film.url)
    poster = f' poster="{escape(film.poster_url)}"' if film.poster_url else ""
    return (
        f'<video controls preload="metadata" playsinline width="{film.width}" height="{film.height}"{poster} '
        f'src="{url}"></video>\n'
        f'<p class="about"><a href="{url}" download="storyreel-film.mp4">Download</a> '
        f"{film.width} × {film.height}, {film.size / 1e6:.1f} MB</p>"
    )


def _scene(scene: SharedScene) -> str:
    if scene.image_url is None:
        picture = '<div class="picture">no picture yet</div>'
    else:
        picture = f'<img class="picture" alt="Scene {scene.scene_number}" src="{escape(scene.image_url)}">'
    return (
        f"<li><figure>{picture}<figcaption>"
        f'<span class="number">{scene.scene_number}</span>'
        f'<span class="caption" dir="auto">{escape(scene.caption)}</span>'
        f'<span class="time">{_length(float(scene.duration))}</span>'
        f"</figcaption></figure></li>\n"
    )


def _length(seconds: float) -> str:
    """`75 s` as `1 min 15 s`."""
    minutes, rest = divmod(round(seconds, 1), 60)
    parts = (f"{minutes:.0f} min" if minutes else "", f"{rest:g} s" if rest or not minutes else "")
    return " ".join(part for part in parts if part)
