from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.areas import level_of
from accounts.divisions import shipped
from accounts.models import Area


class Command(BaseCommand):
    help = "登记行政区划（GB/T 2260，数据来自已安装的 python-stdnum）；已登记的代码不改动，除非加 --overwrite。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--overwrite", action="store_true", help="同时改写已登记代码的名称和有效状态")

    def handle(self, *args: Any, overwrite: bool = False, **options: Any) -> None:
        rows = [Area(code=d.code, name=d.name, level=level_of(d.code), valid=d.valid) for d in shipped()]
        before = Area.objects.count()
        if overwrite:
            fields = ["name", "level", "valid"]
            Area.objects.bulk_create(rows, 1000, update_conflicts=True, update_fields=fields, unique_fields=["code"])
        else:
            Area.objects.bulk_create(rows, 1000, ignore_conflicts=True)
        abolished = sum(not row.valid for row in rows)
        added = Area.objects.count() - before
        self.stdout.write(f"行政区划 {len(rows)} 个（其中已撤销 {abolished} 个），新登记 {added} 个。")
