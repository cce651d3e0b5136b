from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('engine', '0042_bulk_failures'),
    ]

    operations = [
        migrations.AddField(
            model_name='outboxentry',
            name='organisation_id',
            field=models.BigIntegerField(null=True),
        ),
    ]
