"""Service 8001: recordings and pictures, taken in, made safe and recognised."""
