"""What a browser test takes hold of: the `data-testid` of every control, by name. Change it here and in pwa/src.

| screen | controls | further attributes |
|---|---|---|
| /sign-in | SIGN_IN_* | |
| /today | NEW_INCIDENT, RECORD_OPEN (opens the recorder and starts at once), INCIDENT_ROW | `data-incident` |
| /incidents/new | INCIDENT_CLASS + "-dispatch" …, INCIDENT_PLACE, INCIDENT_SAVE | |
| /incidents/:id | TIME + "-arrived-now", NARRATIVE, SAVE_STATE, RECORD_OPEN, HAND_IN, INCIDENT_STATE | `data-state` |
| /record | RECORD_START, RECORD_STOP (hold 0.6 s), RECORD_RESUME, PARTS_HELD, RECORDER | `data-phase` |
| /my-recordings | CLEAR_ANSWER (yes, no, none), RECORDING_CARD | `data-state`, `data-recording` |
| /recordings/:id | VERDICT_WORD, STRIP, CELL + "-0", FINDING, FINDING_JUMP, PLAY, PLAYER | `data-word`, `data-strip` |
| /incidents/:id/hand-in | OBSTACLE, GAP_REASON, GAP_SIGN, HAND_IN_CONFIRM | `data-code`, `data-blocks` |
| /inbox | REVIEW_CARD | `data-review`, `data-incident` |
| /reviews/:id | OPINION, REVIEW_APPROVE or REVIEW_RETURN, SIGNATURE_CODE, then SIGN_PASSKEY, | |
| | or SIGN_PERSON_KEY, PIN, SIGN_CONFIRM | |
| /reviews/:id/signature | SIGNATURE_VALID | `data-valid` |
| /mine/keys | ADD_PASSKEY or ADD_PERSON_KEY, KEY_NAME, NEW_PIN, PIN_AGAIN, KEY_PASSWORD, KEY_ADD | `data-method` |
| /devices/this | DEVICE_NAME, ENROL_DEVICE, DEVICE_STATE, DEVICE_FINGERPRINT | `data-state` |
| /devices | DEVICE_ROW, DEVICE_APPROVE, DEVICE_REVOKE, DEVICE_CONFIRM | `data-device` |
| /board | NUMBER + "-overdue" …, RECORDING_NOW, BOARD_INCIDENTS | `data-value` |
| /people … | NEW_PERSON, PERSON_CREATE, PERSON_ROLE, ACT_CONFIRM, ROLE_CONFIRM, CSV_RUN | `data-ok`, `data-bad` |
"""

SIGN_IN_POLICE_NO = "sign-in-police-no"
SIGN_IN_PASSWORD = "sign-in-password"
SIGN_IN_SUBMIT = "sign-in-submit"
SIGN_IN_WAIT = "sign-in-wait"
SIGN_OUT = "sign-out"
SIGN_OUT_EVERYWHERE = "sign-out-everywhere"
SIGN_OUT_CONFIRM = "sign-out-confirm"
TAB = "tab"  # + "-today", "-record", "-incidents", "-board", "-inbox", "-people", "-devices", "-system", "-mine"
OFFLINE_BAR = "offline-bar"
EXPIRED_BAR = "expired-bar"
SYNC_STATE = "sync-state"
PROBLEM = "problem"  # data-code
EMPTY = "empty"
TOAST = "toast"
BACK = "back"
SHEET_CLOSE = "sheet-close"

NEW_INCIDENT = "new-incident"
INCIDENT_ROW = "incident-row"
INCIDENT_CLASS = "incident-class"  # the group; one answer: + "-dispatch", "-stop_check" …
INCIDENT_PLACE = "incident-place"
INCIDENT_NUMBER = "incident-number"
INCIDENT_ARRIVED = "incident-arrived"
INCIDENT_SAVE = "incident-save"
INCIDENT_STATE = "incident-state"
NARRATIVE = "narrative"
SAVE_STATE = "save-state"  # data-state: saved, phone, saving, conflict, refused
TIME = "time"  # + "-reported", "-arrived" …; + "-now", "-enter" for the buttons
TIME_AT = "time-at"
TIME_SAVE = "time-save"
PERSON_ADD = "person-add"
PERSON_SAVE = "person-save"
CONFLICT_OPEN = "conflict-open"
CONFLICT_KEEP = "conflict-keep"
VERSIONS = "versions"
COVERAGE_CARD = "coverage-card"
COVERAGE_PERCENT = "coverage-percent"
RECORDING_LINK = "recording-link"

RECORD_OPEN = "record-open"
RECORDER = "recorder"
RECORD_START = "record-start"
RECORD_STOP = "record-stop"
RECORD_RESUME = "record-resume"
INTERRUPTED = "interrupted"
STOPPED = "stopped"
TO_VERDICT = "to-verdict"
TO_INCIDENT = "to-incident"
CHOOSE_INCIDENT = "choose-incident"
ELAPSED = "elapsed"
PARTS_PHONE = "parts-phone"
PARTS_HELD = "parts-held"

CLEAR_PHONE = "clear-phone"
CLEAR_ANSWER = "clear-answer"
CLEAR_HELD = "clear-held"
CLEAR_CONFIRM = "clear-confirm"
RECORDING_CARD = "recording-card"
UPLOAD_NOW = "upload-now"

VERDICT_WORD = "verdict-word"
VERDICT_SENTENCE = "verdict-sentence"
STRIP = "strip"
CELL = "cell"  # + "-0", "-1" …; data-letter
TIMELINE = "timeline"
PLAY = "play"
PLAYER = "player"
WALL_CLOCK = "wall-clock"
FINDING = "finding"
FINDING_JUMP = "finding-jump"
GAP = "gap"
LINK_RECORDING = "link-recording"

HAND_IN = "hand-in"
HAND_IN_READY = "hand-in-ready"
HAND_IN_CONFIRM = "hand-in-confirm"
GAP_REASON = "gap-reason"
GAP_SIGN = "gap-sign"
OBSTACLE = "obstacle"

REVIEW_CARD = "review-card"
REVIEW_STATE = "review-state"
REVIEW_CODE = "review-code"
REVIEW_APPROVE = "review-approve"
REVIEW_RETURN = "review-return"
RETURN_POINT = "return-point"
RETURN_OPINION = "return-opinion"
RETURN_CONFIRM = "return-confirm"
OPINION = "opinion"
SIGNATURE_SENTENCE = "signature-sentence"
SIGNATURE_CODE = "signature-code"
SIGN_PASSKEY = "sign-passkey"
SIGN_PERSON_KEY = "sign-person-key"
PIN = "pin"
SIGN_CONFIRM = "sign-confirm"
SIGNATURE = "signature"
SIGNATURE_OPEN = "signature-open"
SIGNATURE_VALID = "signature-valid"

ADD_PASSKEY = "add-passkey"
ADD_PERSON_KEY = "add-person-key"
KEY_NAME = "key-name"
NEW_PIN = "new-pin"
PIN_AGAIN = "pin-again"
KEY_PASSWORD = "key-password"
KEY_ADD = "key-add"
SIGNING_KEY = "signing-key"
UNLOCK_KEY = "unlock-key"

DEVICE_NAME = "device-name"
ENROL_DEVICE = "enrol-device"
DEVICE_STATE = "device-state"
DEVICE_FINGERPRINT = "device-fingerprint"
DEVICE_ROW = "device-row"
DEVICE_APPROVE = "device-approve"
DEVICE_REVOKE = "device-revoke"
DEVICE_CONFIRM = "device-confirm"

NUMBER = "number"  # + "-without_footage", "-gaps_unexplained", "-due_soon", "-overdue"; data-value
RECORDING_NOW = "recording-now"
BOARD_INCIDENTS = "board-incidents"
FILTER = "filter"  # + "-all", "-overdue" …
TRAIL_ENTRY = "trail-entry"
HEALTH = "health"

NEW_PERSON = "new-person"
PERSON_NAME = "person-name"
PERSON_POLICE_NO = "person-police-no"
PERSON_UNIT = "person-unit"
PERSON_PASSWORD = "person-password"
PERSON_CREATE = "person-create"
PERSON_ROW = "person-row"
PERSON_ROLE = "person-role"
ACT_ROLE = "act-role"
ACT_CONFIRM = "act-confirm"
HELD_ROLE = "held-role"
ROLE_CONFIRM = "role-confirm"
CSV_TEXT = "csv-text"
CSV_RUN = "csv-run"
CSV_REPORT = "csv-report"


def at(testid: str) -> str:
    """Returns the selector of a control."""
    return f'[data-testid="{testid}"]'
