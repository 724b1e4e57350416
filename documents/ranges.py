"""Parts of a file, so that a video can be started in the middle. RFC 9110, one range."""

import re
from collections.abc import Iterator
from typing import IO, Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

CHUNK = 1 << 18
ONE = re.compile(r"bytes=(\d*)-(\d*)$")


def ranged(request: HttpRequest, response: FileResponse) -> HttpResponseBase:
    """The whole response, or the part that was asked for (206), or 416 where there is no such part."""
    response["Accept-Ranges"] = "bytes"
    asked = ONE.match(request.headers.get("Range", ""))
    size = int(response.headers.get("Content-Length", 0))
    if asked is None or not size or (not asked[1] and not asked[2]):
        return response
    first = int(asked[1]) if asked[1] else max(0, size - int(asked[2]))
    last = min(int(asked[2]), size - 1) if asked[1] and asked[2] else size - 1
    if first > last:
        response.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    part = StreamingHttpResponse(_part(response.file_to_stream, first, last - first + 1), status=206)
    part["Content-Type"] = response["Content-Type"]
    part["Content-Range"], part["Content-Length"] = f"bytes {first}-{last}/{size}", str(last - first + 1)
    part["Accept-Ranges"] = "bytes"
    return part


def _part(file: IO[Any], first: int, length: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        while length > 0 and (piece := file.read(min(CHUNK, length))):
            length -= len(piece)
            yield piece
