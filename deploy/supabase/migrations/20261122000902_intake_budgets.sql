select bronze.create_intake_table('budgets');
