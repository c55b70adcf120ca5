"""`crm-tui certs`: certificates read from files, kept, listed, given to clients."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crm_tui.cli.certs_adopt import adopt
from crm_tui.cli.certs_arrivals import arrivals
from crm_tui.cli.options import Client, Json, Limit, noun
from crm_tui.cli.output import Column, in_words, print_json, show_record, show_rows
from crm_tui.cli.session import the_office
from crm_tui.domain.errors import Refused
from crm_tui.i18n import _, ngettext

if TYPE_CHECKING:
    from crm_tui.usecases.certificates import CertificateCard
    from crm_tui.usecases.parts.certificate_run import CertificatesTaken

app = noun()
app.command("adopt", help=_("Make cards for the holders of kept certificates whom no card knows."))(adopt)
app.command("arrivals", help=_("What came through the watched folders, the newest first."))(arrivals)
Paths = Annotated[list[Path], typer.Argument(metavar="PATH...", help=_("Files, folders or zip files."))]
Certificate = Annotated[int, typer.Argument(metavar="ID", help=_("The number in `certs list`."))]


@app.command("import", help=_("Take in certificates (.cer, .crt, .pem, .p7b, .p7s, folders, zip files)."))
def import_(
    paths: Paths,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Only read; with --json, the fields of each."))
    ] = False,
    as_json: Json = False,
) -> None:
    refuse_missing(paths)
    if dry_run and as_json:
        _print_index(paths)
        return
    from crm_tui.usecases.parts.certificate_run import import_certificates

    with the_office() as office:
        done = import_certificates(office, paths, dry_run=dry_run, told=_progress)
    _tell(done, as_json)


@app.command("list", help=_("Certificates, those that end last first."))
def list_(
    client: Client = None,
    ending: Annotated[
        int | None,
        typer.Option("--ending", metavar="DAYS", min=0, help=_("Only those that end within so many days.")),
    ] = None,
    unknown: Annotated[bool, typer.Option("--unknown", help=_("Only those of no client."))] = False,
    as_json: Json = False,
    limit: Limit = 100,
) -> None:
    from crm_tui.cli.references import client_id
    from crm_tui.usecases.certificates import list_certificates

    rows, after = list[Any](), None
    with the_office() as office:
        of = client_id(office, client)
        while len(rows) < limit:
            page = office.call(
                list_certificates,
                client_id=of,
                ending_in=ending,
                unknown=unknown,
                after=after,
                limit=limit - len(rows),
            )
            rows += page.rows
            after = page.after
            if after is None:
                break
    show_rows(rows, certificate_columns(), as_json=as_json)


@app.command("find", help=_("Search by the beginning of the holder's name, serial number or key identifier."))
def find(text: str, as_json: Json = False, limit: Limit = 20) -> None:
    from crm_tui.usecases.certificates import find_certificates

    with the_office() as office:
        rows = office.call(find_certificates, text=text, limit=limit)
    show_rows(rows, certificate_columns(), as_json=as_json)


@app.command("show", help=_("All that a certificate tells."))
def show(certificate: Certificate, as_json: Json = False) -> None:
    from crm_tui.usecases.certificates import show_certificate

    with the_office() as office:
        card = office.call(show_certificate, certificate_id=certificate)
    _show(card, as_json)


@app.command("save", help=_("Write a certificate to a file, as it came."))
def save(
    certificate: Certificate,
    output: Annotated[Path | None, typer.Option("--output", "-o", help=_("The file to write."))] = None,
) -> None:
    from crm_tui.usecases.certificates import certificate_file

    with the_office() as office:
        name, content = office.call(certificate_file, certificate_id=certificate)
    path = output or Path(name)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise Refused(_("{file}: cannot be written: {why}").format(file=path, why=error.strerror)) from None
    typer.echo(str(path))


@app.command("attach", help=_("Say whose a certificate is; the rest of its set goes with it."))
def attach(
    certificate: Certificate,
    code: Annotated[str, typer.Argument(metavar="CODE", help=_("Tax code, or #id."))],
    as_json: Json = False,
) -> None:
    from crm_tui.usecases.certificates import attach_certificate
    from crm_tui.usecases.lookup import client_by_code

    with the_office() as office:
        client = office.call(client_by_code, code=code)
        card = office.call(attach_certificate, certificate_id=certificate, client_id=client.id)
    _show(card, as_json)


@app.command("detach", help=_("Take a certificate off its client; no import gives it back."))
def detach(certificate: Certificate, as_json: Json = False) -> None:
    from crm_tui.usecases.certificates import detach_certificate

    with the_office() as office:
        card = office.call(detach_certificate, certificate_id=certificate)
    _show(card, as_json)


def refuse_missing(paths: list[Path]) -> None:
    """Refuses the first path that is not there, before anything is read."""
    for path in paths:
        if not path.exists():
            raise Refused(_("{file}: there is no such file or folder").format(file=path))


def _print_index(paths: list[Path]) -> None:
    """The fields in the columns by which readers are compared; no store is needed for it."""
    from crm_tui.exchange.certificate_files import read_paths
    from crm_tui.exchange.certificates import index_row

    rows = list[dict[str, str]]()
    for file in read_paths(paths):
        rows += [index_row(file.name, one.certificate) for one in file.taken]
        if file.problem:
            typer.echo(f"{file.name}: {file.problem}", err=True)
    print_json(rows)


def _progress(files: int, certificates: int) -> None:
    """One line that is written over, only where a person looks at it."""
    if sys.stderr.isatty():
        words = _("files: {files}, certificates: {certificates}").format(
            files=files, certificates=certificates
        )
        print(f"\r{words}", end="", file=sys.stderr, flush=True)


def _tell(done: "CertificatesTaken", as_json: bool) -> None:
    if sys.stderr.isatty():
        print(file=sys.stderr)
    if as_json:
        print_json(
            {
                "files": done.files,
                "certificates": done.rows,
                "problems": done.problems,
                "completed_sets": done.sets,
            }
        )
        return
    for name, why in done.problems:
        typer.echo(f"{name}: {why}", err=True)
    for row in done.rows:
        if row.may_be:
            clients = ", ".join(f"#{one.id} {one.name}" for one in row.may_be)
            said = _("{holder}: several clients have the code {code}: {clients}; `certs attach` says which")
            typer.echo(said.format(holder=row.holder, code=row.tax_code, clients=clients))
    for row in done.unknown:
        said = _("unknown client {code} {name}; `certs adopt {code}` makes the card")
        typer.echo(said.format(code=row.tax_code, name=row.organisation or row.holder))
    for one in done.sets:
        said = _("{ref} completed: {client}, {first}–{last}")
        first, last = in_words(one.valid_from), in_words(one.valid_to)
        typer.echo(said.format(ref=one.ref, client=in_words(one.client), first=first, last=last))
    ours = [row for row in done.rows if not row.of_ca]
    counted = ngettext("{n} certificate", "{n} certificates", len(ours)).format(n=len(ours))
    left = len(done.rows) - len(ours)
    typer.echo(_("{certificates}, of them new: {new}").format(certificates=counted, new=done.new))
    if left:
        typer.echo(_("of CAs and their servers, not kept: {n}").format(n=left))


def certificate_columns() -> tuple[Column, ...]:
    return (
        Column(_("no."), lambda row: row.id, right=True),
        Column(_("client"), lambda row: row.client),
        Column(_("code"), lambda row: row.tax_code + ("?" if row.code_doubtful else "")),
        Column(_("holder"), lambda row: row.holder),
        Column(_("kind"), lambda row: row.kind),
        Column(_("use"), lambda row: row.use),
        Column(_("from"), lambda row: row.valid_from),
        Column(_("to"), lambda row: row.valid_to),
        Column(_("days left"), lambda row: row.days_left, right=True),
        Column(_("serial number"), lambda row: row.serial),
    )


def _show(card: "CertificateCard", as_json: bool) -> None:
    row = card.row
    doubt = _("(its check digit is wrong)") if row.code_doubtful else ""
    lines = [
        (_("certificate"), f"#{row.id}"),
        (_("client"), f"#{row.client.id} {row.client.name}" if row.client else _("nobody's")),
        (_("may be of"), [f"#{one.id} {one.name}" for one in card.may_be]),
        (_("holder"), row.holder),
        (_("organisation"), row.organisation),
        (_("position"), row.position),
        ("ЄДРПОУ", f"{card.edrpou} {card.edrpou_from}"),
        ("РНОКПП", f"{card.rnokpp} {card.rnokpp_from} {doubt}"),
        ("УНЗР", card.unzr),
        (_("kind"), row.kind),
        (_("use"), row.use),
        (_("from"), row.valid_from),
        (_("to"), row.valid_to),
        (_("days left"), row.days_left),
        (_("issuer"), f"{row.issuer} {card.issuer_code}"),
        (_("serial number"), row.serial),
        (_("key identifier"), row.key_id),
        (_("key"), card.key),
        (_("policy"), card.policy),
        (_("region"), f"{card.region} {card.city}"),
        (_("address"), card.address),
        (_("phone"), card.phone),
        (_("e-mail"), card.email),
        (_("file"), row.file_name),
        (_("taken in"), card.created_at),
        (_("by"), card.created_by),
        (_("same set"), [f"#{one.id}" for one in card.same_set]),
    ]
    show_record(
        card,
        [(title, value.strip() if isinstance(value, str) else value) for title, value in lines],
        as_json=as_json,
    )
