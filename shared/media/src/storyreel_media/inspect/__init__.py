"""Files that strangers send: what they are, whether they are sound, a picture of each.

`kinds` and `sniff` look at names and first bytes. Everything else happens in a child process with little room (`run`),
because decoders are where files bite.
"""
