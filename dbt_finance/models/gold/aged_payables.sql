{{ config(materialized='view') }}

{{ aged_items('payable', 'vendor') }}
