"""The servers that every other test builds on."""

import os

import asyncpg
import minio
import nats
import psutil
import pytest
import redis.asyncio as redis
from nats.aio.client import Client

from storyreel.infrastructure import Infrastructure


async def test_all_four_servers_take_their_credentials(
    infra: Infrastructure, nats_url: str, database: str, redis_url: str, s3_env: dict[str, str]
) -> None:
    """A test, like a service, can use every server with nothing but its environment variables."""
    connection = await nats.connect(nats_url)
    assert (await connection.jetstream(timeout=60).account_info()).streams == 0
    await connection.close()

    db = await asyncpg.connect(database)
    assert await db.fetchval("select count(*) from information_schema.tables where table_schema = 'public'") == 0
    await db.close()

    async with redis.from_url(redis_url) as cache:
        assert await cache.dbsize() == 0

    assert store(s3_env).bucket_exists(s3_env["S3_BUCKET"])


async def test_no_server_answers_without_credentials(infra: Infrastructure, s3_env: dict[str, str]) -> None:
    """Another user of the machine gets nothing out of the servers."""
    address = infra.nats_url.rpartition("@")[2]
    stranger = Client()
    with pytest.raises(nats.errors.Error, match=r"(?i)authorization violation"):
        await stranger.connect(f"nats://{address}", allow_reconnect=False, connect_timeout=60)
    await stranger.close()
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(infra.database_url, password="wrong")
    async with redis.from_url(f"redis://{infra.redis_url.rpartition('@')[2]}") as cache:
        with pytest.raises(redis.AuthenticationError):
            await cache.get("anything")
    with pytest.raises(minio.S3Error, match=r"AccessDenied|SignatureDoesNotMatch"):
        store(s3_env | {"S3_SECRET_KEY": "wrong"}).list_buckets()


async def test_a_mistyped_bucket_is_not_made(s3_env: dict[str, str]) -> None:
    """A typo in S3_BUCKET fails instead of hiding films in a second bucket."""
    with pytest.raises(minio.S3Error, match="NoSuchBucket"):
        store(s3_env).fput_object("storyrell", "key", __file__)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has servers that must not be root")
async def test_postgres_of_root_runs_as_nobody(infra: Infrastructure) -> None:
    """In a container, where everything is root, Postgres still starts."""
    assert psutil.Process(infra.servers["postgres"].pid).username() == "nobody"


def store(s3_env: dict[str, str]) -> minio.Minio:
    """A client from the environment variables."""
    endpoint = s3_env["S3_ENDPOINT"].removeprefix("http://")
    return minio.Minio(
        endpoint, s3_env["S3_ACCESS_KEY"], s3_env["S3_SECRET_KEY"], region=s3_env["S3_REGION"], secure=False
    )
