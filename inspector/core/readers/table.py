"""READERS: the programs that are modelled, what decides in each, and how well that is known."""

from __future__ import annotations

from typing import Final

from inspector.core.header import Header
from inspector.core.readers import afni, fsl, itk, mrtrix, nibabel, niivue, spm
from inspector.core.readers.reading import Reader, Reading

READERS: Final = (
    Reader(
        key="nibabel",
        name="nibabel",
        programs="nilearn, DIPY, fMRIPrep, TorchIO and most Python programs",
        version="5.4",
        rule="The sform if its code is above 0, else the qform, else the centre of the volume with x flipped.",
        evidence="nibabel/nifti1.py, and comparison with nibabel itself",
        tested=True,
        model=nibabel.read,
    ),
    Reader(
        key="itk",
        name="ITK",
        programs="ANTs, 3D Slicer, ITK-SNAP, SimpleITK, elastix",
        version="5.4",
        rule=(
            "The sform if its axes are at right angles and it is the only form, has code 1 or agrees with the qform; "
            "else the qform; without a qform it refuses a sheared sform. Voxel sizes always come from pixdim."
        ),
        evidence="itkNiftiImageIO.cxx of ITK 5.4, and comparison with SimpleITK",
        tested=True,
        model=itk.read,
    ),
    Reader(
        key="fsl",
        name="FSL",
        programs="FSL's tools; FSLeyes differs only without a form",
        version="6, as documented",
        rule="The sform if its code is above 0, else the qform, else voxel sizes in radiological order.",
        evidence="what FSL documents; neither its source nor FSL itself was compared",
        tested=False,
        model=fsl.read,
    ),
    Reader(
        key="spm",
        name="SPM12",
        programs="SPM12 and its toolboxes, CAT12, CONN",
        version="12",
        rule="The sform if its code is above 0, else the qform, else the centre of the volume with x flipped.",
        evidence="@nifti of SPM12; not compared with SPM12 itself",
        tested=False,
        model=spm.read,
    ),
    Reader(
        key="afni",
        name="AFNI",
        programs="AFNI's tools; AFNI_NIFTI_PRIORITY=Q turns the preference around",
        version="as of 2008",
        rule="The sform if its code is above 0, else the qform, else voxel sizes from 0; an AFNI extension wins.",
        evidence="thd_niftiread.c of 2008; the library under it, nifti_clib, is compared with nifti_tool",
        tested=False,
        model=afni.read,
    ),
    Reader(
        key="mrtrix",
        name="MRtrix3",
        programs="MRtrix3's tools; NIfTIUseSform: 0 turns the preference around",
        version="3.0",
        rule="The sform if its code is not 0, else the qform, else the centre of the volume.",
        evidence="core/file/nifti_utils.cpp of MRtrix3 3.0, and comparison with mrinfo",
        tested=True,
        model=mrtrix.read,
    ),
    Reader(
        key="niivue",
        name="niivue",
        programs="niivue, and viewers built on it in web pages",
        version="with AffineProcessor",
        rule="The qform if its code is higher than that of the sform, else the sform, else voxel sizes from 0.",
        evidence="nifti-reader-js and niivue's AffineProcessor; not compared with niivue itself",
        tested=False,
        model=niivue.read,
    ),
)


def readings(header: Header) -> tuple[Reading, ...]:
    """The reading of every program in READERS, in that order."""
    return tuple(reader.read(header) for reader in READERS)
