"""Import a file of insured persons in the name of a user."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import User
from enrolment.acts.import_people import import_people
from workflow.refusal import Refusal


class Command(BaseCommand):
    help = "导入参保名单（xlsx 或 csv）。有一行错误则全部不导入，并逐行说明。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, metavar="用户名")
        parser.add_argument("--dry-run", action="store_true", help="只核对，不导入")

    def handle(self, *args: Any, **options: Any) -> None:
        now, user = timezone.now(), User.objects.filter(username=options["by"]).first()
        if user is None:
            raise CommandError(f"没有用户 {options['by']}。")
        try:
            report = import_people(
                content=options["file"].read_bytes(),
                name=options["file"].name,
                by=Actor.of(user, timezone.localdate(now)),
                now=now,
                dry_run=options["dry_run"],
            )
        except (Refusal, OSError) as error:
            raise CommandError(str(error)) from None
        for error in report.errors:
            self.stderr.write(str(error))
        if report.errors:
            self.stderr.write(f"共 {len(report.errors)} 处错误，整个文件没有导入。")
            sys.exit(1)
        self.stdout.write(f"新增 {report.created} 人，变更 {report.changed} 人，未变 {report.same} 人。")
