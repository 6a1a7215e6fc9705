"""Agents: courses of steps on a record of Odoo that stop for people and survive their worker."""
