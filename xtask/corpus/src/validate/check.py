"""Checks recorded requests against a description, with openapi-core.

Usage: check.py DESCRIPTION < requests.  Each line of input is a JSON object with "operation", "method",
"uri", "headers" (a list of pairs) and "body" (a list of bytes).  Each line of output is a JSON object with
"operation" and "problem", which is null where the request is right.
"""

import json
import sys
from urllib.parse import parse_qsl, unquote, urlsplit

import yaml
from openapi_core import Config, OpenAPI
from openapi_core.datatypes import RequestParameters
from werkzeug.datastructures import Headers, ImmutableMultiDict


class Recorded:
    """A recorded request in the shape that the validator asks for."""

    def __init__(self, record):
        uri = urlsplit(record["uri"])
        headers = Headers([tuple(pair) for pair in record["headers"]])
        self.host_url = "http://localhost"
        self.path = uri.path
        self.method = record["method"].lower()
        self.body = bytes(record["body"]) or None
        self.content_type = headers.get("content-type", "")
        cookies = []
        for pair in headers.get("cookie", "").split(";"):
            name, _, value = pair.strip().partition("=")
            if name:
                cookies.append((name, unquote(value)))
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(parse_qsl(uri.query, keep_blank_values=True)),
            header=headers,
            cookie=ImmutableMultiDict(cookies),
            path={},
        )


def without_servers(document):
    """The document with one server, that of the recorded requests."""
    document["servers"] = [{"url": "http://localhost"}]
    for item in document.get("paths", {}).values():
        item.pop("servers", None)
        for operation in item.values():
            if isinstance(operation, dict):
                operation.pop("servers", None)
    return document


def without_ignored_headers(node):
    """Lets header parameters be left out that the specification says are to be ignored."""
    if isinstance(node, list):
        for item in node:
            without_ignored_headers(item)
    elif isinstance(node, dict):
        name = node.get("name")
        ignored = isinstance(name, str) and name.lower() in ("accept", "authorization", "content-type")
        if ignored and node.get("in") == "header":
            node["required"] = False
        for item in node.values():
            without_ignored_headers(item)


def plain(body, **_parameters):
    """What a text body says: a schema may want a number or a boolean, which the validator takes for text."""
    text = body.decode("utf-8")
    try:
        return json.loads(text)
    except ValueError:
        return text


def main():
    """Checks each request on standard input."""
    with open(sys.argv[1], encoding="utf-8") as file:
        document = json.load(file) if sys.argv[1].endswith(".json") else yaml.safe_load(file)
    without_ignored_headers(document)
    # The requests are checked, not the document: many break the specification's own schema.
    config = Config(spec_validator_cls=None, extra_media_type_deserializers={"text/plain": plain})
    openapi = OpenAPI.from_dict(without_servers(document), config=config)
    for line in sys.stdin:
        record = json.loads(line)
        problem = None
        try:
            openapi.validate_request(Recorded(record))
        except Exception as error:  # whatever it is, it belongs to this request
            cause = error.__cause__
            problem = f"{error}" if cause is None else f"{error}: {cause}"
        print(json.dumps({"operation": record["operation"], "problem": problem}), flush=True)


if __name__ == "__main__":
    main()
