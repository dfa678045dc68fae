"""16 and 17: what a body gives away, and pictures of it."""

from __future__ import annotations

from stepdown.records.guard.rule import Rule

RULES = (
    Rule(
        kind=16,
        rule="Biometric identifiers",
        why="A finger, a voice, an eye or a genome belongs to one person.",
        named=r"(?:\w+_)?(?:finger_?prints?|thumb_?prints?|voice_?prints?|palm_?prints?|face_?prints?|hand_?geometry|retinal?|iris|biometrics?"
        r"|minutiae|dna|genome|genotype|snp_?data|face_?(?:id|template|embedding)|gait_?\w*|voice_?(?:sample|recording)|signature)(?:_\w+)?",
        # Fingerprint records (ISO 19794-2), as text or in base64; and genetic sequences.
        pattern=r"rk1s\w{6,}|\bfmr\b.{0,3}20|\b[acgt]{20,}\b|\brs\d{6,}\b"
        r"|\b(?:finger|voice|retina|iris|palm)[ -]?(?:print|scan|template|code)s?\b.*[0-9a-f]{6,}",
    ),
    Rule(
        kind=17,
        rule="Photographs or other pictures",
        why="A face names its owner.",
        named=r"(?:\w+_)?(?:photos?|photographs?|pictures?|images?|img|portrait|head_?shot|mug_?shot|selfie|avatar|face_?(?:image|photo))"
        r"(?:_?(?:file|path|url|name|id|\d+|link|data|b64|base64))*$",
        # Data URIs, picture files by their ending, and the first bytes of pictures in base64 or hexadecimal.
        pattern=r"data:image/|\.(?:jpe?g|jfif|png|gif|heic|heif|tiff?|bmp|webp|dng|dcm|svg)\b|\bivborw0kggo|/9j/[\w+/]{4,}|\br0lgod"
        r"|\bffd8ffe[0-9a-f]|\b89504e47|\b(?:img|dsc|dcim|pxl|photo)[_-]\d{4,}",
    ),
)
