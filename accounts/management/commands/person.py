"""`manage.py person NAME EMAIL --role ROLE`: makes a person, or promotes one who is there."""

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from accounts.models import Role, User
from accounts.services import people


class Command(BaseCommand):
    help = "Make a person with a role, or give a person who has an account another role."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="the shown name, such as 'Ada Lind'")
        parser.add_argument("email", help="their e-mail address; counted as verified")
        parser.add_argument("--role", choices=Role.values, default=None)
        parser.add_argument(
            "--password-stdin", action="store_true", help="read the password from standard input"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].strip()
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email!r} is not an e-mail address.") from error
        found = User.objects.filter(email__iexact=email).first()
        if found is not None:
            self._promote(found, options)
            return
        password = self._password(options, options["name"], email)
        try:
            user = people.make(
                options["name"], email, role=options["role"] or Role.MEMBER, password=password
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"Made {user.name} ({user.email}), {user.get_role_display()}.")
        if password is None:
            self.stdout.write("No password: they sign in with a code sent to this address.")

    def _promote(self, user: User, options: dict[str, Any]) -> None:
        password = None
        if options["password_stdin"]:
            password = self._password(options, user.name, user.email)
        if people.hand_over(user, password=password):
            self.stdout.write(
                f"{user.email} was not verified: anybody could have signed up with it. Now it is "
                "verified, the old password no longer works, and all devices are signed out."
            )
            if password is None:
                self.stdout.write("No password: they sign in with a code sent to this address.")
        elif password is not None:
            user.set_password(password)
            user.save(update_fields=["password"])
        if password is not None:
            self.stdout.write(f"{user.name} has a new password.")
        role = options["role"]
        if role is None or not people.promote(user, role):
            self.stdout.write(f"{user.name} is {user.get_role_display()}.")
        else:
            self.stdout.write(f"{user.name} is now {user.get_role_display()}.")

    def _password(self, options: dict[str, Any], name: str, email: str) -> str | None:
        if options["password_stdin"]:
            password = sys.stdin.readline().rstrip("\n")
        elif sys.stdin.isatty():
            password = getpass.getpass("Password (empty: sign in by code): ")
            if not password:
                return None
        else:
            return None
        try:
            validate_password(password, User(name=name, email=email))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        return password
