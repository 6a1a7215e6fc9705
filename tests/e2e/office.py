"""Who works with receipts: an employee, her approver, an accountant, each with a browser."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

from deploy.local.demo.clients import OdooRefused, OdooUser

PASSWORD = "a-long-pass-phrase-for-tests"
EMPLOYEE, APPROVER, ACCOUNTANT = "ana.rivera", "ben.cruz", "carla.lim"
GROUPS = {
    EMPLOYEE: (),
    APPROVER: ("hr_expense.group_hr_expense_user",),
    ACCOUNTANT: ("hr_expense.group_hr_expense_manager", "account.group_account_manager"),
}
MINE = [("employee_id.user_id.login", "=", EMPLOYEE)]
PATIENCE_MS = 60_000


@dataclass
class Office:
    """The stack with its three people."""

    stack: dict[str, Any]
    admin: OdooUser
    browser: Browser
    pictures: Path

    @property
    def is_18(self) -> bool:
        return "sheet_id" in self.admin.call("hr.expense", "fields_get", [], ["type"])

    def user(self, login: str) -> OdooUser:
        return OdooUser(self.stack["odoo_url"], self.stack["odoo_db"], login, PASSWORD)

    def page(self, login: str, action: str) -> Page:
        """A browser window in which someone is signed in and an action is open."""
        context = self.browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(f"{self.stack['odoo_url']}/web/login")
        page.fill("input[name=login]", login)
        page.fill("input[name=password]", PASSWORD)
        page.click(".oe_login_form button[type=submit]")
        page.wait_for_selector(".o_main_navbar")
        expect.set_options(timeout=PATIENCE_MS)
        page.goto(f"{self.stack['odoo_url']}/odoo/action-{action}")
        page.wait_for_selector(".o_action_manager .o_action")
        styles = page.evaluate("getComputedStyle(document.body, '::before').content")
        assert "css error" not in styles, "a style sheet does not compile"
        return page

    def mine(self, *fields: str, domain: tuple[Any, ...] = ()) -> list[dict[str, Any]]:
        """The employee's expenses, as the administrator sees them, oldest first."""
        own = ("employee_id.user_id.login", "=", EMPLOYEE)
        return self.admin.find("hr.expense", [own, *domain], list(fields), order="id")

    def shot(self, page: Page, name: str) -> None:
        page.screenshot(path=str(self.pictures / f"{name}.png"))


@contextmanager
def open_office(stack: dict[str, Any], tmp_path: Path) -> Iterator[Office]:
    """The people, their browser, and a company whose cards are its own."""
    admin = OdooUser(
        stack["odoo_url"], stack["odoo_db"], stack["odoo_login"], stack["odoo_password"]
    )
    clean(admin)
    people = {login: ensure_user(admin, login, groups) for login, groups in GROUPS.items()}
    ensure_employee(admin, people)
    [company] = admin.find("res.company", [], ["ipai_card_is_company"], limit=1)
    outstanding = admin.find(
        "account.account", [("account_type", "=", "asset_current")], ["id"], limit=1
    )
    settings = {"ipai_card_is_company": True}
    if "expense_outstanding_account_id" in admin.call("res.company", "fields_get", [], ["type"]):
        settings["expense_outstanding_account_id"] = outstanding[0]["id"]
    admin.call("res.company", "write", [company["id"]], settings)
    chromium = next(
        path for name in ("chromium", "chromium-browser", "google-chrome")
        if (path := shutil.which(name))
    )  # fmt: skip
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        try:
            yield Office(stack, admin, browser, tmp_path)
        finally:
            browser.close()
            clean(admin)
            admin.call("res.company", "write", [company["id"]], {"ipai_card_is_company": False})


def ensure_user(admin: OdooUser, login: str, groups: tuple[str, ...]) -> int:
    """A user with these groups and no other: Odoo's template for new users knows more of them."""
    [user] = admin.call("res.users", "search", [("login", "=", login)]) or [None]
    if user is None:
        name = login.replace(".", " ").title()
        values = {"name": name, "login": login, "password": PASSWORD, "email": f"{login}@x.example"}
        user = admin.call("res.users", "create", values, context={"no_reset_password": True})
    field = next(
        name
        for name in ("groups_id", "group_ids")
        if name in admin.call("res.users", "fields_get", [], ["type"])
    )
    exactly = [(6, 0, [group_id(admin, group) for group in ("base.group_user", *groups)])]
    admin.call("res.users", "write", [user], {field: exactly})
    return user


def group_id(admin: OdooUser, xmlid: str) -> int:
    module, name = xmlid.split(".")
    [row] = admin.find("ir.model.data", [("module", "=", module), ("name", "=", name)], ["res_id"])
    return row["res_id"]


def ensure_employee(admin: OdooUser, people: dict[str, int]) -> None:
    if not admin.find("hr.employee", [("user_id", "=", people[EMPLOYEE])], ["id"]):
        for login in (APPROVER, EMPLOYEE):
            values = {"name": login.replace(".", " ").title(), "user_id": people[login]}
            if login == EMPLOYEE:
                values["expense_manager_id"] = people[APPROVER]
            admin.call("hr.employee", "create", values)


def clean(admin: OdooUser) -> None:
    """Take the expenses back and delete them, so that the next run finds no duplicates."""
    try:
        if "sheet_id" in admin.call("hr.expense", "fields_get", [], ["type"]):
            sheets = admin.call("hr.expense.sheet", "search", MINE)
            admin.call("hr.expense.sheet", "action_reset_expense_sheets", sheets)
            admin.call("hr.expense.sheet", "unlink", sheets)
        else:
            done = admin.call("hr.expense", "search", [*MINE, ("state", "!=", "draft")])
            admin.call("hr.expense", "action_reset", done)
        admin.call("hr.expense", "unlink", admin.call("hr.expense", "search", MINE))
    except OdooRefused as refused:
        print(f"Some expenses of the test stay: {refused}")
