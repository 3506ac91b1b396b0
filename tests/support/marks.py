"""One small piece of data in each of the four servers, to see whether it is still there."""

import asyncio
import io
from collections.abc import Mapping

import asyncpg
import minio
import nats
import redis.asyncio as redis

STREAM, SUBJECT, KEY = "MARKS", "marks.one", "mark"


async def leave_marks(env: Mapping[str, str], mark: str) -> None:
    """Write `mark` everywhere; each server has acknowledged it."""
    connection = await nats.connect(env["NATS_URL"])
    await connection.jetstream().add_stream(name=STREAM, subjects=[SUBJECT])
    await connection.jetstream().publish(SUBJECT, mark.encode())
    await connection.close()
    db = await asyncpg.connect(env["DATABASE_URL"])
    await db.execute("create table if not exists marks (mark text)")
    await db.execute("insert into marks values ($1)", mark)
    await db.close()
    async with redis.from_url(env["REDIS_URL"], decode_responses=True) as cache:
        await cache.set(KEY, mark)
    await asyncio.to_thread(store(env).put_object, env["S3_BUCKET"], KEY, io.BytesIO(mark.encode()), len(mark))


async def find_marks(env: Mapping[str, str]) -> dict[str, str]:
    """The newest mark in each server."""
    connection = await nats.connect(env["NATS_URL"])
    message = await connection.jetstream().get_last_msg(STREAM, SUBJECT)
    await connection.close()
    db = await asyncpg.connect(env["DATABASE_URL"])
    row = await db.fetchval("select mark from marks order by ctid desc limit 1")
    await db.close()
    async with redis.from_url(env["REDIS_URL"], decode_responses=True) as cache:
        value = await cache.get(KEY)
    with await asyncio.to_thread(store(env).get_object, env["S3_BUCKET"], KEY) as answer:
        content = answer.read().decode()
    return {"nats": (message.data or b"").decode(), "postgres": row, "valkey": value, "seaweed": content}


def everywhere(mark: str) -> dict[str, str]:
    """What `find_marks` answers when nothing is lost."""
    return dict.fromkeys(("nats", "postgres", "valkey", "seaweed"), mark)


def store(env: Mapping[str, str]) -> minio.Minio:
    """An object store's client from the environment variables."""
    endpoint = env["S3_ENDPOINT"].removeprefix("http://")
    return minio.Minio(endpoint, env["S3_ACCESS_KEY"], env["S3_SECRET_KEY"], region=env["S3_REGION"], secure=False)
