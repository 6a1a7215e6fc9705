{{ config(materialized='view') }}

{{ aged_items('receivable', 'customer') }}
