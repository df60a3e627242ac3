"""The recognizers that know words: names, institutions and addresses without a label or a check digit."""

from __future__ import annotations

from typing import Final

from inspector.core.privacy.recognizers import addresses, institutions, names, scripts
from inspector.core.privacy.recognizers.table import Kind

LEXICAL: Final[tuple[Kind, ...]] = (
    Kind(
        "name",
        "name of a person",
        names.find,
        "45 CFR 164.514(b)(2)(i)(A)",
        (
            "Jane Doe",
            "Doe, Jane",
            "DOE_JANE",
            "JaneDoe",
            "J. Doe",
            "Dr. Jane Doe",
            "jane.doe",
            "van Exempel, Jan",
            "Mark Young",
            "seen with Zoë Müsterfrau again",
        ),
        (
            "brain mask",
            "Right-Cerebral-White-Matter",
            "White Matter",
            "FSL5.0",
            "SIEMENS Prisma_fit",
            "fslmaths in.nii -s 2 out.nii",
            "Harvard-Oxford Cortical Atlas",
            "spm - 3D normalized",
            "ORIGINAL\\PRIMARY\\M\\ND",
            "sub-01_task-rest_run-1_bold.nii.gz",
        ),
    ),
    Kind(
        "name in another script",
        "name in another script",
        scripts.find,
        "45 CFR 164.514(b)(2)(i)(A)",
        ("山田 太郎", "Иванов Иван", "Παράδειγμα", "ישראל ישראלי", "홍길동", "患者 山田太郎 様"),
        ("30 µm", "β = 0.3", "Ωm", "°C", "患者", "пациент"),
    ),
    Kind(
        "institution",
        "hospital, clinic or university",
        institutions.find,
        "45 CFR 164.514(b)(2)(i)(B)",
        (
            "Example Hospital",
            "Universitätsklinikum Musterstadt",
            "Hôpital Exemple",
            "University of Example",
            "EXAMPLE_MEDICAL_CENTER",
            "Kreiskrankenhaus",
            "例病院",
        ),
        (
            "GE MEDICAL SYSTEMS",
            "Siemens Healthineers",
            "Philips Medical Systems",
            "brain center",
            "center of mass",
            "MR Imaging",
        ),
    ),
    Kind(
        "address",
        "address",
        addresses.find,
        "45 CFR 164.514(b)(2)(i)(B)",
        (
            "12 Example Street",
            "Musterstraße 12",
            "Rico-Muster-Allee 12a",
            "12, rue Exemple",
            "Calle Ejemplo 12",
            "Via Esempio, 12",
            "Voorbeeldstraat 12",
            "ul. Przykładowa 12/3",
            "Exempelgatan 12",
            "12345 Musterstadt",
            "Sampleton, NY 12345",
            "SW1A 1AA",
            "P.O. Box 123",
            "〒100-0001",
        ),
        (
            "TE=30;Time=134808.242;phase=1;mb=2",
            "64 64 36",
            "3 Axial View",
            "12 Right-Hippocampus 220 20 20 0",
            "2000 MS",
            "T1 3D",
        ),
    ),
)
