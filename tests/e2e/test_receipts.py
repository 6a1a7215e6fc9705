"""The whole way of a receipt in the browser: dropped, read, corrected, compared, approved, posted.

Three people with Chromium: an employee who drops ten receipts, her approver, and an accountant. Two
values are corrected, one receipt is a photo of another, one shows beer, which the policy bars.
"""

import base64
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageOps
from playwright.sync_api import Locator, Page, expect

from deploy.local.demo.receipts.files import write_receipts
from deploy.local.demo.receipts.plan import Item, Receipt, make_receipts
from tests.e2e.office import ACCOUNTANT, APPROVER, EMPLOYEE, MINE, Office, open_office

SEED = 815
BARRED = Item("Red Horse Beer 500 ml", Decimal(4), Decimal("95.00"), exempt=False)
# In the order of the files: the restaurant sells the beer, the fuel is sent twice.
RESTAURANT, FUEL = 2, 3
READING_SECONDS = 300
MY_EXPENSES = "hr_expense.hr_expense_actions_my_all"
REVIEW = "ipai_expense_ocr.hr_expense_review_action"
APPROVALS = "ipai_expense_policy.ipai_expense_approval_action"
CORRECTED = ["90000001", "90000002"]
REASON = "Lunch with a client, agreed by phone."
DROP = """
async ([selector, files]) => {
    const data = new DataTransfer();
    for (const {name, type, content} of files) {
        const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
        data.items.add(new File([bytes], name, {type}));
    }
    const fire = (target, kind) => target.dispatchEvent(
        new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));
    fire(document.querySelector(selector), "dragenter");
    await new Promise((done) => setTimeout(done, 300));
    const zone = document.querySelector(".o-dropzone, .o-Dropzone, .o_dropzone") ||
        document.querySelector(selector);
    fire(zone, "dragover");
    fire(zone, "drop");
}
"""
TYPES = {".jpg": "image/jpeg", ".png": "image/png", ".pdf": "application/pdf"}


@pytest.fixture
def office(stack: dict[str, Any], tmp_path: Path) -> Iterator[Office]:
    with open_office(stack, tmp_path) as opened:
        yield opened


@pytest.fixture
def receipts(tmp_path: Path) -> list[dict[str, Any]]:
    """Nine drawn receipts of last weeks' working days and a second photo of one, as files."""
    folder = tmp_path / "receipts"
    folder.mkdir()
    drawn: list[Receipt] = list(make_receipts(9, SEED))
    days = working_days(len(drawn))
    drawn = [replace(one, day=day, senior_share=Decimal(0), service=False)
             for one, day in zip(drawn, days, strict=True)]  # fmt: skip
    drawn[RESTAURANT] = replace(
        drawn[RESTAURANT], items=(*drawn[RESTAURANT].items, BARRED), paid_by="CASH"
    )
    drawn[FUEL] = replace(drawn[FUEL], paid_by="CASH")
    labels = write_receipts(drawn, folder)
    again = folder / "10_again.jpg"
    with Image.open(folder / labels[FUEL]["file"]) as image:
        photo = ImageOps.exif_transpose(image).convert("RGB")
    photo = photo.rotate(1.5, expand=True, fillcolor=(90, 90, 90))
    photo.resize((int(photo.width * 0.9), int(photo.height * 0.9))).save(again, quality=75)
    labels.append({**labels[FUEL], "file": again.name})
    return [label | {"path": folder / label["file"]} for label in labels]


def working_days(count: int) -> list[date]:
    """Days of the last weeks no policy minds: no weekend, not in the future."""
    days, day = [], date.today() - timedelta(days=3)
    while len(days) < count:
        if day.weekday() < 5:
            days.append(day)
        day -= timedelta(days=1)
    return days


def test_ten_receipts(office: Office, receipts: list[dict[str, Any]]) -> None:
    page = office.page(EMPLOYEE, MY_EXPENSES)
    drop(page, receipts)
    wait_until_read(office, page, len(receipts))
    office.shot(page, "1_read")
    correct_two(office, page, receipts)
    drop_the_second_photo(office, page)
    blocked = name_of(receipts[RESTAURANT])
    be_refused(office, page, blocked)
    submit_others(office, page, blocked)
    approve(office)
    post(office)
    entries_are_right(office, receipts)


def drop(page: Page, receipts: list[dict[str, Any]]) -> None:
    files = [
        {
            "name": one["file"],
            "type": TYPES.get(one["path"].suffix, ""),
            "content": base64.b64encode(one["path"].read_bytes()).decode(),
        }
        for one in receipts
    ]
    page.wait_for_selector(".o_list_renderer, .o_kanban_renderer, .o_view_nocontent")
    page.evaluate(DROP, [".o_content .o_list_renderer, .o_content", files])


def wait_until_read(office: Office, page: Page, count: int) -> None:
    """Until the agent is done with all; the progress on the screen says the same."""
    end = time.monotonic() + READING_SECONDS
    while time.monotonic() < end:
        expenses = office.mine("ipai_state", "ipai_run_state", "ipai_message")
        done = [one for one in expenses if one["ipai_run_state"] in ("waiting", "done")]
        if len(done) == count:
            break
        time.sleep(1)
    else:
        pytest.fail(f"Not all were read in time: {expenses}", pytrace=False)
    review = sum(one["ipai_state"] == "review" for one in expenses)
    told = page.locator(".o_ipai_scan_title")
    expect(told).to_contain_text(f"{count - review} read")
    expect(told).to_contain_text(f"{review} to check")


def name_of(label: dict[str, Any]) -> str:
    """How the expense of a receipt begins."""
    return label["vendor"][:14]


def tick(page: Page, *names: str) -> None:
    for name in names:
        row = page.locator("tr.o_data_row", has_text=name)
        row.first.locator("input[type=checkbox]").first.check()


def open_mine(office: Office, page: Page) -> None:
    page.goto(f"{office.stack['odoo_url']}/odoo/action-{MY_EXPENSES}")
    page.wait_for_selector("tr.o_data_row")


def correct_two(office: Office, page: Page, receipts: list[dict[str, Any]]) -> None:
    """Two numbers are typed anew in a pile of two; the corrections are kept."""
    open_mine(office, page)
    tick(page, name_of(receipts[0]), name_of(receipts[1]))
    page.locator("button[name=action_ipai_review]").click()
    for number in CORRECTED:
        page.wait_for_selector(".o_ipai_review_bar")
        field = page.locator("div[name=ipai_receipt_number] input")
        shown = field.input_value()
        field.fill(number)
        office.shot(page, "2_correct")
        page.keyboard.press("Control+Enter")
        assert shown != number
        if number == CORRECTED[-1]:
            page.wait_for_selector(".o_ipai_review_end")
        else:
            expect(field).not_to_have_value(number)
    numbers = {one["ipai_receipt_number"] for one in office.mine("ipai_receipt_number")}
    assert set(CORRECTED) <= numbers
    kept = office.admin.find(
        "ipai.expense.correction",
        [("right_value", "in", CORRECTED)],
        ["field", "read_value"],
    )
    assert {one["field"] for one in kept} == {"ipai_receipt_number"}
    assert {one["read_value"] for one in kept} == {
        receipts[0]["receipt_number"],
        receipts[1]["receipt_number"],
    }


def drop_the_second_photo(office: Office, page: Page) -> None:
    """The pile of receipts to check: one duplicate, found and removed, the others confirmed."""
    [warned] = office.mine("ipai_duplicate_note", domain=(("ipai_duplicate_note", "!=", False),))
    assert "entered already" in warned["ipai_duplicate_note"]
    names = {one["id"]: one["name"] for one in office.mine("name")}
    pile = office.user(EMPLOYEE).call("hr.expense", "ipai_review_queue")
    assert warned["id"] in pile
    page.goto(f"{office.stack['odoo_url']}/odoo/action-{REVIEW}")
    for key in pile:
        expect(page.locator(".o_control_panel")).to_contain_text(names[key])
        if key == warned["id"]:
            page.locator(".o_ipai_compare").click()
            expect(page.locator(".o_ipai_same")).to_have_count(8)
            office.shot(page, "3_duplicate")
            page.locator(".o_ipai_drop").click()
            expect(page.locator(".modal")).to_have_count(0)
        else:
            expect(page.locator(".o_ipai_review_confirm")).to_be_enabled()
            page.keyboard.press("Control+Enter")
    expect(page.locator(".o_ipai_review_end")).to_be_visible()
    left = office.mine("ipai_state", "ipai_duplicate_note")
    assert len(left) == 9
    assert {one["ipai_state"] for one in left} == {"read"}
    assert not any(one["ipai_duplicate_note"] for one in left)


def submit_button(page: Page) -> Locator:
    """18.0 makes reports of expenses, 19.0 submits them themselves."""
    buttons = page.locator(".o_control_panel button:visible")
    return buttons.filter(has_text=re.compile(r"^\s*(Create Report|Submit)\s*$")).first


def be_refused(office: Office, page: Page, blocked: str) -> None:
    """What shows beer cannot be submitted; the sentence names the rule and the item."""
    open_mine(office, page)
    tick(page, blocked)
    submit_button(page).click()
    dialog = page.locator(".modal-content")
    expect(dialog).to_contain_text("Alcohol")
    expect(dialog).to_contain_text("Red Horse")
    office.shot(page, "4_blocked")
    states = office.mine("state", domain=(("name", "ilike", blocked),))
    assert [one["state"] for one in states] == ["draft"]


def submit_others(office: Office, page: Page, blocked: str) -> None:
    """All others go to the approver, with a reason where a limit was passed."""
    open_mine(office, page)
    page.locator("thead input[type=checkbox]").check()
    page.locator("tr.o_data_row", has_text=blocked).locator("input[type=checkbox]").uncheck()
    submit_button(page).click()
    give_reasons(office, page)
    if not office.is_18:
        expect(page.locator(".modal-content")).to_have_count(0)
        return
    for sheet in office.admin.call("hr.expense.sheet", "search", MINE):
        page.goto(f"{office.stack['odoo_url']}/odoo/hr.expense.sheet/{sheet}")
        page.locator("button[name=action_submit_sheet]").first.click()
        page.wait_for_selector(".o_statusbar_status .o_arrow_button_current[data-value=submit]")


def give_reasons(office: Office, page: Page) -> None:
    page.locator(".modal button:has-text('Give the reason')").click()
    reasons = page.locator(".modal").get_by_placeholder("Why it was necessary")
    expect(reasons.first).to_be_visible()
    for number in range(reasons.count()):
        reasons.nth(number).fill(REASON)
    office.shot(page, "5_reason")
    page.locator(".modal button[name=action_submit]").click()
    expect(page.locator(".modal button[name=action_submit]")).to_have_count(0)


def approve(office: Office) -> None:
    """The approver sees picture, checks and breaches; one goes by a click, the rest in bulk."""
    page = office.page(APPROVER, APPROVALS)
    rows = page.locator("tr.o_data_row")
    expect(rows.first).to_be_visible()
    office.shot(page, "6_approve")
    count = rows.count()
    rows.first.locator("button[name=action_approve]").click()
    expect(rows).to_have_count(count - 1)
    page.locator("thead input[type=checkbox]").check()
    page.locator("button[name=action_approve_many]").click()
    dialog = page.locator(".modal-content")
    expect(dialog.or_(page.locator(".o_nocontent_help")).first).to_be_visible()
    if dialog.is_visible():
        office.shot(page, "7_asked")
        dialog.locator("footer button.btn-primary").first.click()
    expect(page.locator(".o_nocontent_help")).to_be_visible()
    waiting = office.mine("state", domain=(("state", "in", ("reported", "submitted")),))
    assert not waiting


def post(office: Office) -> None:
    """The accountant posts what was approved."""
    page = office.page(ACCOUNTANT, MY_EXPENSES)
    model = "hr.expense.sheet" if office.is_18 else "hr.expense"
    state = "approve" if office.is_18 else "approved"
    for key in office.admin.call(model, "search", [*MINE, ("state", "=", state)]):
        page.goto(f"{office.stack['odoo_url']}/odoo/{model}/{key}")
        button = "action_sheet_move_post" if office.is_18 else "action_post"
        page.locator(f"button[name={button}]:visible").first.click()
        wizard = page.locator(".modal button[name=action_post_entry]")
        posted = page.locator(f"button[name={button}]:visible")
        expect(wizard.or_(page.locator("body:not(:has(.modal))")).first).to_be_visible()
        page.wait_for_timeout(500)
        if wizard.count():
            wizard.click()
        expect(posted).to_have_count(0)
    office.shot(page, "8_posted")


def entries_are_right(office: Office, receipts: list[dict[str, Any]]) -> None:
    """Every centavo: VAT where the receipt allows it, the employee's money, the card's money."""
    fields = ["balance", "account_id", "partner_id", "tax_line_id", "move_id", "parent_state"]
    entries = office.admin.find(
        "account.move", [("line_ids.expense_id.employee_id.user_id.login", "=", EMPLOYEE)], ["id"]
    )
    keys = [entry["id"] for entry in entries]
    lines = office.admin.find("account.move.line", [("move_id", "in", keys)], fields)
    assert {line["parent_state"] for line in lines} == {"posted"}
    assert sum(cents(line["balance"]) for line in lines) == 0
    kinds = {
        row["id"]: row["account_type"]
        for row in office.admin.find(
            "account.account", [("id", "in", [line["account_id"][0] for line in lines])],
            ["account_type"],
        )
    }  # fmt: skip
    bought = {label["vendor"]: label for label in receipts if label is not receipts[RESTAURANT]}
    card = [label for label in bought.values() if label["payment_method"] == "card"]
    mine = [label for label in bought.values() if label["payment_method"] != "card"]
    assert card and mine
    vat = sum(cents(line["balance"]) for line in lines if line["tax_line_id"])
    whole = [
        one for one in bought.values()
        if one["tax"] and Decimal(one["vat_exempt"]) == 0 and Decimal(one["tax"]) > 0
    ]  # fmt: skip
    assert vat == sum(cents(one["tax"]) for one in whole)
    owed = [line for line in lines if kinds[line["account_id"][0]] == "liability_payable"]
    assert -sum(cents(line["balance"]) for line in owed) == sum(cents(one["total"]) for one in mine)
    assert {line["partner_id"][1] for line in owed} == {"Ana Rivera"}
    # What the company paid leaves one of its own accounts: its bank's, or one on the way to it.
    paid = [line for line in lines if line["balance"] < 0 and line not in owed]
    assert {kinds[line["account_id"][0]] for line in paid} <= {"asset_current", "asset_cash"}
    assert -sum(cents(line["balance"]) for line in paid) == sum(cents(one["total"]) for one in card)


def cents(amount: float | str) -> int:
    return round(Decimal(str(amount)) * 100)
