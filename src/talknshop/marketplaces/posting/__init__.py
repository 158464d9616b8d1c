"""What marketplaces ask of a listing and take of a sale, and the postings that sellers finish."""
