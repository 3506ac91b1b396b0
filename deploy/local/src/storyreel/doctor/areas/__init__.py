"""One module an area: facts in, a section out; pure."""
