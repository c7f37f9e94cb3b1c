"""Tests of the readers' public keys."""

from pathlib import Path

import pytest

pytest.importorskip("asyncssh")

import asyncssh

from tui.serve.login.authorized_keys import Keys, KeysError, load_keys, state_file
from tui.serve.login.host_key import HostKeyError, load_or_make


def public(comment: str = "") -> tuple[asyncssh.SSHKey, str]:
    """Return a public key, and its line."""
    key = asyncssh.generate_private_key("ssh-ed25519")
    key.set_comment(comment)
    return key.convert_to_public(), key.export_public_key().decode().strip()


def owner(keys: Keys, key: asyncssh.SSHKey, address: str) -> str | None:
    """Return the account that a key belongs to, None for an unknown key."""
    found = keys.find(key, address)
    return found.name if found else None


@pytest.mark.parametrize(
    ("options", "may_browse"),
    [
        ("restrict", False),
        ("no-pty", False),
        ("NO-PTY", False),
        ("restrict,pty", True),
        ("pty,restrict", False),
        ('no-X11-forwarding,from="127.0.0.1"', True),
        ("no-agent-forwarding,no-port-forwarding,no-user-rc,no-touch-required", True),
    ],
)
def test_keys_that_give_no_terminal(tmp_path: Path, options: str, may_browse: bool) -> None:
    key, line = public("ada")
    file = tmp_path / "keys"
    file.write_text(f"{options} {line}\n")
    found = load_keys(file).find(key, "127.0.0.1")
    assert found is not None
    assert found.may_browse is may_browse


def test_each_key_is_its_comments(tmp_path: Path) -> None:
    ada, ada_line = public("ada@example.org")
    bob, bob_line = public("Bob at work")
    stranger, _ = public("eve")
    file = tmp_path / "keys"
    file.write_text(f"# readers\n\n{ada_line}\nrestrict,no-pty {bob_line}\n")
    keys = load_keys(file)
    assert owner(keys, ada, "127.0.0.1") == "ada@example.org"
    assert owner(keys, bob, "127.0.0.1") == "Bob at work"
    assert owner(keys, stranger, "127.0.0.1") is None
    assert keys.problems == ()


def test_a_key_without_a_comment_is_called_by_its_fingerprint(tmp_path: Path) -> None:
    key, line = public()
    file = tmp_path / "keys"
    file.write_text(line)
    assert str(owner(load_keys(file), key, "127.0.0.1")).startswith("SHA256:")


def test_a_key_for_some_addresses(tmp_path: Path) -> None:
    key, line = public("ada")
    file = tmp_path / "keys"
    file.write_text(f'from="10.0.0.*" {line}\n')
    keys = load_keys(file)
    assert owner(keys, key, "10.0.0.7") == "ada"
    assert owner(keys, key, "10.1.0.7") is None


def test_broken_lines_are_named_and_let_nobody_in(tmp_path: Path) -> None:
    key, line = public("ada")
    other, other_line = public("bob")
    file = tmp_path / "keys"
    file.write_text(
        f'{line}\nssh-ed25519 AAAA\nwhat is this\x1b[31m\ncommand="/bin/sh" {other_line}\n'
    )
    keys = load_keys(file)
    assert owner(keys, key, "127.0.0.1") == "ada"
    assert owner(keys, other, "127.0.0.1") is None
    assert [problem.split(": ", 1)[0].rpartition(", ")[2] for problem in keys.problems] == [
        "line 2", "line 3", "line 4",
    ]  # fmt: skip
    assert "'command'" in keys.problems[2]
    assert "\x1b" not in "".join(keys.problems)


@pytest.mark.parametrize("option", ["no-pyt", "no-", "no-login"])
def test_an_option_that_only_looks_like_one_of_sshds_lets_nobody_in(
    tmp_path: Path, option: str
) -> None:
    _, line = public("ada")
    file = tmp_path / "keys"
    file.write_text(f"{option} {line}\n")
    with pytest.raises(KeysError, match=f"line 1: the option '{option}' is not known here"):
        load_keys(file)


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path: Path) -> None:
    key, line = public("ada")
    file = tmp_path / "keys"
    file.write_text(f"{line}\n", encoding="utf-8-sig")
    keys = load_keys(file)
    assert owner(keys, key, "127.0.0.1") == "ada"
    assert keys.problems == ()


@pytest.mark.parametrize("text", ["", "# nobody\n", "ssh-rsa nothing\n"])
def test_a_file_that_lets_nobody_in(tmp_path: Path, text: str) -> None:
    file = tmp_path / "keys"
    file.write_text(text)
    with pytest.raises(KeysError, match="no key"):
        load_keys(file)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(KeysError, match="No such file"):
        load_keys(tmp_path / "keys")


def test_every_name_has_a_file_of_its_own_below_the_folder(tmp_path: Path) -> None:
    names = ["ada", "Ada", "../ada", "/etc/passwd", ".", "..", "a b", "a_b", "x" * 300, "x" * 301]
    files = {state_file(tmp_path, name) for name in names}
    assert len(files) == len(names)
    assert all(file.resolve().parent == tmp_path.resolve() for file in files)


def test_a_host_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "key"
    made = load_or_make(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_or_make(path).get_fingerprint() == made.get_fingerprint()


def test_no_host_key_is_made_where_its_folder_was_mistyped(tmp_path: Path) -> None:
    with pytest.raises(HostKeyError, match="folder that it would be made in is not there"):
        load_or_make(tmp_path / "tpyo" / "key")
    assert list(tmp_path.iterdir()) == []


def test_a_host_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key"
    load_or_make(path)
    path.chmod(0o640)
    with pytest.raises(HostKeyError, match="0640"):
        load_or_make(path)


def test_a_host_key_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("nothing")
    path.chmod(0o600)
    with pytest.raises(HostKeyError, match="no private key"):
        load_or_make(path)
