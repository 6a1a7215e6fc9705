"""API keys for programs: n8n, scripts, other systems."""
