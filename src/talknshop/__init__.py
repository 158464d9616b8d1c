"""TalknShop: shop and sell by conversation."""

from importlib.metadata import version

__version__ = version("talknshop")
