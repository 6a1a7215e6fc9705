"""The expense agent: a receipt becomes a checked, classified, routed expense."""
