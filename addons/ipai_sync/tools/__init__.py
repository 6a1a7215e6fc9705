from . import cursor
from . import image
from . import mask
from . import sensitive
from . import statements
