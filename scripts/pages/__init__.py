"""The generated pages of docs/, one module each: a function that returns the text."""
