"""Colours of things that people agree on, in sRGB; each second one is kept for confirming."""

from typing import NamedTuple


class Sample(NamedTuple):
    """A thing, what its colour is called, and how it reflects.

    Attributes:
        name: What it is.
        color: What people call its colour.
        rgb: In even light.
        shines: Strength of its highlight, 0 to 1.
        uneven: How much its colour varies over it, as a standard deviation.
    """

    name: str
    color: str
    rgb: tuple[int, int, int]
    shines: float = 0.3
    uneven: float = 0.06


SAMPLES = (
    Sample("tomato", "red", (196, 34, 26), 0.5),
    Sample("fire engine toy", "red", (206, 22, 40), 0.4),
    Sample("brick coloured scarf", "red", (168, 40, 42), 0.0),
    Sample("red apple", "red", (158, 26, 36), 0.4, 0.15),
    Sample("cherry", "red", (122, 14, 30), 0.6),
    Sample("claret jumper", "red", (112, 18, 34), 0.0),
    Sample("orange", "orange", (240, 132, 28), 0.2),
    Sample("carrot", "orange", (232, 116, 38), 0.1, 0.1),
    Sample("persimmon", "orange", (224, 96, 30), 0.3),
    Sample("traffic cone", "orange", (246, 104, 24), 0.1),
    Sample("apricot", "orange", (244, 162, 84), 0.1),
    Sample("pumpkin", "orange", (222, 126, 40), 0.2, 0.1),
    Sample("lemon", "yellow", (244, 214, 54), 0.3),
    Sample("banana", "yellow", (238, 206, 78), 0.1, 0.08),
    Sample("yellow pepper", "yellow", (240, 188, 28), 0.5),
    Sample("rubber duck", "yellow", (250, 220, 40), 0.4),
    Sample("mustard cardigan", "yellow", (206, 160, 40), 0.0),
    Sample("rain coat", "yellow", (236, 196, 36), 0.3),
    Sample("butter dish", "yellow", (246, 230, 140), 0.3),
    Sample("pale yellow shirt", "yellow", (244, 236, 158), 0.0),
    Sample("lime", "green", (132, 172, 52), 0.3),
    Sample("granny smith", "green", (150, 182, 66), 0.4),
    Sample("asparagus", "green", (112, 126, 66), 0.1, 0.15),
    Sample("green beans", "green", (98, 122, 58), 0.1, 0.15),
    Sample("cucumber", "green", (54, 84, 44), 0.2, 0.12),
    Sample("courgette", "green", (62, 88, 42), 0.3, 0.15),
    Sample("avocado", "green", (62, 72, 42), 0.2, 0.15),
    Sample("dark green bottle", "green", (28, 60, 40), 0.7),
    Sample("olive jacket", "green", (94, 98, 56), 0.0),
    Sample("army shirt", "green", (84, 92, 60), 0.0),
    Sample("mint mug", "green", (168, 216, 184), 0.4),
    Sample("sage towel", "green", (156, 176, 148), 0.0),
    Sample("emerald vase", "green", (20, 128, 82), 0.6),
    Sample("lawn chair", "green", (44, 140, 66), 0.2),
    Sample("teal pan", "teal", (16, 116, 118), 0.4),
    Sample("petrol cushion", "teal", (22, 104, 112), 0.0),
    Sample("teal bottle", "teal", (30, 132, 130), 0.3),
    Sample("peacock scarf", "teal", (18, 110, 122), 0.0),
    Sample("turquoise bowl", "turquoise", (70, 200, 196), 0.4),
    Sample("pool float", "turquoise", (64, 206, 210), 0.3),
    Sample("denim", "blue", (62, 88, 128), 0.0, 0.12),
    Sample("jeans jacket", "blue", (80, 104, 142), 0.0, 0.12),
    Sample("navy suit", "blue", (28, 34, 66), 0.0),
    Sample("midnight case", "blue", (24, 32, 72), 0.3),
    Sample("royal blue box", "blue", (34, 66, 176), 0.2),
    Sample("ball pen", "blue", (28, 80, 190), 0.4),
    Sample("sky blue shirt", "blue", (142, 186, 226), 0.0),
    Sample("baby blanket", "blue", (166, 200, 230), 0.0),
    Sample("azure watering can", "blue", (24, 126, 206), 0.4),
    Sample("swimming cap", "blue", (40, 116, 196), 0.4),
    Sample("aubergine", "purple", (54, 28, 50), 0.5),
    Sample("dark plum", "purple", (66, 30, 58), 0.3),
    Sample("plum", "purple", (92, 38, 74), 0.3),
    Sample("beetroot", "purple", (98, 28, 66), 0.1),
    Sample("red cabbage", "purple", (98, 46, 100), 0.2, 0.15),
    Sample("grape juice box", "purple", (88, 42, 116), 0.2),
    Sample("lavender candle", "purple", (176, 156, 212), 0.1),
    Sample("lilac dress", "purple", (190, 160, 206), 0.0),
    Sample("violet lamp", "purple", (112, 60, 172), 0.3),
    Sample("purple wig", "purple", (122, 50, 150), 0.2),
    Sample("flamingo", "pink", (246, 140, 160), 0.1),
    Sample("bubble gum", "pink", (244, 152, 184), 0.2),
    Sample("fuchsia bag", "pink", (218, 46, 132), 0.2),
    Sample("hot pink lipstick", "pink", (230, 62, 130), 0.5),
    Sample("baby pink socks", "pink", (246, 198, 206), 0.0),
    Sample("rose blouse", "pink", (236, 178, 190), 0.0),
    Sample("chocolate", "brown", (74, 44, 30), 0.3),
    Sample("coffee bean", "brown", (68, 44, 32), 0.4),
    Sample("leather belt", "brown", (116, 70, 40), 0.3),
    Sample("saddle bag", "brown", (128, 78, 44), 0.2),
    Sample("walnut shelf", "brown", (98, 66, 46), 0.1, 0.1),
    Sample("teddy bear", "brown", (142, 96, 60), 0.0, 0.1),
    Sample("ginger root", "brown", (160, 120, 80), 0.0, 0.12),
    Sample("cardboard", "brown", (170, 128, 86), 0.0, 0.05),
    Sample("kiwi", "brown", (112, 86, 54), 0.0, 0.1),
    Sample("potato", "brown", (152, 116, 76), 0.0, 0.12),
    Sample("linen trousers", "beige", (214, 196, 166), 0.0),
    Sample("trench coat", "beige", (204, 182, 146), 0.0),
    Sample("cream cushion", "beige", (232, 218, 190), 0.0),
    Sample("oatmeal jumper", "beige", (220, 206, 182), 0.0),
    Sample("tyre", "black", (30, 30, 31), 0.1),
    Sample("phone", "black", (20, 20, 22), 0.6),
    Sample("black jeans", "black", (34, 33, 36), 0.0, 0.1),
    Sample("umbrella", "black", (26, 26, 28), 0.1),
    Sample("concrete pot", "gray", (142, 142, 138), 0.0, 0.08),
    Sample("hoodie", "gray", (122, 124, 128), 0.0, 0.06),
    Sample("charcoal sofa", "gray", (74, 76, 80), 0.0, 0.06),
    Sample("slate coaster", "gray", (84, 88, 92), 0.1, 0.06),
    Sample("kettle", "gray", (164, 166, 168), 0.7),
    Sample("wool hat", "gray", (150, 150, 154), 0.0),
    Sample("plate", "white", (245, 245, 243), 0.3),
    Sample("t-shirt", "white", (240, 241, 243), 0.0),
    Sample("pillow", "white", (238, 238, 236), 0.0),
    Sample("mug", "white", (248, 247, 244), 0.4),
)
