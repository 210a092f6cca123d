import pytest
from django.test import Client


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/people/a%00b/", "/tags/%00/", "/search/?q=a%00b", "/articles/x%00/", "/?held=%00"]
)
def test_a_nul_in_an_address_is_a_bad_request_and_never_reaches_the_database(address: str) -> None:
    assert Client().get(address).status_code == 400
