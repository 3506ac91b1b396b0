"""Own models as a provider: what is served by Cog servers (https://cog.run), several of them side by side.

What such a server promises and what not, tried with cog 0.23:

- `PUT /predictions/{id}` answers with the result when the model is done. While an id is at work, a further PUT of it
  answers 202 with its state, and starts nothing; after its end, a PUT makes it anew. There is no GET.
- Who leaves the connection of a PUT stops the prediction; so does a process that dies. A model notices that when its
  Python next runs, and is busy until then.
- A server does as many predictions at once as its model declares, by default one; beyond that it answers 409.
- `GET /openapi.json` describes the input, where the model was built by `cog build`. It is read before each prediction,
  since a server may be given another model at any time (`schema`), and says which fields there are to fill (`wish`).
- A file comes as a data URL, or, from a server with `--upload-url`, as an address.
"""

from storyreel_media.cog.client import Cog
from storyreel_media.cog.server import Health
from storyreel_media.cog.wish import Wish

__all__ = ["Cog", "Health", "Wish"]
