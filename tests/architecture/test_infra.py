"""infra/ is kept true without running a container: what it names exists, what it must not hold is not there."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
INFRA = ROOT / "infra"
OUR_SERVICES = ("web", "jobs", "media", "migrate", "store-buckets", "store-check")
# Read by libraries or by the image itself, not by our settings.
READ_BY_OTHERS = {"SSL_CERT_FILE"}
SECRET = re.compile(r"PASSWORD|SECRET|TOKEN|ACCESS_KEY")
VARIABLE = re.compile(r"\$\{([A-Z0-9_]+)(:?[-?][^}]*)?\}")
POLICIES = sorted((INFRA / "store").glob("*-policy.json"))
DELETES = re.compile(r"Delete|Bypass|PutBucket|PutLifecycle|\*")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    parsed: dict[str, Any] = yaml.safe_load((INFRA / "compose.yml").read_text())
    return parsed


def compose_text() -> str:
    lines = (INFRA / "compose.yml").read_text().splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith("#"))


def test_every_part_of_the_house_is_there(compose: dict[str, Any]) -> None:
    wanted = {"postgres", "store", "store-buckets", "store-accounts", "migrate", "web", "jobs", "media", "caddy"}
    assert wanted | {"prometheus"} <= compose["services"].keys()
    assert compose["services"]["media"]["deploy"]["replicas"] == "${MEDIA_WORKERS:-2}"


def test_images_are_named_by_variables_with_a_default(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        found = VARIABLE.fullmatch(service["image"])
        assert found and found[2], f"{name}: image {service['image']} is not ${{VARIABLE:-default}}"
        assert found[2].startswith(":-") and found[2] != ":-"


def test_services_wait_for_services_that_exist(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        for other, how in service.get("depends_on", {}).items():
            assert other in compose["services"], f"{name} waits for {other}"
            if how["condition"] == "service_healthy":
                assert "healthcheck" in compose["services"][other], f"{other} is never healthy"
        for network in service["networks"]:
            assert network in compose["networks"], f"{name} is on {network}"


def test_volumes_are_declared_or_files_that_exist(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("./"):
                assert source == "./certs" or (INFRA / source).exists(), f"{name}: {source} is not there"
            else:
                assert source in compose["volumes"], f"{name}: volume {source} is not declared"


def test_what_our_processes_are_told_they_read(compose: dict[str, Any]) -> None:
    code = "\n".join(path.read_text() for plane in ("backend", "media_worker") for path in (ROOT / plane).rglob("*.py"))
    for name in OUR_SERVICES:
        for variable in compose["services"][name]["environment"]:
            read = f'"{variable}"' in code
            assert read or variable in READ_BY_OTHERS, f"{name} sets {variable}, which nothing reads"


def test_every_variable_of_compose_is_made_or_documented() -> None:
    told = (INFRA / "runbook.md").read_text() + (INFRA / "new-env.sh").read_text()
    for variable in {found[1] for found in VARIABLE.finditer(compose_text())}:
        assert variable in told, f"{variable} is neither in runbook.md nor in new-env.sh"


def test_no_secret_has_a_value(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        for variable, value in service.get("environment", {}).items():
            if not SECRET.search(variable) or variable.endswith("ACCESS_KEY"):
                continue
            if variable == "SECRET_FILE":
                continue
            assert re.fullmatch(r"\$\{[A-Z0-9_]+(:\?[^}]*)?\}", str(value)), f"{name}: {variable} is written out"
            assert ":-" not in str(value), f"{name}: {variable} has a default"
    for match in re.finditer(r"://[^/\s]*:([^@\s]+)@", compose_text()):
        assert match[1].startswith("${"), "an address holds a password"


def test_our_containers_have_no_more_rights_than_they_need(compose: dict[str, Any]) -> None:
    for name in OUR_SERVICES:
        service = compose["services"][name]
        assert service["read_only"] is True and service["cap_drop"] == ["ALL"]
        assert service["networks"] == ["inner"], f"{name} reaches out of the house"
    assert compose["networks"]["inner"]["internal"] is True
    assert "keys" not in json.dumps(compose["services"]["media"].get("volumes", []))
    open_ports = {name for name, service in compose["services"].items() if "ports" in service}
    assert open_ports == {"caddy", "prometheus"}
    assert all(port.startswith("127.0.0.1:") for port in compose["services"]["prometheus"]["ports"])


def statements(path: Path) -> Iterator[tuple[list[str], list[str]]]:
    for statement in json.loads(path.read_text())["Statement"]:
        assert statement["Effect"] == "Allow"
        yield statement["Action"], statement["Resource"]


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_no_plane_may_take_footage_away(path: Path) -> None:
    for actions, resources in statements(path):
        for resource in resources:
            assert re.fullmatch(r"arn:aws:s3:::lianzheng-(footage|derived)(/(footage|derived)/\*)?", resource)
        if any("footage" in resource for resource in resources):
            assert not [action for action in actions if DELETES.search(action)], f"{path.name}: {actions}"


def test_the_media_worker_writes_copies_only() -> None:
    for actions, resources in statements(INFRA / "store" / "media-policy.json"):
        if any("footage" in resource for resource in resources):
            assert not [action for action in actions if action.startswith("s3:Put")]


def test_accounts_use_the_policies_that_are_there() -> None:
    script = (INFRA / "store" / "accounts.sh").read_text()
    assert {path.name for path in POLICIES} == set(re.findall(r"/infra/(\S+\.json)", script))


def test_caddy_leads_where_something_listens(compose: dict[str, Any]) -> None:
    text = (INFRA / "Caddyfile").read_text()
    assert set(re.findall(r"reverse_proxy (\w+):\d+", text)) == {"web", "store"}
    assert "reverse_proxy web:8080" in text
    assert "8080" in compose["services"]["web"]["command"]
    for variable in re.findall(r"\{\$([A-Z0-9_]+)", text):
        assert variable in compose["services"]["caddy"]["environment"], f"Caddyfile uses {variable}"
    assert re.search(r"respond /metrics\* 404", text), "metrics are open to everybody"
    assert text.count("{") == text.count("}")


def test_alerts_ask_for_metrics_that_exist() -> None:
    rules = yaml.safe_load((INFRA / "prometheus" / "rules.yml").read_text())
    code = (ROOT / "backend" / "adapters" / "metrics.py").read_text()
    names = {name for group in rules["groups"] for rule in group["rules"] for name in
             re.findall(r"lianzheng_[a-z_]+", rule["expr"])}  # fmt: skip
    for name in names:
        assert re.sub(r"_(total|bucket)$", "", name) in code, f"{name} is measured nowhere"


def test_prometheus_scrapes_services_that_exist(compose: dict[str, Any]) -> None:
    config = yaml.safe_load((INFRA / "prometheus" / "prometheus.yml").read_text())
    for job in config["scrape_configs"]:
        for target in (target for static in job["static_configs"] for target in static["targets"]):
            assert target.split(":")[0] in compose["services"]


def test_the_image_holds_what_the_processes_need() -> None:
    text = (INFRA / "Containerfile").read_text()
    assert re.search(r"^USER lianzheng$", text, re.MULTILINE), "the image runs as root"
    for folder in ("schemas", "backend", "media_worker"):
        assert f"COPY {folder} ./{folder}" in text
    assert "ffmpeg" in text and "requirements.lock" in text


def test_the_runbook_names_commands_that_exist() -> None:
    from backend.cli import COMMANDS

    known = {" ".join(command.words) for command in COMMANDS}
    for text in (INFRA / "runbook.md", INFRA / "compose.yml"):
        for words in re.findall(r"lianzheng (store \w+|admin \w+|migrate)", text.read_text().replace(", ", " ")):
            assert words in known, f"{text.name}: lianzheng {words}"
