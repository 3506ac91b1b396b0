"""What a service that buys from Replicate is told by its environment."""

from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator

from storyreel_chassis.settings import ServiceSettings
from storyreel_contracts.pricing import current
from storyreel_media.replicate.client import BASE_URL, Replicate
from storyreel_media.replicate.download import HOSTS, Downloads
from storyreel_media.replicate.timing import RealTime


class ReplicateSettings(ServiceSettings):
    """The account. Without a token nothing is bought there."""

    replicate_api_token: SecretStr | None = Field(
        default=None, validation_alias="REPLICATE_API_TOKEN", description="r8_…; without one nothing is bought there"
    )
    replicate_base_url: str = Field(
        default=BASE_URL, pattern=r"^https?://\S+$", validation_alias="REPLICATE_BASE_URL",
        description="of the API; another one for a rehearsal with `storyreel simulate`",
    )  # fmt: skip
    replicate_hosts: str = Field(
        default="", validation_alias="STORYREEL_REPLICATE_HOSTS",
        description="hosts with commas from which outputs are fetched, too, beside the provider's own; a leading dot "
        "means every host below, and an origin such as http://127.0.0.1:9000 may be one",
    )  # fmt: skip
    @field_validator("replicate_api_token")
    @classmethod
    def _an_empty_one_is_none(cls, token: SecretStr | None) -> SecretStr | None:
        return token if token and token.get_secret_value().strip() else None

    @property
    def delivery_hosts(self) -> tuple[str, ...]:
        """From where outputs are fetched; an API elsewhere delivers from its own origin."""
        named = (host.strip() for host in self.replicate_hosts.split(","))
        url = urlsplit(self.replicate_base_url)
        own = () if self.replicate_base_url == BASE_URL else (f"{url.scheme}://{url.netloc}",)
        return (*HOSTS, *own, *filter(None, named))

    def replicate(self) -> Replicate | None:
        """A client of the account, to be entered; None without a token."""
        if self.replicate_api_token is None:
            return None
        time = RealTime()
        return Replicate(
            self.replicate_api_token,
            base_url=self.replicate_base_url,
            prices=current(),
            time=time,
            downloads=Downloads(time, hosts=self.delivery_hosts),
        )
