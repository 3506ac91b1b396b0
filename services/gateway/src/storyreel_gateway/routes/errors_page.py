"""`/errors`: where the `type` of every problem leads, in the look of `/docs`."""

import re
from html import escape

from storyreel_gateway.routes.catalogue import catalogue
from storyreel_gateway.routes.codes import JOB_ERRORS

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Storyreel errors</title>
<link rel="stylesheet" href="/docs/docs.css">
</head>
<body>
<header><h1>Errors</h1><p>Every problem that the <a href="/docs">API</a> may answer with. Decide by <code>code</code>,
which does not change, and do what <code>detail</code> says. To ask us, quote the <code>request_id</code>.</p></header>
<main>
<table>
<tr><th>code</th><th>status</th><th>what to do next</th></tr>
{answers}
</table>
<h2 id="jobs">In a job's error</h2>
<p>A job that failed, or whose film is not begun for want of money, says why in <code>error.code</code>; a copy of a
film in its <code>error_message</code>.</p>
<table>
<tr><th>code</th><th>what to do next</th></tr>
{jobs}
</table>
</main>
</body>
</html>
"""


def errors_page() -> bytes:
    """The page: a row for each code, which `#code` points at."""
    answers = (
        f'<tr id="{code}"><td><code>{code}</code></td><td>{said.status}</td><td>{prose(said.advice)}</td></tr>'
        for code, said in catalogue().items()
    )
    jobs = (
        f"<tr><td><code>{code}</code></td><td>{prose(advice)}</td></tr>" for code, advice in sorted(JOB_ERRORS.items())
    )
    return _PAGE.format(answers="\n".join(answers), jobs="\n".join(jobs)).encode()


def prose(text: str) -> str:
    """A sentence as HTML, its `words` as code."""
    return re.sub("`([^`]+)`", r"<code>\1</code>", escape(text))
