"""What a picture shows: barcodes, printed words, colours, and how good a photo it is."""
