"""Odoo 19.0 out of Debian's archive, unpacked into ``build/`` and repaired.

Nothing is installed on the machine: apt runs with a configuration of its own,
and the packages are only unpacked. Debian replaces bundled libraries by links
to other packages, so those are unpacked beside it; two files it leaves out
would break the web client and are put back.
"""

import os
import platform
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

from . import node, stamps
from .console import Failure, run, step
from .paths import BUILD, odoo_build

SERIES = "19.0"
PACKAGE = "odoo-19"
SUITE = "sid"
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
LIBRARIES = (
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-font-awesome",
    "fonts-glyphicons-halflings",
    "fonts-inconsolata",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
    "gsfonts",
)
REPAIRS = "1"
APT = BUILD / "apt"


def ensure_unpacked() -> Path | None:
    """Return the folder of the package ``odoo``; None where Debian cannot be reached."""
    folder = odoo_build(SERIES) / "source"
    packages = folder / "usr" / "lib" / "python3" / "dist-packages"
    stamp, wanted = folder / ".unpacked", stamps.digest(PACKAGE, *LIBRARIES, REPAIRS)
    if stamps.holds(stamp, wanted):
        return packages
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb") and KEYRING.exists()):
        return None
    mirror = _mirror()
    if mirror is None:
        return None
    fresh = folder.with_name("source.new")
    with step(f"Odoo {SERIES} from Debian's archive"):
        try:
            debs = _download(mirror)
        except Failure:
            return None
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        for deb in debs:
            run("Unpacking Debian packages", ["dpkg-deb", "--extract", deb, fresh])
        _repair(fresh)
        stamps.write(fresh / ".unpacked", wanted)
        shutil.rmtree(folder, ignore_errors=True)
        fresh.rename(folder)
        shutil.rmtree(APT, ignore_errors=True)
    return packages


def _download(mirror: str) -> list[Path]:
    """Fetch the packages with a private apt; return the .deb files."""
    downloads = APT / "downloads"
    shutil.rmtree(downloads, ignore_errors=True)
    for folder in ("lists/partial", "cache/archives/partial", "downloads"):
        (APT / folder).mkdir(parents=True, exist_ok=True)
    (APT / "status").touch()
    entry = f"deb [signed-by={KEYRING}] {mirror} {SUITE} main\n"
    (APT / "sources.list").write_text(entry, encoding="utf-8")
    settings = {
        "Dir::Etc::sourcelist": APT / "sources.list",
        "Dir::Etc::sourceparts": "-",
        "Dir::Etc::preferencesparts": "-",
        "Dir::State": APT,
        "Dir::State::lists": APT / "lists",
        "Dir::State::status": APT / "status",
        "Dir::Cache": APT / "cache",
        "APT::Sandbox::User": "root" if os.geteuid() == 0 else "",
        "APT::Get::List-Cleanup": "false",
        "Acquire::Languages": "none",
        "Acquire::Retries": "2",
        "Acquire::http::Timeout": "20",
    }
    apt = ["apt-get", "--quiet", *(f"-o{name}={value}" for name, value in settings.items())]
    run("apt-get update", [*apt, "update"], timeout=600)
    run("apt-get download", [*apt, "download", PACKAGE, *LIBRARIES], cwd=downloads, timeout=1800)
    return sorted(downloads.glob("*.deb"))


def _mirror() -> str | None:
    """Return the Debian mirror this machine's apt is set up for, if it is."""
    ask = ["apt-get", "indextargets", "--format", "$(RELEASE) $(REPO_URI)"]
    told = subprocess.run(ask, capture_output=True, text=True).stdout
    codename = platform.freedesktop_os_release().get("VERSION_CODENAME")
    targets = [line.split() for line in told.splitlines()]
    mirrors = [uri for release, uri in targets if release == codename]
    # Others publish for a release of Debian too, beside Debian's own tree.
    return next((uri for uri in mirrors if urlsplit(uri).path == "/debian/"), None)


def _repair(tree: Path) -> None:
    """Put back what Debian's build leaves out or points elsewhere."""
    fonts = tree / "usr" / "share" / "fonts-font-awesome" / "fonts"
    original = node.ensure_packages() / "font-awesome" / "fonts"
    # sid's package is Font Awesome 6, under other file names; Odoo draws with 4.7.
    shutil.copytree(original, fonts, dirs_exist_ok=True)
    addons = tree / "usr" / "lib" / "python3" / "dist-packages" / "odoo" / "addons"
    # Left out as not free enough; the web client loads it by name and fails without.
    blur = addons / "mail" / "static" / "lib" / "selfie_segmentation" / "selfie_segmentation.js"
    blur.parent.mkdir(parents=True, exist_ok=True)
    blur.touch()
