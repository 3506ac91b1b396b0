"""Files that a provider made: what they are by their first bytes, and whether a decoder agrees.

Decoding happens in a child with little room (`judge`), which loads nothing but the decoder.
"""
