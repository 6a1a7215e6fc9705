{#-
  What a classification of ipai_bir means for VAT: side, treatment, nature within its side, and the sign that
  makes an ordinary sale or purchase positive (a sale credits its accounts). Classes that are not here are
  not VAT. A purchase without input tax is exempt to us, whatever it was to its seller.
-#}
{% macro vat_classes() -%}
    values
        ('sale_vatable', 'output', 'vatable', 'vatable', -1),
        ('sale_government', 'output', 'vatable', 'government', -1),
        ('sale_zero_rated', 'output', 'zero_rated', 'zero_rated', -1),
        ('sale_exempt', 'output', 'exempt', 'exempt', -1),
        ('purchase_goods', 'input', 'vatable', 'goods', 1),
        ('purchase_services', 'input', 'vatable', 'services', 1),
        ('purchase_capital_goods', 'input', 'vatable', 'capital_goods', 1),
        ('purchase_nonresident_services', 'input', 'vatable', 'nonresident_services', 1),
        ('purchase_import', 'input', 'vatable', 'import', 1),
        ('purchase_other', 'input', 'vatable', 'other', 1),
        ('purchase_no_input_tax', 'input', 'exempt', 'no_input_tax', 1),
        ('purchase_import_exempt', 'input', 'exempt', 'import_exempt', 1)
{%- endmacro %}
