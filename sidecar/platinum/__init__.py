"""The fourth layer: vectors of what was bought and claimed, and the search by meaning."""
