from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('engine', '0043_outbox_organisation'),
    ]

    operations = [
        migrations.AddField(
            model_name='skiprequest',
            name='act',
            field=models.CharField(db_default='skip', default='skip', max_length=8),
        ),
        migrations.AddField(
            model_name='skiprequest',
            name='target_id',
            field=models.CharField(blank=True, db_default='', default='', max_length=200),
        ),
    ]
