/* Copyright 2026 Smart Delta
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {onWillStart, useEffect} from "@odoo/owl";
import {useBus, useService} from "@web/core/utils/hooks";
import {ExpenseDashboard} from "@hr_expense/components/expense_dashboard";
import {ExpenseFormController} from "@hr_expense/views/expense_form_view";
import {ExpenseKanbanController, ExpenseKanbanRenderer} from "@hr_expense/views/kanban";
import {ExpenseListController, ExpenseListRenderer} from "@hr_expense/views/list";
import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";

// Phones offer the camera for pictures; the sidecar reads these and PDF.
const ACCEPTED = "image/*,.heic,.heif,application/pdf,.pdf";

/**
 * Odoo's own upload button, drop zone and share target of the expense list and kanban,
 * made to scan: a fresh object each time because `super` belongs to one patch.
 */
const scanning = () => ({
    setup() {
        super.setup(...arguments);
        this.receiptScan = useService("ipai_receipt_scan");
        onWillStart(async () => {
            this.readsReceipts = (await this.receiptScan.mode()) !== "off";
        });
        useBus(this.receiptScan.bus, "asked", () => this.deselectAll());
        useBus(this.receiptScan.bus, "changed", () => this.showScanned());
        useEffect(
            (input) => {
                input?.setAttribute("accept", ACCEPTED);
            },
            () => [this.fileInput.el]
        );
    },

    get uploadLabel() {
        return this.readsReceipts ? _t("Scan receipts") : _t("Upload");
    },

    /** Open the camera of the phone at once, instead of a choice of apps. */
    takePicture() {
        const input = this.fileInput.el;
        input.setAttribute("accept", "image/*");
        input.setAttribute("capture", "environment");
        input.click();
        input.removeAttribute("capture");
        input.setAttribute("accept", ACCEPTED);
    },

    async onChangeFileInput() {
        if (!this.readsReceipts) {
            return super.onChangeFileInput(...arguments);
        }
        const input = this.fileInput.el;
        const files = [...input.files];
        // Else choosing the same file again would not be noticed
        input.value = "";
        this.receiptScan.addFiles(files);
    },

    async _onChangeFileInput(files) {
        if ((await this.receiptScan.mode()) === "off") {
            return super._onChangeFileInput(...arguments);
        }
        this.receiptScan.addFiles([...files]);
    },

    /** A selection would keep the list from showing what is read in it. */
    deselectAll() {
        for (const record of this.model.root.selection || []) {
            record.toggleSelection(false);
        }
    },

    /** Show new values, unless that would disturb what the person is doing. */
    async showScanned() {
        const root = this.model.root;
        if (!root.editedRecord && !root.selection?.length) {
            // An empty list shows samples until it is told not to
            this.model.useSampleModel = false;
            await root.load();
            this.render(true);
        }
    },
});

patch(ExpenseListController.prototype, scanning());
patch(ExpenseKanbanController.prototype, scanning());

/** The drop zone opens a new screen in Odoo and is forgotten; here the screen stays. */
const dropping = () => ({
    onDrop() {
        this.dragState.showDragZone = false;
        return super.onDrop(...arguments);
    },
});

patch(ExpenseListRenderer.prototype, dropping());
patch(ExpenseKanbanRenderer.prototype, dropping());

patch(ExpenseDashboard.prototype, {
    setup() {
        super.setup(...arguments);
        useBus(useService("ipai_receipt_scan").bus, "changed", async () => {
            this.state.expenses = await this.orm.silent.call(
                "hr.expense",
                "get_expense_dashboard",
                []
            );
        });
    },
});

patch(ExpenseFormController.prototype, {
    setup() {
        super.setup(...arguments);
        useBus(useService("ipai_receipt_scan").bus, "changed", async ({detail}) => {
            const root = this.model.root;
            if (detail.ids.includes(root.resId) && !(await root.isDirty())) {
                await root.load();
            }
        });
    },
});
