"""What each BPMN element does at run time, one file each. Tables: `engine/runtime/behaviours.py`, `event_definitions.py` here."""
