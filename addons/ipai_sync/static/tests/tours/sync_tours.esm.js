import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("ipai_sync_table", {
    steps: () => [
        {
            content: "Open the currencies",
            trigger: ".o_data_row .o_data_cell:contains('res.currency')",
            run: "click",
        },
        {
            content: "Add a field that exists",
            trigger: ".o_field_widget[name='field_names'] textarea",
            run: "edit name, symbol, active, position",
        },
        {
            content: "Save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "It is saved and counted",
            trigger: ".o_form_saved .o_field_widget[name='field_count']:contains('4')",
        },
    ],
});
