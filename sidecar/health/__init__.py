"""How the sidecar and what it depends on are doing."""
