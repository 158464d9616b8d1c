"""What a turn may want of the products on show, one module a kind."""
