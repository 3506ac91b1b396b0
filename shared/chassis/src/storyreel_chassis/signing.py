"""Keys derived from one secret, one for each purpose."""

import hmac


def derived(secret: str, purpose: str) -> bytes:
    """32 bytes that tell nothing of the secret, nor of another purpose's."""
    return hmac.digest(secret.encode(), purpose.encode(), "sha256")
