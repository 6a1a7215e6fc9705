from . import ipai_build_start
