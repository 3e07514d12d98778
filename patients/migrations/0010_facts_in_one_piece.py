"""PostgreSQL: facts are stored whole beside their key, not compressed, as a query reads many."""

from django.db import migrations

TABLE = "patients_encounterfacts"


def in_one_piece(apps, schema_editor):
    """Rows of up to a page stay as they are: unpacking them for each comparison is slow."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE {TABLE} SET (toast_tuple_target = 8160)")


def as_usual(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE {TABLE} RESET (toast_tuple_target)")


class Migration(migrations.Migration):
    dependencies = [("patients", "0009_impact_of_drafts")]

    operations = [migrations.RunPython(in_one_piece, as_usual)]
