"""What programs write that says nothing of a person: text for the places around a plant, and for files without one.

In a pattern # is a digit, and {a|b} one of its parts. The strings are those that programs are known to write, with
other numbers. They are not taken from the list that the check explains text with.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

CLEAN: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "descrip": (
            "FSL{4|5}.#",
            "FSL3.2beta",
            "6.0.{1|3|4|5|7}:{9e026117|b2c4d1ab|7bd8da12|a4a5bfd2}",
            "6.0.{1|2|5}",
            "spm - 3D normalized",
            "spm - algebra",
            "spm - realigned",
            "spm - conv(##,##,##)",
            "SPM{T_[##.0]} - contrast #: {faces > houses|left hand > rest|words|motion}",
            "SPM{F_[#.0,##.0]} - contrast #: effects of interest",
            "spm:estimated whole brain mask",
            "Warped",
            "TE=##;Time=1{0|1|2|3|4|5}{0|1|2|3|4|5}#{0|1|2|3|4}#.###",
            "TE=#.##;Time={9|8}{0|1|2|3}#{0|1|2|3|4}#.###;phase={0|1}",
            "TE=##;Time=1{0|1|2|3|4}{0|1|2|3|4}#{0|1|2|3}#.###;phase=1;mb={2|4|8}",
            "MRtrix version: 3.0.{1|2|3|4}",
            "MRtrix version: 3.0_RC3-{51|86}-g{76a2b2cd|4b523b41}",
            "FreeSurfer {Jan|Mar|May|Nov} {12|18|19|23} 201#",
            "freesurfer 7.{1|2|3|4}.1",
            "{T1|T2|PD} weighted image",
            "NIFTI-1 Image",
            "NiftyReg",
            "ITK {4|5}.{0|1|2|3}.#",
            "Mango ROI",
            "mricron {mask|overlay}",
            "brain mask",
            "grey matter probability map",
            "{FA|MD|RD|AD} map",
            "probabilistic atlas, 2 mm",
            "3T 3D GR TR=####ms/TE=#.##ms/FA={7|8|9}deg",
            "BrainVoyager QX {map|volume}",
            "Created by {nibabel|NiBabel} {3|4|5}.#.#",
            "xform: scanner anat",
            "voxel displacement map",
            "eddy corrected data",
            "mean of ## volumes",
            "b-value ###0",
            "5.0.{8|9|10|11}",
            "spm - coregistered",
            "spm - 3D normalized - affine",
            "SPM mask",
            "VBM8 - segmentation",
            "CAT12 modulated grey matter",
            "mnc2nii in.mnc out.nii",
            "TE=#.#e-03;sec=0.##",
            "GE:TE=##;TR=##00",
            "Warped Image",
            "Elastix result image",
            "Slicer volume",
            "DSI Studio FIB export",
            "dipy tensor fit",
            "nilearn masked image",
            "ANTs brain extraction",
            "BrainSuite bias corrected",
            "Segmentation by FAST",
            "T1w 1mm isotropic, defaced",
            "ASL perfusion, ml/100g/min",
            "susceptibility map (ppm)",
            "phase difference, rad/s",
            "tissue class #: white matter",
            "{left|right} hemisphere, {pial|white} surface",
            "smoothed FWHM #mm",
            "tSNR",
            "p-values, FDR corrected",
            "",
        ),
        "aux_file": (
            "none", "None", "", "", "Red-Yellow", "Greyscale", "render1", "mask", "Unaliased MB#/PE3/LB",
            "Perfusion Weighted", "phase map", "Motion Corrected", "HOT", "Cool", "FMRIB58_FA_1mm",
            "Blue-Lightblue", "Random-Rainbow", "MGH-Cortical", "render3", "brain_colours_1hot", "magnitude",
        ),
        "intent_name": (
            "Zscore", "Ttest", "Label", "ConnDenseSeries", "ConnParcels", "ep2d_bold", "t1_mprage_sag", "Vector",
            "beta_00##", "con_000#", "", "displacement", "Correlation", "F-stat", "ConnDenseLabel", "ConnDenseScalar",
            "Time Series", "Node Index", "DTI tensor", "p-value", "mask", "estimate", "Shape",
        ),
        "db_name": ("", "", "dsr", "T1", "brain", "mask", "func", "ep2d_diff", "FSL5.0", "sliceOrder#", "template",
                    "aseg", "epi", "CT", "PET", "dwi", "atlas"),
        "data_type": ("", "", "dsr", "float", "short", "16", "uint8"),
        "unused_str": ("", "", "mrtrix", "padding", "none"),
        "file name": (
            "sub-##_T1w", "sub-##_ses-0#_task-rest_bold", "sub-0##_acq-mprage_run-{1|2}_T1w", "T1_brain_mask", "T1",
            "mean_func", "zstat#", "con_000#", "wmT1", "aseg", "brainmask", "MNI152_T1_2mm_brain", "dwi_b###0",
            "sub-##_task-{nback|motor|stopsignal}_run-#_space-MNI152NLin2009cAsym_desc-preproc_bold", "aparc+aseg",
            "tpl-MNI152NLin6Asym_res-01_T1w", "HarvardOxford-cort-maxprob-thr25-2mm", "spmT_000#", "ResMS", "cope#",
            "thresh_zstat#", "nodif_brain_mask", "dti_FA", "swrafunc", "melodic_IC", "DWI_dir##_PA", "ADC_map", "nu",
            "sub-##_ses-baseline_inv-2_part-mag_MP2RAGE", "T1_to_MNI_warp", "wm_prob", "lesion_mask", "anat",
            "filtered_func_data", "rest_bold_mcf", "fa_map", "template_3mm", "c#T1", "mprage_gre", "beta_00##",
            "sub-##_dir-AP_epi", "atlas_labels", "wfmag_phase#", "ep2d_bold_moco_s##", "t2_tse_tra_s#",
        ),
        "line": (
            "fslmaths in.nii -s # out.nii",
            "bet T1 T1_brain -f 0.# -g 0",
            "flirt -in func -ref MNI152_T1_2mm -dof 12 -out reg",
            "3dcalc -a mean+orig -expr a*# -prefix scaled",
            "mrconvert dwi.mif dwi.nii.gz -stride 1,2,3,4",
            "N4BiasFieldCorrection -d 3 -i in.nii -o n4.nii",
            "antsRegistration --dimensionality 3 --metric MI[fixed.nii,moving.nii,1,32]",
            "EchoTime = #.##",
            "RepetitionTime = #.#",
            "FlipAngle: ##",
            "slice order: interleaved ascending",
            "MagneticFieldStrength=3",
            "ImageType = ORIGINAL\\PRIMARY\\M\\ND\\MOSAIC",
            "Manufacturer: {SIEMENS|GE MEDICAL SYSTEMS|Philips Medical Systems}",
            "ManufacturerModelName: {Prisma_fit|Skyra|Achieva|Ingenia|DISCOVERY MR750|TrioTim}",
            "SeriesDescription: {t1_mprage_sag_p2_iso|ep2d_bold_moco|t2_space_dark-fluid|DTI_64dir}",
            "1 Left-Hippocampus 220 216 20 0",
            "## Right-Thalamus-Proper 0 118 14 0",
            "Right hippocampus",
            "left amygdala",
            "label ##: white matter",
            "0.### 0.### 1.###",
            "bvals: 0 1000 1000 2000",
            "smoothed with a kernel of # mm",
            "normalised to MNI space",
            "motion corrected, # parameters",
            "software versions: AFNI_2{0|1|2|3}.#.0#",
            "Pixel bandwidth: 1###",
            "Coil: 32Ch Head",
            "PhaseEncodingDirection: j-",
            "TotalReadoutTime = 0.0###",
            "voxel size: 2 x 2 x 2.5 mm",
            "recon-all -all -i T1.nii.gz",
            "3dvolreg -base # -prefix moco func+orig",
            "dwidenoise dwi.mif dwi_denoised.mif -noise noise.mif",
            "eddy --imain=data --mask=mask --acqp=acqparams.txt --index=index.txt",
            "topup --imain=b0s --datain=acqparams.txt --config=b02b0.cnf --out=topup",
            "c3d in.nii -resample 50% -o out.nii",
            "segmentation: 0 background, 1 CSF, 2 grey matter, 3 white matter",
            "mask made with BET, threshold 0.#",
            "rigid registration, mutual information, # iterations",
            "TI = {800|900|1100} ms, TE = #.## ms",
            "{Superior|Middle|Inferior} temporal gyrus",
            "## ctx-lh-precuneus",
            "Brodmann area ##",
            "design matrix: # regressors, high-pass filter 128 s",
            "units: Hz",
            "ringing removed",
            "quality: good",
            "acceleration factor 2 (GRAPPA)",
            "# volumes discarded",
        ),
        "name": ("T1.nii", "func.nii", "mask.nii", "sub-##_T1w.nii", "zstat#.nii", "mean_b0.nii", "aseg.nii"),
        "gzip comment": ("compressed by pigz", "fslchfiletype", "derived", "float32", "level 9", "template"),
    }
)  # fmt: skip
# Attributes of a series as dcm2niix and dcmstack keep them; a value is a pattern, or a number when it can be read so.
PARAMETERS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "Modality": ("MR",),
        "MagneticFieldStrength": ("3", "1.5", "7"),
        "Manufacturer": ("Siemens", "GE", "Philips"),
        "ManufacturersModelName": ("Prisma", "Skyra", "Achieva", "SIGNA Premier"),
        "BodyPartExamined": ("BRAIN", "HEAD"),
        "PatientPosition": ("HFS", "HFP"),
        "SeriesDescription": ("t1_mprage_sag_p2_iso", "ep2d_bold_moco", "DTI 64 directions", "AAHead_Scout"),
        "ProtocolName": ("T1w_MPR", "rfMRI_REST_AP", "fieldmap gre"),
        "ScanningSequence": ("GR_IR", "EP", "SE"),
        "SequenceVariant": ("SK_SP_MP", "SK", "SS"),
        "SoftwareVersions": ("syngo MR E11", "syngo MR B17", "27.0.LX"),
        "EchoTime": ("0.0#", "0.00##"),
        "RepetitionTime": ("2", "1.#", "0.8"),
        "FlipAngle": ("9", "52", "80"),
        "EchoNumber": ("1", "2"),
        "SliceThickness": ("1", "2.4", "3"),
        "ConversionSoftware": ("dcm2niix",),
        "ConversionSoftwareVersion": ("v1.0.20220720", "v1.0.20190902"),
        "PhaseEncodingDirection": ("j-", "i", "j"),
        "ImageOrientationText": ("Sag", "Tra>Cor(-##.#)"),
        "SliceTiming": ("0.####",),
        "MultibandAccelerationFactor": ("4", "8"),
        "ParallelReductionFactorInPlane": ("2",),
        "PulseSequenceDetails": ("%SiemensSeq%\\\\ep2d_bold", "%CustomerSeq%\\\\cmrr_mbep2d_bold"),
        "ReceiveCoilName": ("Head_32", "HeadNeck_64"),
        "CoilString": ("HEA;HEP", "HC1-7;NC1"),
        "PartialFourier": ("0.75", "1"),
        "WaterFatShift": ("12.###",),
        "ImageType": ("ORIGINAL_PRIMARY_M_FFE",),
        "PercentPhaseFOV": ("100", "93.75"),
        "InversionTime": ("0.9", "1.1"),
        "DwellTime": ("2.6e-06",),
        "ReconMatrixPE": ("64", "104"),
        "MRAcquisitionType": ("2D", "3D"),
        "TaskName": ("rest", "nback"),
        "InPlanePhaseEncodingDirectionDICOM": ("COL", "ROW"),
        "SAR": ("0.0####",),
        "NumberOfAverages": ("1",),
        "StationaryFieldUnits": ("T",),
        "AnatomicalLandmarkCoordinates": ("127 119 149",),
        "BIDSVersion": ("1.8.0",),
        "EffectiveEchoSpacing": ("0.00058",),
    }
)


def clean(place: str, chance: random.Random) -> str:
    """Something that programs write in such a place."""
    return expanded(chance.choice(CLEAN[place]), chance)


def expanded(pattern: str, chance: random.Random) -> str:
    """One of the texts that a pattern stands for. Braces without a bar stay as they are."""
    text = re.sub(r"\{([^{}]*\|[^{}]*)\}", lambda found: chance.choice(found[1].split("|")), pattern)
    return re.sub("#", lambda _: str(chance.randrange(10)), text)


def parameters(chance: random.Random) -> dict[str, str | float]:
    """A few attributes of a series."""
    keys = chance.sample(sorted(PARAMETERS), chance.randrange(4, 12))
    return {key: _number(expanded(chance.choice(PARAMETERS[key]), chance)) for key in keys}


def _number(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return text
