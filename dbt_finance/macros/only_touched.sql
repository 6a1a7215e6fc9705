{#-
  Marks the place where a model is narrowed to what was touched. It stays a comment, so that the compiled
  model is the plain query over everything, on every target; a build of what was touched puts the
  condition there. columns: those of the alias that correspond to the model's touch_key, in its order.
-#}
{% macro only_touched(alias, columns) -%}
    true /* touched: {% for column in columns %}{{ alias }}.{{ column }}{{ ", " if not loop.last }}{% endfor %} */
{%- endmacro %}

{% macro only_touched_images(alias) -%}
    true /* touched images: {{ alias }}.seq */
{%- endmacro %}
