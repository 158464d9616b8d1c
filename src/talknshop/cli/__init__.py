"""The `talknshop` command, one module a verb."""
