import os
import subprocess
import sys

import pytest

from planparse.cli import main as cli_main
from planparse.errors import EmptyFile

HEAVY = ("pandas", "spacy", "jieba", "networkx", "matplotlib", "pyarrow", "lxml", "pdfplumber", "pypdfium2", "rich")


def shell(command: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command line in a shell; `planparse` in it is this Python's."""
    planparse = f"{sys.executable} -m planparse"
    return subprocess.run(
        ["bash", "-c", command.replace("planparse", planparse)],
        capture_output=True,
        env=os.environ | environment,
        timeout=60,
    )


@pytest.fixture
def stored(tmp_path, suzhou):
    """The JSON of a plan in a file, for `export`."""
    from planparse.model.codec import plan_to_json

    path = tmp_path / "plan.json"
    path.write_text(plan_to_json(suzhou), "utf-8")
    return path


def test_help_imports_no_library_that_does_the_work():
    code = (
        "import sys; from planparse.cli.main import main; code = main(['--help']); "
        f"loaded = [name for name in {HEAVY!r} if name in sys.modules]; "
        "sys.exit(str(loaded) if loaded else code)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")


def test_help_names_the_commands_that_exist_with_their_own_words(run):
    code, out, _ = run("--help")
    assert code == 0
    for name, words in cli_main.COMMANDS.items():
        command = cli_main.cli.get_command(None, name)
        assert command.name == name
        assert command.help.startswith(words)
        assert f"  {name} " in out


@pytest.mark.parametrize("command", sorted(cli_main.COMMANDS))
def test_every_command_has_help_and_knows_debug(run, command):
    code, out, err = run(command, "--help")
    assert (code, err) == (0, "")
    assert "--debug" in out


def test_module_and_version():
    done = shell("planparse --version")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"planparse ")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["pars", "a.pdf"], "Did you mean 'parse'"),
        (["parse", "a.pdf", "--jsno"], "--json"),
        (["parse"], "FILE"),
        (["parse", "a.pdf", "--reader", "acrobat"], "acrobat"),
        (["parse", "a.pdf", "--min-confidence", "2"], "0<=x<=1"),
        (["batch", "in"], "--output"),
        (["evaluate"], "PATH"),
        (["--frobnicate"], "--frobnicate"),
    ],
)
def test_wrong_usage_exits_with_2_and_says_where_help_is(run, args, words):
    code, out, err = run(*args)
    assert (code, out) == (2, "")
    assert "Try 'planparse" in err
    assert words in err


def test_command_alone_shows_help_and_exits_with_2(run):
    code, out, err = run()
    assert code == 2
    assert "Commands:" in out + err


def test_failure_is_one_line_and_debug_shows_the_traceback(run, parsed):
    parsed(EmptyFile("the file is empty", where="141号.pdf", advice="download it again"))
    line = "141号.pdf: the file is empty. Try: download it again\n"
    assert run("parse", "141号.pdf") == (3, "", line)
    for args in (["--debug", "parse", "141号.pdf"], ["parse", "141号.pdf", "--debug"]):
        code, out, err = run(*args)
        assert (code, out) == (3, "")
        assert err.startswith("Traceback")
        assert err.endswith(line)


def test_fault_of_planparse_exits_with_70_and_one_line(run, parsed):
    parsed(ZeroDivisionError("division\nby zero"))
    code, out, err = run("parse", "a.pdf")
    assert (code, out, err.count("\n")) == (70, "", 1)
    assert "ZeroDivisionError: division by zero" in err
    assert "Traceback" in run("parse", "a.pdf", "--debug")[2]


def test_interrupt_exits_with_130(run, parsed):
    parsed(KeyboardInterrupt())
    code, out, err = run("parse", "a.pdf")
    assert (code, out) == (130, "")
    assert "Traceback" not in err


def test_what_a_document_says_never_commands_the_terminal(run, parsed):
    parsed(EmptyFile("\x1b[2J\u202e市审计局\nline", where="a.pdf"))
    assert run("parse", "a.pdf")[2] == "a.pdf: \\x1b[2J\\u202e市审计局 line\n"


def test_locale_without_unicode_is_no_hindrance(stored):
    for locale in ("C", "POSIX"):
        done = shell(f"planparse export {stored} 图.unknown", LC_ALL=locale, PYTHONIOENCODING="ascii")
        assert done.returncode == 2
        assert done.stderr.decode("utf-8").startswith("图.unknown: ")


def test_reader_of_the_pipe_that_goes_away_is_no_fault():
    done = shell("set -o pipefail; planparse parse --help | true; planparse --help | head -1")
    assert done.stderr == b""


def test_closed_streams_are_no_fault(stored, tmp_path):
    out = tmp_path / "graph.graphml"
    for closed in (">&-", "2>&-", "<&-", ">&- 2>&- <&-"):
        done = shell(f"planparse export {stored} {out} {closed}")
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b""), closed
        assert out.read_bytes().startswith(b"<?xml")


@pytest.mark.parametrize("redirect", [">&-", ">/dev/full"])
def test_data_that_nobody_can_take_exit_with_4(tmp_path, redirect):
    (tmp_path / "x.gold.json").write_text('{"metadata": {}, "rows": []}')
    done = shell(f"planparse evaluate {tmp_path} --json {redirect}")
    assert done.returncode == 4
    assert done.stderr.startswith(b"standard output: cannot be written")
    assert done.stderr.count(b"\n") == 1


def test_data_for_a_pipe_that_nobody_reads_end_quietly(monkeypatch, parsed, suzhou, capfd):
    parsed(suzhou)

    class Gone:
        def write(self, text):
            raise BrokenPipeError(32, "Broken pipe")

        def flush(self):
            pass

        def isatty(self):
            return False

    monkeypatch.setattr(sys, "stdout", Gone())
    assert cli_main.main(["parse", "a.pdf", "--json"]) == 4
    assert "Traceback" not in capfd.readouterr().err
