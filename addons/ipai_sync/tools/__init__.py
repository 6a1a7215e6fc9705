from . import cursor
from . import image
from . import sensitive
