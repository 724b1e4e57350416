from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts import crypto, rotation


class Command(BaseCommand):
    help = "用当前密钥（LTCI_FIELD_KEYS 中第一个）重新加密全部加密字段；中断后可再次运行，接着办完。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", type=int, default=500, help="每个事务处理的行数（默认 500）")

    def handle(self, *args: Any, batch: int, **options: Any) -> None:
        self.stdout.write(f"当前密钥：{crypto.current_key_id()}")
        total = 0
        for model, field in rotation.encrypted_columns():
            changed = rotation.rotate(model, field, max(batch, 1))
            total += changed
            if changed:
                self.stdout.write(f"{field.place}：{changed} 行")
        self.stdout.write(f"完成，共重新加密 {total} 个值。")
