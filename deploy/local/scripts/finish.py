"""Finish a database for use: password, addresses, service key, ready-made bundles.

Variables: ``password``, ``sidecar_url``, ``sidecar_secret``, ``key_name`` (or null).
Leaves the service user's API key in ``result`` when one was asked for.
"""

admin = env.ref("base.user_admin")  # noqa: F821
admin.password = password  # noqa: F821
parameters = env["ir.config_parameter"]  # noqa: F821
parameters.set_param("web.base.url.freeze", "True")
if "ipai.sidecar" in env:  # noqa: F821
    parameters.set_param("ipai_base.sidecar_url", sidecar_url)  # noqa: F821
    parameters.set_param("ipai_base.sidecar_secret", sidecar_secret)  # noqa: F821
    if key_name:  # noqa: F821
        result = env["ipai.sidecar"].issue_service_key(key_name)  # noqa: F821
env["ir.qweb"]._pregenerate_assets_bundles()  # noqa: F821
