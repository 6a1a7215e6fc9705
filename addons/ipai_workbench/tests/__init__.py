from . import test_build
