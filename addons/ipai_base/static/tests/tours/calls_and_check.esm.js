/* Copyright 2026 Smart Delta
   License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {registry} from "@web/core/registry";

const menu = (xmlid) => `[data-menu-xmlid="ipai_base.${xmlid}"]`;

registry.category("web_tour.tours").add("ipai_base_calls_and_check", {
    steps: () => [
        {
            content: "Open the list of applications",
            trigger: ".o_navbar_apps_menu button:enabled",
            run: "click",
        },
        {
            content: "Open the Workbench",
            trigger: `.o_app${menu("menu_root")}`,
            run: "click",
        },
        {
            content: "Open the operations",
            trigger: `.o_menu_sections button${menu("menu_operations")}`,
            run: "click",
        },
        {
            content: "Open the calls",
            trigger: `.dropdown-item${menu("ipai_call_menu")}`,
            run: "click",
        },
        {
            content: "Today's failed call is listed with its sentence",
            trigger: ".o_data_row:contains('The file is damaged.'):contains('Failed')",
        },
        {
            content: "Nobody writes calls by hand",
            trigger: ".o_list_view:not(:has(.o_list_button_add))",
        },
        {
            content: "Open the call",
            trigger:
                ".o_data_row:contains('Read receipt') .o_data_cell[name='purpose']",
            run: "click",
        },
        {
            content: "The reason is on top",
            trigger: ".o_form_view .alert-danger:contains('The file is damaged.')",
        },
        {
            content: "Open the record the call was about",
            trigger: "button[name='action_open_record']",
            run: "click",
        },
        {
            content: "The record is the vendor",
            trigger: ".o_last_breadcrumb_item:contains('Tour vendor')",
        },
        {
            content: "Go to the configuration",
            trigger: `.o_menu_sections button${menu("menu_configuration")}`,
            run: "click",
        },
        {
            content: "Open the settings",
            trigger: `.dropdown-item${menu("res_config_settings_menu")}`,
            run: "click",
        },
        {
            content: "Check the connection",
            trigger:
                ".app_settings_block[data-key='ipai_base'] button[name='action_ipai_check_connection']",
            run: "click",
        },
        {
            content: "Every dependency is listed with its time",
            trigger: ".modal .o_data_row:contains('Warehouse') td[name='milliseconds']",
        },
        {
            content: "Close the answer",
            trigger: ".modal footer button:contains('Close')",
            run: "click",
        },
        {
            content: "The settings are there again",
            trigger: "body:not(:has(.modal)) .app_settings_block[data-key='ipai_base']",
        },
    ],
});
