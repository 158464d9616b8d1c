"""Chat models behind the port of ``language/model_client.py``; loaded only where one is named."""
