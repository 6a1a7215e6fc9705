from . import cursor
from . import image
from . import sensitive
from . import statements
