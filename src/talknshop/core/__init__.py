"""What every service stands on; knows no shopping word."""
