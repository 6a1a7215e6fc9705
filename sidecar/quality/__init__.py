"""How good the warehouse's data is: profiles, scores, incidents, alerts."""
