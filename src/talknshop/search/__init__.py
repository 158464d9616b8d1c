"""Text search for products and documents: analysis, the index port and its engines."""
