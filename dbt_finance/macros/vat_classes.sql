{#-
  What a classification of ipai_bir means for VAT: side, treatment, and the sign that makes an ordinary
  sale or purchase positive (a sale credits its accounts). Classes that are not here are not VAT.
-#}
{% macro vat_classes() -%}
    values
        ('sale_vatable', 'output', 'vatable', -1),
        ('sale_government', 'output', 'government', -1),
        ('sale_zero_rated', 'output', 'zero_rated', -1),
        ('sale_exempt', 'output', 'exempt', -1),
        ('purchase_goods', 'input', 'goods', 1),
        ('purchase_services', 'input', 'services', 1),
        ('purchase_capital_goods', 'input', 'capital_goods', 1),
        ('purchase_nonresident_services', 'input', 'nonresident_services', 1),
        ('purchase_import', 'input', 'import', 1),
        ('purchase_other', 'input', 'other', 1),
        ('purchase_no_input_tax', 'input', 'no_input_tax', 1),
        ('purchase_import_exempt', 'input', 'import_exempt', 1)
{%- endmacro %}
