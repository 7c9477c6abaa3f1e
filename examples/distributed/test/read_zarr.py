"""Reads every array below a folder as the Zarr v3 specification says, without Zarr's own library, and prints a JSON line for each.

Needs numpy and numcodecs (for zstd alone). Whatever is not as the specification has it ends the program.

Sources: Zarr core specification 3.0, and its codecs "bytes", "zstd", "crc32c" and "sharding_indexed".
"""

import hashlib
import itertools
import json
import pathlib
import sys

import numpy
from numcodecs import Zstd

EMPTY = 2**64 - 1
TABLE = []
for byte in range(256):
    for _ in range(8):
        byte = byte >> 1 ^ (0x82F63B78 if byte & 1 else 0)
    TABLE.append(byte)


def crc32c(data):
    """RFC 3720, appendix B.4."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc = TABLE[(crc ^ byte) & 255] ^ crc >> 8
    return crc ^ 0xFFFFFFFF


def decode(codecs, data, shape, dtype):
    for codec in reversed(codecs):
        name = codec["name"]
        configuration = codec.get("configuration", {})
        if name == "crc32c":
            data, stored = data[:-4], int.from_bytes(data[-4:], "little")
            assert crc32c(data) == stored, "wrong checksum"
        elif name == "zstd":
            data = Zstd().decode(data)
        elif name == "bytes":
            order = {"little": "<", "big": ">"}[configuration["endian"]]
            data = numpy.frombuffer(data, numpy.dtype(dtype).newbyteorder(order)).reshape(shape)
        elif name == "sharding_indexed":
            data = unshard(configuration, data, shape, dtype)
        else:
            raise ValueError(f"no codec {name}")
    return data


def unshard(configuration, data, shape, dtype):
    inner = configuration["chunk_shape"]
    assert all(whole % part == 0 for whole, part in zip(shape, inner)), "inner chunks do not divide the shard"
    grid = [whole // part for whole, part in zip(shape, inner)]
    fixed = sum(4 for codec in configuration["index_codecs"] if codec["name"] == "crc32c")
    size = 16 * int(numpy.prod(grid)) + fixed
    at_end = configuration.get("index_location", "end") == "end"
    index = decode(configuration["index_codecs"], data[-size:] if at_end else data[:size], [*grid, 2], "u8")
    whole = numpy.zeros(shape, dtype)
    for place in numpy.ndindex(*grid):
        offset, length = (int(value) for value in index[place])
        if offset == EMPTY:
            continue
        assert offset + length <= len(data), "a chunk beyond the end of its shard"
        part = decode(configuration["codecs"], data[offset : offset + length], inner, dtype)
        whole[tuple(slice(i * n, (i + 1) * n) for i, n in zip(place, inner))] = part
    return whole


def read(folder, metadata):
    known = {"zarr_format", "node_type", "shape", "data_type", "chunk_grid", "chunk_key_encoding", "fill_value", "codecs"}
    missing = known - metadata.keys()
    # A reader must refuse what it does not know.
    unknown = metadata.keys() - known - {"attributes", "dimension_names"}
    assert not missing and not unknown, f"missing {missing}, unknown {unknown}"
    shape, dtype = metadata["shape"], metadata["data_type"]
    assert len(metadata.get("dimension_names", shape)) == len(shape)
    assert metadata["chunk_grid"]["name"] == "regular" and metadata["chunk_key_encoding"]["name"] == "default"
    chunk = metadata["chunk_grid"]["configuration"]["chunk_shape"]
    separator = metadata["chunk_key_encoding"].get("configuration", {}).get("separator", "/")
    array = numpy.full(shape, metadata["fill_value"], dtype)
    for place in itertools.product(*(range(-(-whole // part)) for whole, part in zip(shape, chunk))):
        path = folder / separator.join(["c", *map(str, place)])
        if path.exists():
            part = decode(metadata["codecs"], path.read_bytes(), chunk, dtype)
            there = tuple(slice(i * n, min((i + 1) * n, size)) for i, n, size in zip(place, chunk, shape))
            array[there] = part[tuple(slice(0, s.stop - s.start) for s in there)]
    return array


for path in sorted(pathlib.Path(sys.argv[1]).rglob("zarr.json")):
    metadata = json.loads(path.read_text())
    assert metadata["zarr_format"] == 3
    if metadata["node_type"] == "array":
        array = read(path.parent, metadata)
        digest = hashlib.sha256(array.astype(array.dtype.newbyteorder("<")).tobytes()).hexdigest()
        name = str(path.parent.relative_to(sys.argv[1]))
        print(json.dumps({"array": name, "shape": array.shape, "dtype": str(array.dtype), "sha256": digest}))
    else:
        assert metadata["node_type"] == "group" and metadata.keys() <= {"zarr_format", "node_type", "attributes"}
