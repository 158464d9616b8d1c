"""What the seller's nodes work with: a listing's text, its preview, what the seller is told."""
