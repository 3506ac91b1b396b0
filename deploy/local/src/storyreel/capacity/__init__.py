"""How much of everything a number of films an hour takes: measured constants in, a plan out, pure in between."""
