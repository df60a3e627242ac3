"""The words that stand around identifiers: labels, keys, command lines, notes of people."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from benchmarks.privacy.kinds import BY_ID
from benchmarks.privacy.marked import Text, Value
from benchmarks.privacy.source import Locale, Source
from benchmarks.privacy.words import clean

# Names that programs give to values; those of DICOM are the standard's keywords.
KEYS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "name": ("PatientName", "patient_name", "ReferringPhysicianName", "OperatorsName", "full_name"),
        "dob": ("PatientBirthDate", "DOB", "birthdate"),
        "date": ("StudyDate", "AcquisitionDate", "ContentDate", "scan_date", "date"),
        "age": ("PatientAge", "age"),
        "mrn": ("PatientID", "MRN", "patient_id"),
        "national": ("SSN", "national_id", "OtherPatientIDs"),
        "phone": ("PatientTelephoneNumbers", "phone", "telephone"),
        "fax": ("fax", "FaxNumber"),
        "email": ("email", "contact_email"),
        "url": ("RetrieveURL", "url", "source"),
        "ip": ("ip", "server_ip", "RemoteAddress"),
        "mac": ("mac", "HWaddr"),
        "path": ("WorkingDirectory", "cwd", "input_file", "OutputPath"),
        "user": ("user", "UserName", "created_by"),
        "host": ("StationName", "hostname", "Machine"),
        "serial": ("DeviceSerialNumber", "serial_number"),
        "uid": ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID", "FrameOfReferenceUID"),
        "institution": ("InstitutionName", "institution"),
        "address": ("InstitutionAddress", "PatientAddress", "address"),
        "accession": ("AccessionNumber", "accession"),
        "insurance": ("insurance_id", "account_number", "InsurancePlanIdentification"),
        "study": ("ClinicalTrialSubjectID", "subject_id", "participant_id"),
    }
)
# After the colon of a slot: the form. With ! it has to be fit for a file name.
COMMANDS: Final = (
    "dcm2niix -o {path:Unix} -f {name!} -z y raw",
    "recon-all -s {study!} -i {path:Unix} -all",
    "[{user:user@host}: {date:ctime}] 3dcalc -a {path:Unix} -expr a -prefix mean",
    "mri_convert {path:Unix} out.mgz --subject {name!}",
    "flirt -in {name!}_T1 -ref MNI152_T1_1mm -out reg",
    "fslmaths {path:Unix} -mul 2 scaled",
    "mincresample -like icbm.mnc {path:Unix} out.mnc",
    "wget -q {url}",
    "scp {user:user@host.domain}:t1.nii .",
    "ssh -p 22 {user:user@host} ls",
    "ping -c 1 {ip}",
    "mri_watershed in.mgz out.mgz TimeStamp: {date:FreeSurfer time stamp} User: {user:login} Machine: {host}",
    "storescu -aet MRI {ip} 104 {uid}.dcm",
    "movescu -k PatientID={mrn} -k StudyDate={date:YYYYMMDD} {host} 11112",
    "findscu -k AccessionNumber={accession} -k PatientName={name!} {host} 104",
    "ifconfig eth0 hw ether {mac}",
    "bet sub_{mrn}_{date:YYYYMMDD} brain -f 0.5",
    "mail -s done {email:address}",
)
# Identifiers side by side, as exports and people write them, with no word around.
SEVERAL: Final = (
    "{name} {dob}",
    "{name} {dob:YYYYMMDD}",
    "{name}, {dob}, {mrn}",
    "{name!}_{dob:YYYYMMDD}",
    "{name!}_{mrn}_{date:YYYYMMDD}",
    "{mrn}_{date:YYYYMMDD}",
    "{name};{dob:YYYY-MM-DD};{national}",
    "{mrn} {name}",
    "{accession} {date:YYYYMMDD} {institution}",
    "{institution}, {date}",
    "{institution} {serial}",
    "{name} {phone}",
    "{name} <{email}>",
    "{address}, {phone}",
    "{phone} / {fax}",
    "{name} {age}",
    "{study!}_{date:YYYYMMDD}",
    "{uid}\\{accession}",
    "{host} {ip} {mac}",
    "{user} {date:ctime}",
    "{path} {host}",
    "{url} {date}",
)
CARRIERS: Final = ("alone", "label", "key", "note", "command", "beside", "several")
_SLOT: Final = re.compile(r"\{(?P<kind>\w+)(?::(?P<form>[^{}!]+))?(?P<safe>!?)\}")
_SAFE: Final = re.compile(r"[^\s/\\:*?\"<>|;,'`$&()]+")
_DRAWS: Final = 30


def fits_a_file_name(text: str) -> bool:
    return _SAFE.fullmatch(text) is not None


def written(source: Source, kind: str, carrier: str) -> Text:
    """An identifier of this kind with words of one of `CARRIERS` around it. Raises ValueError when there is none."""
    template, is_told = _template(source, kind, carrier)
    parts: list[str | Value] = []
    at = 0
    for slot in _SLOT.finditer(template):
        parts += [template[at : slot.start()], _filled(source, slot, is_told=is_told and _is_told(slot, carrier))]
        at = slot.end()
    return tuple(part for part in (*parts, template[at:]) if part != "")


def _is_told(slot: re.Match[str], carrier: str) -> bool:
    """Nothing tells that a word in a sentence is a name, so it has to be seen from its form."""
    return not (carrier == "note" and slot["kind"] == "name")


def _filled(source: Source, slot: re.Match[str], *, is_told: bool) -> Value:
    for _ in range(_DRAWS):
        value = BY_ID[slot["kind"]].value(source, is_told=is_told or bool(slot["form"]), form=slot["form"] or "")
        if not slot["safe"] or fits_a_file_name(value.text):
            return value
    raise ValueError(f"No {slot['kind']} fits a file name.")


def _template(source: Source, kind: str, carrier: str) -> tuple[str, bool]:
    """A text with slots, and whether it tells what stands in them."""
    chance, locale = source.chance, source.locale
    slot = f"{{{kind}}}"
    if carrier == "alone":
        return slot, False
    if carrier == "beside":
        words = re.sub(r"[{}]", "", clean("descrip", chance)) or "FSL5.0"
        return source.one((f"{words} {slot}", f"{slot} {words}", f"{words};{slot}")), False
    if carrier == "label":
        label = source.one(_labels(locale, kind, chance))
        return source.one((f"{label}: {slot}", f"{label} {slot}", f"{label}={slot}", f"{label} : {slot}")), True
    if carrier == "key":
        key = source.one(KEYS[kind])
        return source.one((f"{key}={slot}", f"{key}: {slot}", f"{key} = '{slot}';", f"{key}:={slot}")), True
    texts = {"note": locale.notes, "command": COMMANDS, "several": SEVERAL}[carrier]
    holding = [text for text in texts if any(found["kind"] == kind for found in _SLOT.finditer(text))]
    if not holding:
        raise ValueError(f"No {carrier} of {locale.id} holds a {kind}.")
    return source.one(holding), carrier == "note"


def _labels(locale: Locale, kind: str, chance: random.Random) -> tuple[str, ...]:
    """Those of the locale, now and then in English, and keys where people have no word for it."""
    own = tuple(locale.labels.get(kind, ()))
    return own if own and chance.random() < 0.85 else KEYS[kind]
