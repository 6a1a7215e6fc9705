{#-
  Region of an address as Philippine sales teams divide the country: NCR, Luzon, Visayas, Mindanao, or
  Abroad; null when nothing says. The province decides (ISO 3166-2:PH, which Odoo 19 ships); without one
  the ZIP code of PHLPost, whose first digits are areas.
-#}
{% macro island_group(country_code, state_code, zip) -%}
    case
        when {{ country_code }} <> 'PH' then 'Abroad'
        when replace({{ state_code }}, 'PH-', '') in ('00', 'NCR') then 'NCR'
        when replace({{ state_code }}, 'PH-', '') in (
            'ABR', 'ALB', 'APA', 'AUR', 'BAN', 'BEN', 'BTG', 'BTN', 'BUL', 'CAG', 'CAN', 'CAS', 'CAT',
            'CAV', 'IFU', 'ILN', 'ILS', 'ISA', 'KAL', 'LAG', 'LUN', 'MAD', 'MAS', 'MDC', 'MDR', 'MOU',
            'NUE', 'NUV', 'PAM', 'PAN', 'PLW', 'QUE', 'QUI', 'RIZ', 'ROM', 'SOR', 'TAR', 'ZMB'
        ) then 'Luzon'
        when replace({{ state_code }}, 'PH-', '') in (
            'AKL', 'ANT', 'BIL', 'BOH', 'CAP', 'CEB', 'EAS', 'GUI', 'ILI', 'LEY', 'NEC', 'NER', 'NSA',
            'SIG', 'SLE', 'WSA'
        ) then 'Visayas'
        when replace({{ state_code }}, 'PH-', '') in (
            'AGN', 'AGS', 'BAS', 'BUK', 'CAM', 'COM', 'DAO', 'DAS', 'DAV', 'DIN', 'DVO', 'LAN', 'LAS',
            'MAG', 'MGN', 'MGS', 'MSC', 'MSR', 'NCO', 'SAR', 'SCO', 'SLU', 'SUK', 'SUN', 'SUR', 'TAW',
            'ZAN', 'ZAS', 'ZSI'
        ) then 'Mindanao'
        when {{ country_code }} is null or length(trim({{ zip }})) <> 4 then null
        when trim({{ zip }}) between '0400' and '1849' then 'NCR'
        when trim({{ zip }}) between '1850' and '4999' then 'Luzon'
        when trim({{ zip }}) between '5000' and '5099' then 'Visayas'
        when trim({{ zip }}) between '5100' and '5599' then 'Luzon'
        when trim({{ zip }}) between '5600' and '6999' then 'Visayas'
        when trim({{ zip }}) between '7000' and '9899' then 'Mindanao'
    end
{%- endmacro %}
