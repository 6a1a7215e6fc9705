{#-
  Which return a classification of ipai_bir is withheld for, and which part of a tax is its amount: claimed (the
  tax itself) or owed (the counterpart of what we assess on ourselves). Tax that customers withhold from us is
  a credit of ours, on no form of this list.
-#}
{% macro withholding_classes() -%}
    values
        ('withholding_expanded', '1601-EQ', 'claimed'),
        ('withholding_exempt', '1601-EQ', 'claimed'),
        ('withholding_final', '1601-FQ', 'claimed'),
        ('withholding_final_treaty', '1601-FQ', 'claimed'),
        ('withholding_final_interest', '1601-FQ', 'claimed'),
        ('withholding_vat', '1600-VT', 'owed'),
        ('purchase_nonresident_services', '1600-VT', 'owed')
{%- endmacro %}

{#- When a tax counts, as ipai_bir has it: with the entry, with its cash-basis entry, or with the payment. -#}
{% macro tax_due_when(taxes) -%}
    case
        when {{ taxes }}.is_due_when_withheld then 'withheld'
        when {{ taxes }}.tax_exigibility = 'on_payment' then 'paid'
        else 'booked'
    end
{%- endmacro %}

{% macro is_due(due, moves) -%}
    (
        {{ due }} = 'booked'
        or ({{ due }} = 'withheld' and {{ moves }}.move_type = 'entry')
        or ({{ due }} = 'paid' and ({{ moves }}.is_always_due or {{ moves }}.tax_cash_basis_rec_id is not null))
    )
{%- endmacro %}
