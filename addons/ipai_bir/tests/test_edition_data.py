# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import BaseCase, tagged
from odoo.tools import file_open

from ..models.account_tax import TAX_CLASSES
from ..models.ipai_bir_box import HEADERS
from ..tools import edition_data

WORDS = edition_data.Words(
    classes=frozenset(key for key, _label in TAX_CLASSES),
    account_types=frozenset({"income", "expense"}),
    forms=frozenset({"0619-E", "2550Q"}),
    headers=frozenset(HEADERS),
)
PARTS = "code,title,section,layout,head_a,head_b\nII,Part II,,lines,,\n"
HEAD = (
    "code,part,item,side,label,kind,classes,sign,formula,check,advice_when,advice,"
    "reads,value_type,carry,emphasis\n"
)


def box(code, kind, classes="", sign="", formula="", check="", part="II", reads=""):
    source = f'{kind},{classes},{sign},"{formula}",{check},,,{reads}'
    return f"{code},{part},1,,Label,{source},,,\n"


@tagged("post_install", "-at_install")
class TestEditionData(BaseCase):
    def problems(self, *boxes):
        with self.assertRaises(edition_data.EditionError) as refusal:
            edition_data.read(PARTS, HEAD + "".join(boxes), WORDS)
        return str(refusal.exception).split("\n")

    def test_all_problems_are_told_at_once(self):
        found = self.problems(
            box("15", "guess"),
            box("15", "manual", part="IX"),
            box("16", "tax_base", "sale_vatable"),
            box("17", "tax_base", "sale_wrong", "debit"),
            box("18", "tax_base", "sale_vatable", "left"),
            box("19", "formula"),
        )
        self.assertEqual(len(found), 7, found)

    def test_boxes_that_read_elsewhere_name_what_exists(self):
        """Each line refused for its own reason, all in one refusal."""
        refused = {
            box("15", "account", "income_tax", "debit"): "no account type income_tax",
            box("16", "account"): "names no account type",
            box("17", "return", formula="14", reads="0605@month1"): "no form 0605",
            box("18", "return", formula="14", reads="0619-E@month13"): "no period",
            box("19", "return", reads="0619-E@month1"): "formula is missing",
            box("20", "amended"): "formula is missing",
            box("21", "provider", reads="payroll"): "<name>:<measure>",
        }
        found = self.problems(*refused)
        self.assertEqual(len(found), len(refused), found)
        for problem, words in zip(found, refused.values(), strict=True):
            self.assertIn(words, problem)

    def test_boxes_that_read_elsewhere_are_taken(self):
        boxes = [
            box("15", "account", "income", "credit"),
            box("16", "return", formula="14+15", reads="0619-E@month1"),
            box("17", "return", formula="61B", reads="2550Q@previous_in_year"),
            box("18", "amended", formula="18+max(0.0,15)"),
            box("19", "provider", reads="payroll:total_compensation"),
        ]
        _parts, rows = edition_data.read(PARTS, HEAD + "".join(boxes), WORDS)
        self.assertEqual([row["code"] for row in rows], ["15", "16", "17", "18", "19"])

    def test_formulas_are_worked_out(self):
        for boxes, words in (
            ([box("15", "formula", formula="99")], "there is no box 99"),
            ([box("15", "formula", formula="15")], "circle"),
            ([box("15", "formula", formula="sum(S9.A)")], "no column S9.A"),
            ([box("15", "manual", check="99*0.12")], "no box 99"),
            ([box("15", "carry_over", formula="(61B")], "missing"),
        ):
            with self.subTest(words):
                self.assertIn(words, self.problems(*boxes)[0])

    def test_the_april_2024_edition_is_complete(self):
        """All 93 items of the printed form, and the two blanks inside them."""
        folder = "ipai_bir/data/2550q/2024-04"
        with (
            file_open(f"{folder}/parts.csv") as parts,
            file_open(f"{folder}/boxes.csv") as boxes,
        ):
            _parts, rows = edition_data.read(parts.read(), boxes.read(), WORDS)
        codes = {row["code"] for row in rows}
        printed = {
            *map(str, range(1, 31)),
            *("10A", "14A"),
            *(f"{number}A" for number in (*range(31, 35), *range(44, 51))),
            *(f"{number}B" for number in (31, *range(34, 48), *range(50, 62))),
            *(f"S1.{letter}" for letter in "ABCDEFGHI"),
            *("S2.1", "S2.2", "S2.total"),
            *(f"S3.{letter}" for letter in "ABCD"),
            *(f"S4.{letter}" for letter in "ABCDE"),
            *("S3.D.total", "S4.E.total"),
        }
        self.assertEqual(len(printed), 93)
        self.assertEqual(codes, printed | {"S1.M", "S2.2T"})
