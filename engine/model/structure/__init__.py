"""Rules of BPMN 2.0.2 that a schema cannot say: each refuses a model that means nothing, with the place and the reason.

They look at the document, not at the compiled model; a new rule is one function in one of the files here.
"""

from __future__ import annotations

from engine.model.documents import Documents
from engine.model.reading import Reader
from engine.model.structure import data_flow, data_items, data_sets, document_wide, flows, lengths, message_flows, starts_and_ends

CHECKS = (
    flows.check,
    starts_and_ends.check,
    data_items.check,
    data_sets.check,
    data_flow.check,
    document_wide.check,
    lengths.check,
)


def check_structure(documents: Documents, reader: Reader, process_ids: frozenset[str]) -> None:
    """Report what is wrong with the executable processes and what belongs to them."""
    for document in documents.documents:
        executable = [process.element for process in document.processes if process.id in process_ids]
        if not executable:
            continue
        for check in CHECKS:
            for element in executable:
                check(reader, document, element)
        message_flows.check(reader, document)
        lengths.check_root(reader, document, executable[0].getparent())


__all__ = ["check_structure"]
