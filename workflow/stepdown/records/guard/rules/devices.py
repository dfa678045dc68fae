"""13: devices and serial numbers."""

from __future__ import annotations

from stepdown.records.guard.rule import NO, Rule

RULES = (
    Rule(
        kind=13,
        rule="Device identifiers or serial numbers",
        why="A device, such as a telephone, pump or breath meter, leads to its user.",
        named=r"(?:\w+_)?(?:serial(?:_?(?:no|num|nbr|number|id))?|device_?(?:id|no|num|number|serial|identifier|uid|token)|imei|imsi|meid"
        r"|iccid|udid|udi|idfa|android_?id|advertising_?id|mac|mac_?addr(?:ess)?|(?:implant|pump|meter|monitor|phone|pacemaker)_?(?:id|serial)\w*)",
        pattern=r"\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b|\b[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}\b|\(01\)\d{14}"
        rf"|\b(?:s/n|sn|serial|imei|imsi|meid|udi|device)\b{NO}[a-z]{{0,5}}-?\d[\w-]{{3,}}",
    ),
)
