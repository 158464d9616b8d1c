"""The tables of the catalogue: what each generation of a feed consists of."""

APPLICATION_ID = 1_415_668_577
"""Marks an SQLite file as a catalogue of ours; the first migration writes it."""

SELLERS_FEED = "sellers"
"""The feed of what people sell here; it hides nobody else's."""

MIGRATIONS = (
    """
    PRAGMA application_id = 1415668577;
    CREATE TABLE catalogue (generation INTEGER NOT NULL);
    INSERT INTO catalogue VALUES (0);
    CREATE TABLE feeds (
        name TEXT PRIMARY KEY,
        generation INTEGER NOT NULL UNIQUE,
        products INTEGER NOT NULL,
        imported_at TEXT NOT NULL,
        simulated INTEGER NOT NULL
    );
    """,
    # Slots make a ring: the newest observation takes the place of the oldest.
    """
    CREATE TABLE price_observations (
        feed TEXT NOT NULL,
        source_id TEXT NOT NULL,
        slot INTEGER NOT NULL,
        observed_at TEXT NOT NULL,
        price_minor INTEGER,
        currency TEXT,
        PRIMARY KEY (feed, source_id, slot)
    ) WITHOUT ROWID;
    """,
    # By which rules a generation's items were read; 0 where they never were.
    "ALTER TABLE feeds ADD COLUMN item_rules INTEGER NOT NULL DEFAULT 0;",
    # What of the sellers' listings is among the products of this file; null where nothing ever was.
    "ALTER TABLE catalogue ADD COLUMN shelf TEXT;",
)

PRODUCT_COLUMNS = (
    # Unique: the import makes an index of it, once all products are in.
    "source_id TEXT NOT NULL",
    "title TEXT NOT NULL",
    "product_type TEXT",
    "type_stated INTEGER NOT NULL",
    "brand TEXT",
    "price_minor INTEGER",
    "list_price_minor INTEGER",
    "currency TEXT",
    "condition TEXT",
    "availability TEXT NOT NULL",
    "rating REAL",
    "review_count INTEGER",
    "link TEXT NOT NULL",
    "image_link TEXT",
    "gtin TEXT",
    # Long texts come last: SQLite reads a row only up to the last column that is asked for.
    "description TEXT",
    "attributes TEXT NOT NULL",
)


def products_table(generation: int) -> str:
    """Name of the table that holds a generation's products."""
    return f"products_{generation:d}"


def ids_index(generation: int) -> str:
    """Name of the index by which a generation's products are found by their id."""
    return f"ids_of_products_{generation:d}"


def items_table(generation: int) -> str:
    """Name of the table of what tells which items a generation's products are."""
    return f"items_{generation:d}"
