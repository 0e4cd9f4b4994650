"""Read a body within bounds: raw bytes and decoded bytes both count, and a cut stream is an error."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterable, AsyncIterator

from monitor.errors import BadEncoding, TooLarge

SLICE = 512 * 1024
"""Bytes inflated before others have their turn: ten megabytes at once would hold up every other fetch."""

BOMB_BYTES, BOMB_RATIO = 1024 * 1024, 250
"""More than the first from less than a 250th of it is a bomb: lists of addresses shrink to a thirtieth."""

MEMBERS = 64
"""A gzip file may hold several members (RFC 1952, 2.2); more than this is an attack."""


def decoded(url: str, stream: AsyncIterable[bytes], coding: str, cap: int) -> AsyncIterator[bytes]:
    """The body's bytes as the document has them, piece by piece.

    Raises:
        BadEncoding: a coding that was not asked for, stacked codings, or gzip that lies or is cut.
        TooLarge: more than `cap` bytes, as sent or once decoded.
    """
    match coding.strip().lower():
        case "" | "identity":
            return _plain(url, stream, cap)
        case "gzip" | "x-gzip":
            return _gunzipped(url, stream, cap)
        case other:
            raise BadEncoding(url, f"content coding {other[:60]!r} was not asked for")


async def _plain(url: str, stream: AsyncIterable[bytes], cap: int) -> AsyncIterator[bytes]:
    size = 0
    async for chunk in stream:
        size += len(chunk)
        if size > cap:
            raise TooLarge(url, f"more than {cap} bytes")
        yield chunk


async def _gunzipped(url: str, stream: AsyncIterable[bytes], cap: int) -> AsyncIterator[bytes]:
    inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
    raw = size = 0
    members = 1
    async for chunk in stream:
        raw += len(chunk)
        if raw > cap:
            raise TooLarge(url, f"more than {cap} bytes as sent")
        data, more = chunk, False
        while (data or more) and not (inflate.eof and data[:1] != b"\x1f"):  # padding after the end is let go
            if inflate.eof:
                members += 1
                if members > MEMBERS:
                    raise BadEncoding(url, f"more than {MEMBERS} gzip members")
                inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
            try:
                piece = inflate.decompress(data, min(cap - size + 1, SLICE))
            except zlib.error as error:
                raise BadEncoding(url, f"says gzip and is not: {error}") from error
            size += len(piece)
            if size > cap:
                raise TooLarge(url, f"more than {cap} bytes once decoded")
            if size > BOMB_BYTES and size > BOMB_RATIO * raw:
                raise TooLarge(url, f"inflates {size // raw} times: a bomb")
            if piece:
                yield piece
            if more := len(piece) == SLICE:
                await asyncio.sleep(0)
            data = inflate.unused_data if inflate.eof else inflate.unconsumed_tail
    if not inflate.eof:
        raise BadEncoding(url, "the gzip stream is cut short")
