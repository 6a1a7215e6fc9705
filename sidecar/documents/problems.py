"""What can be wrong with a file, as sentences for the person who sent it."""

from sidecar.errors import BadRequest, NotFound, TooLarge, Unreadable

SEND = "Send a photo, scan or PDF of the receipt."


class FileTooLarge(TooLarge):
    """The file is too large. Send a smaller photo, scan or PDF of the receipt."""

    code = "file_too_large"
    title = "The file is too large"


class EmptyFile(Unreadable):
    """The file is empty (0 bytes). Send it again; the upload may have been cut off."""

    code = "empty_file"
    title = "The file is empty"


class UnsupportedFile(Unreadable):
    """This file is neither a picture nor a PDF. Send a photo, scan or PDF of the receipt."""

    code = "unsupported_file"
    title = "The file is no picture or PDF"


class DamagedFile(Unreadable):
    """The file is damaged or incomplete and cannot be opened. Send it again or take a new photo."""

    code = "damaged_file"
    title = "The file is damaged"


class EncryptedPdf(Unreadable):
    """The PDF is protected with a password. Save it without the password and send it again."""

    code = "encrypted_pdf"
    title = "The PDF is protected"


class FileTooComplex(Unreadable):
    """The file takes too much memory or time to open. Send a plain photo or scan of the receipt."""

    code = "file_too_complex"
    title = "The file is too complex"


class UnknownLocale(BadRequest):
    """There is no locale pack with this code."""

    code = "unknown_locale"
    title = "Unknown locale"


class NoSuchPage(NotFound):
    """The file has no page of this number. Ask for one of the pages its reading names."""

    code = "no_such_page"
    title = "No such page"
