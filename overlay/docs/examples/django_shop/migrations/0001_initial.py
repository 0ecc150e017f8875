"""Create the tables of orders and of handled events."""

from django.db import migrations, models

from bestsms_client.webhooks import DjangoStore


class Migration(migrations.Migration):
    operations = [
        migrations.CreateModel(
            "Order",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("message_id", models.CharField(max_length=64, db_index=True)),
                ("delivery", models.CharField(max_length=20, default="")),
                ("reply", models.TextField(default="")),
            ],
        ),
        migrations.RunPython(DjangoStore.create_table),
    ]
