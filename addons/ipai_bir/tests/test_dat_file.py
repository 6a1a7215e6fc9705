# Copyright 2026 Smart Delta
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import dat_file, dat_layout
from ..tools.dat_field import FieldError, plain
from ..tools.dat_file import DatError, Record

FOLDER = Path(__file__).parent.parent / "data" / "dat"
LAYOUTS = {
    path.stem: dat_layout.load(path.stem, path.read_text(encoding="utf-8"))
    for path in sorted(FOLDER.glob("*.csv"))
}
without_clock = settings(
    deadline=None,
    database=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
AGENT = {
    "tin": "123456789",
    "branch": "00000",
    "company_name": "Sample Shared Services, Inc",
    "period": date(2026, 9, 30),
    "rdo": "050",
}
ACME = {
    "payee_tin": "987654321",
    "payee_branch": "00000",
    "company_name": "Acme Trading Corp",
}
CRUZ = {
    "payee_tin": "456789123",
    "payee_branch": "00000",
    "last_name": "Cruz",
    "first_name": "Juan",
    "middle_name": "Reyes",
}


def lines(*texts):
    return "".join(f"{text}\r\n" for text in texts).encode()


@tagged("post_install", "-at_install")
class TestSamples(BaseCase):
    """The samples of the sources, byte for byte."""

    def assertWritten(self, name, records, expected, form=""):
        content = dat_file.write(LAYOUTS[name], records, form)
        self.assertEqual(content.decode(), expected.decode())
        reading = dat_file.read(content, list(LAYOUTS.values()))
        self.assertEqual((reading.layout.name, reading.form), (name, form))
        self.assertEqual(reading.problems, [])

    def test_1601eq(self):
        self.assertWritten(
            "1601eq",
            [
                Record("HQAP", AGENT),
                Record("D1", {**ACME, **paid("WC158", 1, 1000000, 10000)}),
                Record("D1", {**CRUZ, **paid("WI010", 5, 18000, 900)}),
                Record("D2", {**ACME, "atc": "WC158", "income": Decimal("5.10")}),
            ],
            lines(
                'HQAP,H1601EQ,123456789,0000,"SAMPLE SHARED SERVICES INC",09/2026,050',
                'D1,1601EQ,1,987654321,0000,"ACME TRADING CORP",,,,09/2026,WC158,1.00,'
                "1000000.00,10000.00",
                'D1,1601EQ,2,456789123,0000,,"CRUZ","JUAN","REYES",09/2026,WI010,5.00,'
                "18000.00,900.00",
                "C1,1601EQ,123456789,0000,09/2026,1018000.00,10900.00",
                'D2,1601EQ,1,987654321,0000,"ACME TRADING CORP",,,,09/2026,WC158,5.10',
                "C2,1601EQ,123456789,0000,09/2026,5.10",
            ),
        )

    def test_sawt(self):
        self.assertWritten(
            "sawt",
            [
                Record("HSAWT", AGENT),
                Record("DSAWT", {**ACME, **paid("WC160", 2, 250000, 5000)}),
            ],
            lines(
                'HSAWT,H1702Q,123456789,0000,"SAMPLE SHARED SERVICES INC","","","",'
                "09/2026,050",
                'DSAWT,D1702Q,1,987654321,0000,"ACME TRADING CORP",,,,09/2026,,WC160,'
                "2.00,250000.00,5000.00",
                "CSAWT,C1702Q,123456789,0000,09/2026,250000.00,5000.00",
            ),
            "1702Q",
        )

    def test_map_has_the_atc_before_the_nature(self):
        self.assertWritten(
            "map",
            [
                Record("HMAP", AGENT),
                Record(
                    "DMAP",
                    {**ACME, **paid("WV040", 12, 100, 12), "nature": "Services"},
                ),
            ],
            lines(
                'HMAP,H1600VT,123456789,0000,"SAMPLE SHARED SERVICES INC",09/2026,050',
                'DMAP,D1600VT,1,987654321,0000,"ACME TRADING CORP",,,,09/2026,WV040,'
                "SERVICES,12.00,100.00,12.00",
                "CMAP,C1600VT,123456789,0000,09/2026,100.00,12.00",
            ),
            "1600VT",
        )

    def test_1604e(self):
        header = {"tin": "123456789", "branch": "0000", "date": date(2026, 12, 31)}
        self.assertWritten(
            "1604e",
            [
                Record("H1604E", header),
                Record("D3", {**ACME, **paid("WC158", 1, 3682716, "36827.16")}),
            ],
            lines(
                "H1604E,123456789,0000,12/31/2026",
                "D3,1604E,123456789,0000,12/31/2026,1,987654321,0000,"
                '"ACME TRADING CORP",,,,WC158,3682716.00,1.00,36827.16',
                "C3,1604E,123456789,0000,12/31/2026,36827.16",
            ),
        )
        self.assertEqual(
            dat_file.name(LAYOUTS["1604e"], header), "1234567890000123120261604E.DAT"
        )

    def test_sls(self):
        header = {
            "tin": "123456789",
            "company_name": "Sample Shared Services Inc",
            "trade_name": "Sample SSC",
            "address_1": "5F Tower, Ayala Ave",
            "address_2": "Makati City",
            "rdo": "050",
            "date": date(2026, 9, 30),
            "fiscal_month": 12,
        }
        customer = {
            "payee_tin": "987654321",
            "company_name": "Acme Trading Corp",
            "address_1": "1 Rizal St",
            "address_2": "Pasig City",
            "taxable": Decimal(1000000),
            "tax": Decimal(120000),
        }
        zeros = {"exempt": Decimal(0), "zero_rated": Decimal(0)}
        self.assertWritten(
            "sls",
            [Record("D", {**customer, **zeros}), Record("H", header)],
            lines(
                'H,S,"123456789","SAMPLE SHARED SERVICES INC","","","","SAMPLE SSC",'
                '"5F TOWER AYALA AVE","MAKATI CITY",0.00,0.00,1000000.00,120000.00,050,'
                "09/30/2026,12",
                'D,S,"987654321","ACME TRADING CORP",,,,"1 RIZAL ST","PASIG CITY",0,0,'
                "1000000.00,120000.00,123456789,09/30/2026",
            ),
        )
        self.assertEqual(dat_file.name(LAYOUTS["sls"], header), "123456789S092026.DAT")

    def test_names(self):
        self.assertEqual(
            dat_file.name(LAYOUTS["1601eq"], AGENT), "12345678900000920261601EQ.DAT"
        )
        self.assertEqual(
            dat_file.name(LAYOUTS["sawt"], AGENT, "2550Q"),
            "12345678900000920262550Q.DAT",
        )

    def test_plain_text(self):
        for text, expected in (
            ("Peñafrancia & Sons, Inc.", "PENAFRANCIA AND SONS INC."),
            ("D'Cruz “Best” Bakery", "DCRUZ BEST BAKERY"),
            ("Čapek  –  Straße", "CAPEK - STRASSE"),
        ):
            self.assertEqual(plain(text), expected)
        with self.assertRaisesRegex(FieldError, "京 北"):
            plain("北京 Corp")


def paid(atc, rate, income, tax):
    return {
        "atc": atc,
        "rate": Decimal(rate),
        "income": Decimal(income),
        "tax": Decimal(tax),
    }


@tagged("post_install", "-at_install")
class TestRefusals(BaseCase):
    def problems(self, records, name="1601eq"):
        with self.assertRaises(DatError) as refusal:
            dat_file.write(LAYOUTS[name], records)
        return [str(problem) for problem in refusal.exception.problems]

    def test_every_problem_at_once(self):
        problems = self.problems(
            [
                Record("HQAP", {**AGENT, "rdo": None, "branch": "12345"}),
                Record(
                    "D1",
                    {
                        "payee_tin": "98765",
                        "payee_branch": "00000",
                        "company_name": "x" * 51,
                        **paid("WC1", 1, "0.001", -5),
                    },
                    "Acme",
                ),
                Record("D1", {**CRUZ, "last_name": None}, "Cruz"),
            ]
        )
        for number, text in enumerate(
            (
                "HQAP: Branch code “12345” has to be 4 digits",
                "HQAP: RDO code is empty",
                "D1 1 (Acme): TIN of the payee “98765” has to be 9 digits",
                "is 51 characters long, 50 fit",
                "“WC1” is no ATC",
                "“0.001” has more than 2 decimals",
                "“-5” is below zero",
                "D1 2 (Cruz): Name of the payee (company) or Last name has to be",
                "D1 2 (Cruz): ATC is empty",
                "D1 2 (Cruz): Rate in percent is empty",
                "D1 2 (Cruz): Income payment is empty",
                "D1 2 (Cruz): Tax withheld is empty",
            )
        ):
            self.assertIn(text, problems[number])
        self.assertEqual(len(problems), 12)

    def test_sums_that_do_not_fit(self):
        most = Decimal("99999999999.99")
        rows = [{**ACME, **paid("WC158", 1, most, 0)}] * 2
        content = dat_file.write(
            LAYOUTS["1601eq"],
            [Record("HQAP", AGENT), *(Record("D1", row) for row in rows)],
        )
        self.assertIn(b"199999999999.98", content)
        row = {**ACME, **paid("WC158", 1, most + Decimal("0.01"), 0)}
        self.assertIn(
            "more than 11 digits before the point",
            self.problems([Record("HQAP", AGENT), Record("D1", row)])[0],
        )

    def test_nothing_to_send(self):
        self.assertIn("no lines", self.problems([Record("HQAP", AGENT)])[0])
        self.assertIn("exactly one header", self.problems([Record("D1", {})])[0])

    def test_what_the_layout_does_not_know(self):
        problems = self.problems(
            [Record("HQAP", AGENT), Record("D9", {}), Record("D1", {"colour": "red"})]
        )
        self.assertIn("D9: no record", problems[0])
        self.assertIn("no field colour", problems[1])

    def test_a_layout_tells_everything_it_has_wrong(self):
        text = (FOLDER / "1601eq.csv").read_text(encoding="utf-8")
        broken = (
            text.replace("D1.income", "D7.income")
            .replace(",atc,atc,", ",atc,colour,")
            .replace("HQAP,7,", "HQAP,9,")
        )
        with self.assertRaises(dat_layout.LayoutError) as refusal:
            dat_layout.load("1601eq", broken)
        for problem in ("no D7.income", "no type colour", "positions of HQAP"):
            self.assertIn(problem, str(refusal.exception))


@tagged("post_install", "-at_install")
class TestReading(BaseCase):
    def setUp(self):
        super().setUp()
        self.content = dat_file.write(
            LAYOUTS["1601eq"],
            [
                Record("HQAP", AGENT),
                Record("D1", {**ACME, **paid("WC158", 1, 1000, 10)}),
                Record("D1", {**CRUZ, **paid("WI010", 5, 100, 5)}),
            ],
        )

    def reading_of(self, content):
        reading = dat_file.read(content, list(LAYOUTS.values()))
        return reading, [str(problem) for problem in reading.problems]

    def test_values_and_totals(self):
        reading, problems = self.reading_of(self.content)
        self.assertEqual(problems, [])
        header, acme, cruz, control = reading.records
        self.assertEqual(header.values["period"], date(2026, 9, 1))
        self.assertEqual(acme.values["company_name"], "ACME TRADING CORP")
        self.assertEqual(cruz.values["income"], Decimal(100))
        self.assertEqual(cruz.line, 3)
        self.assertEqual(
            [(total.stated, total.summed) for total in reading.totals],
            [(Decimal(1100), Decimal(1100)), (Decimal(15), Decimal(15))],
        )

    def test_damage_is_told_by_line_and_field(self):
        damaged = (
            self.content.replace(b"C1,1601EQ,123456789", b"C1,1601EQ,987654321")
            .replace(b",15.00", b",16.00")
            .replace(b"1601EQ,2,", b"1601EQ,7,")
            .replace(b'"CRUZ"', b'"CRUZ')
            .replace(b"WC158", b"WC-15")
            .replace(b'"ACME', b'"\xd1CME')
            .removesuffix(b"\r\n")
        )
        reading, problems = self.reading_of(damaged)
        self.assertEqual(len(reading.records), 4)
        for text in (
            "The last line: it does not end with CR LF",
            "Line 2: it has characters beyond ASCII",
            "Line 2: ATC “WC-15” is no ATC",
            "Line 3: a quote never ends",
            "Line 3: Sequence number “7” should be 2",
            "Line 4: TIN “987654321” should be 123456789",
            "the lines add up to 15.00",
        ):
            self.assertIn(text, " | ".join(problems))

    def test_lines_that_are_missing_or_strange(self):
        first, second, third, control, _end = self.content.split(b"\r\n")
        _reading, problems = self.reading_of(lines(*map(bytes.decode, [first, second])))
        self.assertIn("D1 and C1 go together", problems[-1])
        _reading, problems = self.reading_of(first + b"\r\nZZ,1\r\nD1,1601EQ,1,2,3\r\n")
        self.assertIn("Line 2: no record begins with “ZZ,1”", problems[0])
        self.assertIn("Line 3: fields found: 5; D1 has 14", problems[1])

    def test_other_files(self):
        for content, text in (
            (b"", "is empty"),
            (b"\x00\xff,,\r\n", "none of the files known here"),
            (b"HQAP\r\n", "none of the files known here"),
        ):
            reading, problems = self.reading_of(content)
            self.assertIsNone(reading.layout)
            self.assertIn(text, " ".join(problems))

    @without_clock
    @given(st.binary(max_size=300), st.integers(0, 300), st.integers(0, 300))
    def test_never_fails(self, noise, start, end):
        """Whatever happens to a file, the reader answers."""
        content = self.content[:start] + noise + self.content[end:]
        reading, problems = self.reading_of(content)
        if content == self.content:
            self.assertEqual(problems, [])
        else:
            self.assertTrue(problems or reading.records)
