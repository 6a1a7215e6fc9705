"""Misread letters are put right by word lists; what is printed plainly stays."""

import pytest

from sidecar.documents.fields.naming import clean_name
from sidecar.documents.locale import load_locale
from sidecar.documents.spelling import put_right

ADDRESSES = {
    "Leve1 2, Ja1an Merpati": "Level 2, Jalan Merpati",
    "J1n Kenanga, Tmn Ria": "Jln Kenanga, Tmn Ria",
    "NO 17O, JAIAN KENANGA": "NO 170, JALAN KENANGA",
    "Setangor": "Selangor",
    "KUALA LUNPUR": "KUALA LUMPUR",
    # Words of their own, near to words of the lists or not.
    "Lorong Jelawat 3": "Lorong Jelawat 3",
    "81K, Jalan Utara": "81K, Jalan Utara",
    "No1, Jalan 5": "No1, Jalan 5",
}
NAMES = {
    "AROMA B0UTIQUE ENTERPRTSE": "AROMA BOUTIQUE ENTERPRISE",
    "HIJAU LOGISTIKSDN BHD.L": "HIJAU LOGISTIK SDN BHD",
    "SINAR JAYATRADING": "SINAR JAYA TRADING",
    "TUNAS MART S/B 600500-U": "TUNAS MART S/B",
    "RUMAH KEK SDN BHD 6OO5OO-U": "RUMAH KEK SDN BHD",
    "BUMI HARDWARE SON BHD": "BUMI HARDWARE SDN BHD",
    "Cahaya Old WorId Sdn Bhd": "Cahaya Old World Sdn Bhd",
    "K.L. B.1.N. (M) SDN BHD": "K.L. B.I.N. (M) SDN BHD",
    # Names that look like misread words.
    "THE BAKERS": "THE BAKERS",
    "CENTRA MINI": "CENTRA MINI",
    "SUPERMARKET 88": "SUPERMARKET 88",
}


@pytest.mark.parametrize("text", ADDRESSES)
def test_addresses(text: str) -> None:
    assert put_right(text, load_locale("en"), ("address", "places")) == ADDRESSES[text]


@pytest.mark.parametrize("text", NAMES)
def test_names(text: str) -> None:
    assert clean_name(text, load_locale("en")) == NAMES[text]
