"""Which receipts there are: invented Philippine sellers, sums that add up."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

CENT = Decimal("0.01")
VAT_RATE = Decimal("0.12")
SC_RATE = Decimal("0.20")
SERVICE_RATE = Decimal("0.10")
FIRST_DAY = date(2026, 7, 1)
DAYS = 90


@dataclass(frozen=True)
class Vendor:
    """An invented seller. `kind` chooses the layout and the goods."""

    name: str
    tin: str
    address: tuple[str, ...]
    kind: str
    vat_registered: bool = True


VENDORS = (
    Vendor("ISLAND MART SUPERMARKET CORPORATION", "007-218-946-00031",
           ("2/F Bayside Mall, Roxas Boulevard,", "Pasay City 1300"), "supermarket"),
    Vendor("KAPITOLYO COFFEE ROASTERS INC.", "009-412-387-000",
           ("24 East Capitol Drive,", "Brgy. Kapitolyo, Pasig City 1603"), "coffee"),
    Vendor("LOLA NENA'S KAINAN FOOD CORP.", "008-735-214-00002",
           ("G/F Salcedo Arcade, 118 Leviste St.,", "Makati City 1227"), "restaurant"),
    Vendor("SILANGAN FUEL STATION", "214-905-663-000",
           ("Km. 14 Ortigas Avenue Extension,", "Cainta, Rizal 1900"), "fuel"),
    Vendor("PAPELERIA DEL NORTE TRADING", "187-334-902-000",
           ("56 Session Road, Baguio City 2600",), "office"),
    Vendor("TALA HARDWARE AND LUMBER", "145-620-778-001",
           ("309 Quirino Highway, Novaliches,", "Quezon City 1123"), "hardware"),
    Vendor("HOTEL PUNTA CORAZON INC.", "006-551-093-000",
           ("7 Gorordo Avenue, Lahug,", "Cebu City 6000"), "hotel"),
    Vendor("BANAHAW PHARMACY INC.", "010-283-745-00012",
           ("88 Maharlika Highway,", "San Pablo City, Laguna 4000"), "pharmacy"),
    Vendor("LAKBAY EXPRESS TRANSPORT CORP.", "005-874-120-000",
           ("Unit 5 Araneta Center, Cubao,", "Quezon City 1109"), "transport"),
    Vendor("ALING MARING CARINDERIA", "302-118-457-000",
           ("15 Mabini Street,", "Batangas City 4200"), "carinderia", vat_registered=False),
)  # fmt: skip

# Kind -> (description, lowest price, highest price, exempt from VAT), prices in pesos.
GOODS = {
    "supermarket": [("PANCIT CANTON 6S", 62, 99, False), ("ALCOHOL 70% 500ML", 75, 120, False),
                    ("DRINKING WATER 6L", 95, 140, False), ("FACE TISSUE 3PLY", 80, 150, False),
                    ("FRESH EGGS 12S", 98, 140, True), ("INSTANT COFFEE 50S", 180, 260, False)],
    "coffee": [("Cafe Latte 12oz", 140, 185, False), ("Flat White", 150, 180, False),
               ("Ensaymada", 85, 120, False), ("Tuna Pandesal", 110, 150, False)],
    "restaurant": [("Crispy Pata", 650, 890, False), ("Kare-Kare", 420, 560, False),
                   ("Garlic Rice", 60, 95, False), ("Sinigang na Hipon", 380, 520, False),
                   ("Calamansi Juice", 75, 110, False)],
    "fuel": [("DIESEL", 58, 66, False), ("UNLEADED 95", 63, 71, False)],
    "office": [("Bond paper A4 ream", 230, 290, False), ("Ink cartridge black", 850, 1250, False),
               ("Ring binder 2 in.", 120, 180, False), ("Ballpen box of 12", 90, 140, False)],
    "hardware": [("Marine plywood 1/2", 780, 1100, False), ("Concrete nails kg", 85, 120, False),
                 ("Latex paint gal.", 620, 890, False), ("Extension cord 5m", 340, 520, False)],
    "hotel": [("Room charge, deluxe", 3400, 4600, False), ("Breakfast buffet", 480, 650, False),
              ("Laundry", 180, 420, False)],
    "pharmacy": [("LOSARTAN 50MG TAB", 12, 22, True), ("METFORMIN 500MG TAB", 5, 12, True),
                 ("VITAMIN C 500MG", 6, 10, False), ("BANDAGE ROLL", 45, 80, False)],
    "transport": [("BUS FARE MNL-BAGUIO", 720, 980, False), ("AIRPORT SHUTTLE", 250, 420, False)],
    "carinderia": [("Adobo with rice", 85, 120, False), ("Bulalo", 180, 260, False),
                   ("Halo-halo", 70, 95, False)],
}  # fmt: skip


# Kind of seller -> category of the reading.
CATEGORIES = {
    "supermarket": "groceries",
    "coffee": "meals",
    "restaurant": "meals",
    "fuel": "fuel",
    "office": "office",
    "hardware": "hardware",
    "hotel": "lodging",
    "pharmacy": "medical",
    "transport": "transport",
    "carinderia": "meals",
}
PAYMENTS = {"CASH": "cash", "GCASH": "ewallet", "VISA": "card"}
# Sellers who write on printed invoice forms rather than on a cash register.
FORMS = ("office", "hardware")


def cents(value: Decimal) -> Decimal:
    """Round to centavos, half up."""
    return value.quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Item:
    """One line of goods; the price includes VAT unless `exempt`."""

    description: str
    quantity: Decimal
    unit_price: Decimal
    exempt: bool

    @property
    def amount(self) -> Decimal:
        return cents(self.quantity * self.unit_price)

    def labels(self) -> dict[str, str | None]:
        """Return the item as a reading tells it."""
        several = self.quantity != 1
        return {
            "description": self.description.rstrip("."),
            "quantity": f"{self.quantity.normalize():f}" if several else None,
            "unit_price": f"{self.unit_price:.2f}" if several else None,
            "amount": f"{self.amount:.2f}",
        }


@dataclass(frozen=True)
class Receipt:
    """One sale. `senior_share` is the part of a meal eaten by senior citizens (0 to 1).

    Senior citizens pay no VAT on their share and 20 % less (RA 9994); the service charge of
    restaurants is 10 % of the sale without VAT and no part of the VAT block.
    """

    vendor: Vendor
    number: str
    day: date
    time: str
    items: tuple[Item, ...]
    paid_by: str
    number_label: str = "SI No."
    service: bool = False
    senior_share: Decimal = Decimal(0)
    seed: int = field(default=0, compare=False)

    @property
    def gross(self) -> Decimal:
        return sum((item.amount for item in self.items), Decimal(0))

    @property
    def _taxed_gross(self) -> Decimal:
        taxed = sum((item.amount for item in self.items if not item.exempt), Decimal(0))
        return cents(taxed * (1 - self.senior_share)) if self.vendor.vat_registered else Decimal(0)

    @property
    def vatable(self) -> Decimal:
        return cents(self._taxed_gross / (1 + VAT_RATE))

    @property
    def vat(self) -> Decimal:
        return self._taxed_gross - self.vatable

    @property
    def senior_sales(self) -> Decimal:
        """The share of senior citizens without VAT."""
        taxed = sum((item.amount for item in self.items if not item.exempt), Decimal(0))
        return cents(taxed * self.senior_share / (1 + VAT_RATE))

    @property
    def less_vat(self) -> Decimal:
        taxed = sum((item.amount for item in self.items if not item.exempt), Decimal(0))
        return taxed - self._taxed_gross - self.senior_sales if self.senior_share else Decimal(0)

    @property
    def discount(self) -> Decimal:
        return cents(self.senior_sales * SC_RATE)

    @property
    def exempt(self) -> Decimal:
        if not self.vendor.vat_registered:
            return self.gross
        goods = sum((item.amount for item in self.items if item.exempt), Decimal(0))
        return goods + self.senior_sales

    @property
    def service_charge(self) -> Decimal:
        return cents((self.vatable + self.exempt) * SERVICE_RATE) if self.service else Decimal(0)

    @property
    def total(self) -> Decimal:
        return self.vatable + self.vat + self.exempt - self.discount + self.service_charge

    def labels(self) -> dict[str, Any]:
        """Return what a perfect reader finds; a seller outside VAT prints no VAT block.

        A quantity of one is not printed, and a form does not say how it was paid.
        """
        block = self.vendor.vat_registered
        paid = None if self.vendor.kind in FORMS else PAYMENTS[self.paid_by]
        return {
            "vendor": self.vendor.name,
            "address": " ".join(self.vendor.address),
            "tin": self.vendor.tin,
            "date": self.day.isoformat(),
            "total": f"{self.total:.2f}",
            "currency": "PHP",
            "receipt_number": self.number,
            "tax": f"{self.vat:.2f}" if block else None,
            "vatable_sales": f"{self.vatable:.2f}" if block else None,
            "vat_exempt": f"{self.exempt:.2f}" if block else None,
            "zero_rated": "0.00" if block else None,
            "time": self.time,
            "service_charge": _printed(self.service_charge),
            "discount": _printed(self.discount),
            "vat_registration": "VAT" if block else "NON-VAT",
            "payment_method": paid,
            "category": CATEGORIES[self.vendor.kind],
            "line_items": [item.labels() for item in self.items],
        }


def _printed(value: Decimal) -> str | None:
    return f"{value:.2f}" if value else None


def make_receipts(count: int, seed: int) -> Iterator[Receipt]:
    """Yield `count` receipts; the vendors take turns."""
    draw = random.Random(seed)  # noqa: S311 - a picture needs no secret
    for index in range(count):
        vendor = VENDORS[index % len(VENDORS)]
        restaurant = vendor.kind == "restaurant"
        yield Receipt(
            vendor=vendor,
            number=f"{draw.randrange(10**6, 10**8):08d}",
            day=FIRST_DAY + timedelta(days=draw.randrange(DAYS)),
            time=f"{draw.randrange(8, 21):02d}:{draw.randrange(60):02d}",
            items=tuple(_items(vendor.kind, draw)),
            paid_by=draw.choice(["CASH", "GCASH", "VISA"]),
            number_label=draw.choice(["SI No.", "Invoice No.", "Invoice #:"]),
            service=restaurant or vendor.kind == "hotel",
            senior_share=Decimal("0.25") if restaurant else Decimal(0),
            seed=draw.randrange(10**6),
        )


def _items(kind: str, draw: random.Random) -> Iterator[Item]:
    goods = GOODS[kind]
    few = 1 if kind in ("fuel", "transport") else draw.randint(2, min(4, len(goods)))
    for description, low, high, exempt in draw.sample(goods, few):
        quantity = Decimal(draw.randrange(1, 4))
        if kind == "fuel":
            quantity = Decimal(draw.randrange(15000, 45000)) / 1000
        elif kind == "pharmacy":
            quantity = Decimal(draw.randrange(6, 30))
        price = Decimal(draw.randrange(low * 100, high * 100, 25)) / 100
        yield Item(description, quantity, price, exempt)
