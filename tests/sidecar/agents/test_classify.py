"""Categories: what is chosen, why, and that each company learns for itself."""

import time
import tomllib
from importlib import resources

import pytest

from sidecar.agents.expense.classify import Case, Classifier, choose
from sidecar.agents.expense.keywords import product_words
from sidecar.agents.expense.memory import Memory, plain_name

PRODUCTS = [
    {"id": 1, "name": "Meals", "code": "FOOD", "words": "Meals"},
    {"id": 2, "name": "Fuel", "code": "FUEL", "words": "Fuel gasoline diesel"},
    {"id": 3, "name": "Expenses", "code": "EXP_GEN", "words": "Expenses"},
    {"id": 4, "name": "Office supplies", "code": None, "words": ""},
]


def catalogue(company=1):
    return {"company_id": company, "products": PRODUCTS, "default_id": 3}


class Books:
    """Odoo's answer to `ipai_agent_memory`, a list of rows a company."""

    def __init__(self):
        self.rows = {}
        self.newest = 0
        self.asked = []

    def learn(self, company, vendor, product, text="", tin=None, expense=None):
        self.newest += 1
        self.rows.setdefault(company, []).append(
            {
                "id": self.newest,
                "vendor": vendor,
                "tin": tin,
                "text": text,
                "product_id": product,
                "expense_id": expense,
                "count": 1,
            }
        )

    async def execute(self, model, method, /, *, company_id, after_id, limit):
        assert (model, method) == ("hr.expense", "ipai_agent_memory")
        self.asked.append((company_id, after_id))
        rows = self.rows.get(company_id, [])
        return [row for row in rows if row["id"] > after_id][:limit]


@pytest.fixture
def books():
    return Books()


@pytest.fixture
def classifier():
    return Classifier()


def case(vendor="Kabayan Corner", *, tin=None, category=None, items=()):
    return Case(vendor, tin, category, tuple(items))


async def test_after_ten_corrections_the_next_is_right_in_that_company_only(books, classifier):
    seen = case("7-Quick Mart", category="groceries", items=["BOND PAPER A4"])
    before = await classifier.choose(seen, catalogue(), books)
    for _correction in range(10):
        books.learn(1, "7-QUICK MART, INC.", 4)
    after = await classifier.choose(seen, catalogue(), books)
    elsewhere = await classifier.choose(seen, catalogue(2), books)
    assert before.product_id != 4
    assert (after.product_id, after.reason) == (4, "7-Quick Mart → Office supplies, 10 earlier")
    assert after.confidence > 0.9
    assert (elsewhere.product_id, elsewhere.reason) == (before.product_id, before.reason)


async def test_ten_corrections_outweigh_a_long_past(books, classifier):
    for _receipt in range(200):
        books.learn(1, "Petrol Point", 2)
    assert (await classifier.choose(case("Petrol Point"), catalogue(), books)).product_id == 2
    for _correction in range(10):
        books.learn(1, "Petrol Point", 1)
    choice = await classifier.choose(case("Petrol Point"), catalogue(), books)
    assert choice.product_id == 1
    assert choice.reason == "Petrol Point → Meals, 10 earlier"
    assert [other["product_id"] for other in choice.as_json()["alternatives"]] == [2]


async def test_only_news_are_fetched_and_a_later_decision_replaces_the_earlier(books, classifier):
    for number in range(3):
        books.learn(1, "Kabayan Corner", 1, expense=number)
    await classifier.choose(case(), catalogue(), books)
    for number in range(3):
        books.learn(1, "Kabayan Corner", 4, expense=number)
    choice = await classifier.choose(case(), catalogue(), books)
    assert choice.reason == "Kabayan Corner → Office supplies, 3 earlier"
    assert books.asked == [(1, 0), (1, 3)]


async def test_a_vendor_is_known_by_tin_and_in_spite_of_a_misread_letter(books, classifier):
    for _receipt in range(3):
        books.learn(1, "Lakbay Fuel Station Corporation", 2, tin="123-456-789-00000")
    misread = await classifier.choose(case("LAKBAY FUEI STATION CORP."), catalogue(), books)
    branch = await classifier.choose(case("LFSC", tin="123456789-012"), catalogue(), books)
    other = await classifier.choose(case("LAKBAY TRAVEL AND TOURS"), catalogue(), books)
    assert (misread.product_id, branch.product_id) == (2, 2)
    assert "earlier" not in other.reason


async def test_the_items_decide_for_a_shop_that_sells_everything(books, classifier):
    for _receipt in range(6):
        books.learn(1, "Mega Bodega", 4, "bond paper stapler folder")
        books.learn(1, "Mega Bodega", 1, "lunch rice chicken adobo")
    paper = await classifier.choose(case("Mega Bodega", items=["BOND PAPER"]), catalogue(), books)
    lunch = await classifier.choose(
        case("Mega Bodega", items=["CHICKEN ADOBO"]), catalogue(), books
    )
    assert (paper.product_id, lunch.product_id) == (4, 1)
    assert "the items of this receipt suit Office supplies" in paper.reason


async def test_words_of_other_vendors_help_with_a_new_one(books, classifier):
    for shop in range(8):
        books.learn(1, f"Fuel stop {shop}", 2, "unleaded 95 liters pump")
        books.learn(1, f"Kusina {shop}", 1, "rice chicken sinigang")
    choice = await classifier.choose(case("Daan Norte", items=["UNLEADED 95"]), catalogue(), books)
    assert choice.product_id == 2
    assert choice.reason == "Vendor and items read like earlier Fuel."


def test_without_a_memory_the_receipt_speaks_for_itself():
    empty = Memory([])
    fuel = choose(case(category="fuel"), catalogue(), empty)
    named = choose(case(items=["OFFICE STAPLER"]), catalogue(), empty)
    nothing = choose(case("Sari-sari"), catalogue(), empty)
    assert (fuel.product_id, fuel.reason) == (2, "The receipt is for fuel → Fuel")
    assert (named.product_id, named.reason) == (4, "“Office” on the receipt → Office supplies")
    assert nothing.product_id == 3
    assert nothing.reason == "Nothing is known of Sari-sari yet → Expenses"
    assert choose(case(), catalogue() | {"products": []}, empty).product_id is None


def test_a_category_that_is_gone_is_not_chosen(books):
    for _receipt in range(12):
        books.learn(1, "Kabayan Corner", 99)
    assert choose(case(category="meals"), catalogue(), Memory(books.rows[1])).product_id == 1


def test_a_large_memory_is_bounded_and_answers_in_milliseconds(books):
    for number in range(6000):
        product = 1 + number % 4
        books.learn(1, f"Shop {number % 300}", product, f"item {number % 50} word{product}")
    memory = Memory(books.rows[1])
    choose(case("Shop 7", items=["item 7"]), catalogue(), memory)
    started = time.perf_counter()
    for number in range(20):
        choose(case(f"New {number}", items=["item 7 word2"]), catalogue(), memory)
    assert (time.perf_counter() - started) / 20 < 0.1
    assert len(memory.rows) == 2000


def test_every_category_of_a_receipt_has_words_for_products():
    file = resources.files("sidecar.documents").joinpath("categories.toml")
    known = tomllib.loads(file.read_text(encoding="utf-8"))
    assert set(product_words()) == {name for name in known if isinstance(known[name], dict)}


async def test_companies_asked_long_ago_are_forgotten(books, classifier):
    for company in range(30):
        await classifier.choose(case(), catalogue(company), books)
    assert len(classifier._memories) == 20


@pytest.mark.parametrize(
    ("name", "plain"),
    [("LAKBAY CORP.", "lakbay"), ("Hapag Foods, Inc.", "hapag foods"), ("Co.", "co")],
)
def test_legal_forms_do_not_count(name, plain):
    assert plain_name(name) == plain
