"""The codemod that stages our 18.0 addons for 19.0."""

from pathlib import Path

import pytest
from local import port19

MODEL = """from odoo import models


class Rate(models.Model):
    _name = "x.rate"
    _sql_constraints = [
        ("code_unique", "UNIQUE(code)", "The code's \\"name\\" is taken."),
        ("positive", "CHECK(rate > 0)", "A rate is positive."),
    ]
    groups_id = 1
"""


def test_constraints_become_attributes_in_order() -> None:
    ported = port19.port_python(MODEL)
    space: dict[str, object] = {}
    exec(ported.replace("from odoo import models", FAKE_ODOO), space)  # noqa: S102
    rate = space["Rate"]
    assert rate._code_unique == ("UNIQUE(code)", 'The code\'s "name" is taken.')
    assert rate._positive == ("CHECK(rate > 0)", "A rate is positive.")
    assert not hasattr(rate, "_sql_constraints")
    assert rate.group_ids == 1


FAKE_ODOO = """
class models:
    class Model: pass
    Constraint = staticmethod(lambda *definition: definition)
"""


def test_a_computed_constraint_list_is_refused() -> None:
    with pytest.raises(ValueError, match="malformed"):
        port19.port_python("class A:\n    _sql_constraints = OTHER + []\n")


def test_json_routes_get_their_new_name_and_http_routes_keep_theirs() -> None:
    source = '@route("/a", type="json")\n@route("/b", type=\'json\')\n@route("/c", type="http")\n'
    assert port19.port_python(source) == (
        '@route("/a", type="jsonrpc")\n@route("/b", type=\'jsonrpc\')\n@route("/c", type="http")\n'
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            '<record id="a" model="ir.module.category"><field name="parent_id"/></record>',
            '<record id="a" model="res.groups.privilege"><field name="category_id"/></record>',
        ),
        (
            '<record id="a" model="res.groups"><field name="category_id"/>'
            '<field name="users"/></record>',
            '<record id="a" model="res.groups"><field name="privilege_id"/>'
            '<field name="user_ids"/></record>',
        ),
        (
            '<record model="ir.actions.act_window"><field name="target">inline</field></record>',
            '<record model="ir.actions.act_window"><field name="target">current</field></record>',
        ),
        (
            '<search><group expand="0" string="Group By"><filter/></group></search>',
            "<search><group><filter/></group></search>",
        ),
        ('<form><group string="Tax"/></form>', '<form><group string="Tax"/></form>'),
        ('<field name="groups_id"/>', '<field name="group_ids"/>'),
    ],
)
def test_data_files(before: str, after: str) -> None:
    assert port19.port_xml(before) == after


def test_staging_ports_what_must_change_and_copies_the_rest(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    addon = source / "ipai_x"
    (addon / "static" / "src").mkdir(parents=True)
    (addon / "__pycache__").mkdir()
    (addon / "__manifest__.py").write_text('{"version": "18.0.1.0.0"}')
    (addon / "static" / "src" / "a.xml").write_text('<t groups_id="1"/>')
    target.mkdir()
    (target / "gone").touch()

    assert port19.stage(source, target) == [Path("ipai_x/__manifest__.py")]
    assert (target / "ipai_x" / "__manifest__.py").read_text() == '{"version": "19.0.1.0.0"}'
    assert (target / "ipai_x" / "static" / "src" / "a.xml").read_text() == '<t groups_id="1"/>'
    assert not (target / "gone").exists()
    assert not (target / "ipai_x" / "__pycache__").exists()
