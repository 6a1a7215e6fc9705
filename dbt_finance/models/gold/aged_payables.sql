{{ config(materialized='view' if target.type == 'postgres' else 'table') }}

{{ aged_items('payable', 'vendor') }}
