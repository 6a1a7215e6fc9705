-- The bronze tables of all models that Odoo sends, so that dbt finds them before the first run.
select bronze.create_odoo_table(name)
from unnest(array[
    'res_partner_category', 'res_partner_industry', 'res_users', 'res_bank', 'res_partner_bank', 'res_country',
    'res_country_state', 'res_currency_rate', 'uom_uom', 'product_category', 'hr_job', 'account_group',
    'account_account_tag', 'account_tax_group', 'account_fiscal_position', 'account_payment_term',
    'account_payment_term_line', 'account_payment_method_line', 'account_payment', 'account_reconcile_model',
    'account_bank_statement', 'account_bank_statement_line', 'account_partial_reconcile',
    'account_full_reconcile', 'account_analytic_plan', 'account_analytic_account', 'account_analytic_line',
    'account_budget_post', 'crossovered_budget', 'crossovered_budget_lines', 'project_project_stage',
    'project_project', 'project_tags', 'project_milestone', 'project_task_type', 'project_task',
    'hr_expense_sheet', 'ir_attachment', 'ipai_bir_form', 'ipai_bir_edition', 'ipai_bir_part', 'ipai_bir_box',
    'ipai_bir_atc', 'ipai_bir_rdo', 'ipai_bir_holiday', 'ipai_bir_registration', 'ipai_bir_obligation',
    'ipai_bir_return', 'ipai_bir_return_box', 'ipai_bir_return_row', 'ipai_bir_return_check',
    'ipai_bir_list_line', 'ipai_bir_proof', 'ipai_bir_certificate', 'ipai_bir_certificate_line',
    'ipai_bir_certificate_delivery', 'ipai_bir_vat_claim', 'ipai_bir_compensation',
    'ipai_bir_compensation_adjustment', 'ipai_expense_policy', 'ipai_expense_breach', 'ipai_expense_route',
    'ipai_expense_approval', 'ipai_expense_line', 'ipai_expense_correction', 'ipai_expense_advance',
    'ipai_travel_request', 'ipai_expense_card', 'ipai_card_statement', 'ipai_card_line', 'ipai_agent',
    'ipai_agent_run', 'ipai_agent_step', 'ipai_call'
]) as name;
