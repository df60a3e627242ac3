"""Named numbers of the NIfTI standard: data types, intents, coordinate systems, units, slice orders, extensions.

Sources: nifti1.h and nifti2.h of the NIfTI-1.1 and NIfTI-2 standards, the CIFTI-2 document for intents
3000-3012, and FSL's fnirt and topup for intents 2006-2018.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar


@dataclass(frozen=True, slots=True)
class Code:
    """One named number: `label` is the short word shown, `name` the constant of the standard's C header."""

    number: int
    label: str
    name: str
    meaning: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Datatype(Code):
    """A voxel type: `bits` per voxel (0: no type); `numpy` its NumPy code without byte order ("": none)."""

    bits: int = 0
    numpy: str = ""


@dataclass(frozen=True, slots=True)
class Intent(Code):
    """What the voxels stand for; `parameters` are the meanings of intent_p1, intent_p2, intent_p3 in order."""

    parameters: tuple[str, ...] = ()


C = TypeVar("C", bound=Code)


class CodeTable(Generic[C]):
    """An ordered table of codes, found by number or by any of their names."""

    def __init__(self, *codes: C) -> None:
        self._by_number = {code.number: code for code in codes}
        self._by_name = {
            word.casefold(): code for code in reversed(codes) for word in (code.label, code.name, *code.aliases)
        }

    def __iter__(self) -> Iterator[C]:
        return iter(self._by_number.values())

    def __len__(self) -> int:
        return len(self._by_number)

    def get(self, number: int) -> C | None:
        return self._by_number.get(number)

    def named(self, text: str) -> C | None:
        """The code with this label, constant or alias, in any case; None when there is none."""
        return self._by_name.get(text.strip().casefold())


def _datatype(number: int, label: str, name: str, bits: int, numpy: str, meaning: str, *aliases: str) -> Datatype:
    return Datatype(number, label, name, meaning, aliases, bits, numpy)


DATATYPES: CodeTable[Datatype] = CodeTable(
    _datatype(0, "unknown", "DT_UNKNOWN", 0, "", "What is stored per voxel is not said.", "none"),
    _datatype(1, "binary", "DT_BINARY", 1, "", "One bit per voxel: a mask. Few programs read it.", "bool"),
    _datatype(2, "uint8", "NIFTI_TYPE_UINT8", 8, "u1", "Whole numbers from 0 to 255."),
    _datatype(4, "int16", "NIFTI_TYPE_INT16", 16, "i2", "Whole numbers from -32,768 to 32,767."),
    _datatype(8, "int32", "NIFTI_TYPE_INT32", 32, "i4", "Whole numbers of about ±2 thousand million."),
    _datatype(16, "float32", "NIFTI_TYPE_FLOAT32", 32, "f4", "Decimal numbers with about 7 digits.", "float"),
    _datatype(32, "complex64", "NIFTI_TYPE_COMPLEX64", 64, "c8", "Complex numbers: two float32 per voxel."),
    _datatype(64, "float64", "NIFTI_TYPE_FLOAT64", 64, "f8", "Decimal numbers with about 16 digits.", "double"),
    _datatype(128, "RGB24", "NIFTI_TYPE_RGB24", 24, "RGB", "Colour: red, green and blue from 0 to 255.", "rgb"),
    _datatype(255, "all", "DT_ALL", 0, "", "A leftover of Analyze 7.5; not a type of voxel."),
    _datatype(256, "int8", "NIFTI_TYPE_INT8", 8, "i1", "Whole numbers from -128 to 127."),
    _datatype(512, "uint16", "NIFTI_TYPE_UINT16", 16, "u2", "Whole numbers from 0 to 65,535."),
    _datatype(768, "uint32", "NIFTI_TYPE_UINT32", 32, "u4", "Whole numbers from 0 to about 4 thousand million."),
    _datatype(1024, "int64", "NIFTI_TYPE_INT64", 64, "i8", "Very large whole numbers. Many programs refuse it."),
    _datatype(1280, "uint64", "NIFTI_TYPE_UINT64", 64, "u8", "Very large whole numbers from 0. Many refuse it."),
    _datatype(1536, "float128", "NIFTI_TYPE_FLOAT128", 128, "f16", "Decimal numbers in 16 bytes. Few read it."),
    _datatype(1792, "complex128", "NIFTI_TYPE_COMPLEX128", 128, "c16", "Complex numbers: two float64 per voxel."),
    _datatype(2048, "complex256", "NIFTI_TYPE_COMPLEX256", 256, "c32", "Complex numbers: two float128. Few read it."),
    _datatype(2304, "RGBA32", "NIFTI_TYPE_RGBA32", 32, "RGBA", "Colour with opacity: four bytes.", "rgba"),
)

XFORMS: CodeTable[Code] = CodeTable(
    Code(0, "unknown", "NIFTI_XFORM_UNKNOWN", "Not used: this form says nothing about orientation.", ("none",)),
    Code(1, "scanner", "NIFTI_XFORM_SCANNER_ANAT", "The scanner's own coordinates.", ("scanner anat",)),
    Code(2, "aligned", "NIFTI_XFORM_ALIGNED_ANAT", "Aligned with another image, often an anatomical scan."),
    Code(3, "talairach", "NIFTI_XFORM_TALAIRACH", "The Talairach-Tournoux atlas; origin at the anterior commissure."),
    Code(4, "mni", "NIFTI_XFORM_MNI_152", "The MNI 152 average brain.", ("mni152",)),
    Code(5, "template", "NIFTI_XFORM_TEMPLATE_OTHER", "Some other template brain.", ("template other",)),
)

SPACE_UNITS: CodeTable[Code] = CodeTable(
    Code(0, "unknown", "NIFTI_UNITS_UNKNOWN", "Not said; most programs take millimetres."),
    Code(1, "m", "NIFTI_UNITS_METER", "Metres. Many programs take millimetres all the same.", ("metre", "meter")),
    Code(2, "mm", "NIFTI_UNITS_MM", "Millimetres.", ("millimetre", "millimeter")),
    Code(3, "um", "NIFTI_UNITS_MICRON", "Micrometres, a thousandth of a millimetre.", ("micron", "µm", "micrometre")),
)

TIME_UNITS: CodeTable[Code] = CodeTable(
    Code(0, "unknown", "NIFTI_UNITS_UNKNOWN", "Not said; most programs take seconds."),
    Code(8, "s", "NIFTI_UNITS_SEC", "Seconds.", ("sec", "second", "seconds")),
    Code(16, "ms", "NIFTI_UNITS_MSEC", "Milliseconds, a thousandth of a second.", ("msec", "millisecond")),
    Code(24, "us", "NIFTI_UNITS_USEC", "Microseconds, a millionth of a second.", ("usec", "µs", "microsecond")),
    Code(32, "Hz", "NIFTI_UNITS_HZ", "Hertz: the fourth axis is a frequency, not a time.", ("hertz",)),
    Code(40, "ppm", "NIFTI_UNITS_PPM", "Parts per million: the fourth axis is a chemical shift."),
    Code(48, "rad/s", "NIFTI_UNITS_RADS", "Radians per second: the fourth axis is a frequency.", ("rads",)),
)

SLICE_ORDERS: CodeTable[Code] = CodeTable(
    Code(0, "unknown", "NIFTI_SLICE_UNKNOWN", "Not said."),
    Code(1, "sequential increasing", "NIFTI_SLICE_SEQ_INC", "First to last: 0, 1, 2, 3, 4.", ("seq inc",)),
    Code(2, "sequential decreasing", "NIFTI_SLICE_SEQ_DEC", "Last to first: 4, 3, 2, 1, 0.", ("seq dec",)),
    Code(3, "alternating increasing", "NIFTI_SLICE_ALT_INC", "Every other, upwards: 0, 2, 4, 1, 3.", ("alt inc",)),
    Code(4, "alternating decreasing", "NIFTI_SLICE_ALT_DEC", "Every other, downwards: 4, 2, 0, 3, 1.", ("alt dec",)),
    Code(5, "alternating increasing 2", "NIFTI_SLICE_ALT_INC2", "As 3 from the second: 1, 3, 0, 2, 4.", ("alt inc 2",)),
    Code(
        6,
        "alternating decreasing 2",
        "NIFTI_SLICE_ALT_DEC2",
        "As 4 from the last but one: 3, 1, 4, 2, 0.",
        ("alt dec 2",),
    ),
)

DIRECTIONS: CodeTable[Code] = CodeTable(
    Code(0, "unknown", "0", "Not said."),
    Code(1, "i", "1", "The first voxel axis."),
    Code(2, "j", "2", "The second voxel axis."),
    Code(3, "k", "3", "The third voxel axis."),
)


def _intent(number: int, label: str, name: str, meaning: str, *parameters: str) -> Intent:
    return Intent(number, label, f"NIFTI_INTENT_{name}", meaning, (), parameters)


def _fsl(number: int, label: str, name: str, meaning: str) -> Intent:
    return Intent(number, label, f"FSL_{name}", meaning)


def _cifti(number: int, label: str, name: str, meaning: str) -> Intent:
    return Intent(number, label, f"NIFTI_INTENT_CONNECTIVITY_{name}", f"CIFTI-2: {meaning}")


INTENTS: CodeTable[Intent] = CodeTable(
    _intent(0, "none", "NONE", "Plain measured values."),
    _intent(2, "correlation", "CORREL", "Correlation coefficient R.", "degrees of freedom"),
    _intent(3, "t test", "TTEST", "Student's t statistic.", "degrees of freedom"),
    _intent(4, "F test", "FTEST", "Fisher's F statistic.", "numerator d.o.f.", "denominator d.o.f."),
    _intent(5, "z score", "ZSCORE", "Standard normal: mean 0, variance 1."),
    _intent(6, "chi-squared", "CHISQ", "Chi-squared statistic.", "degrees of freedom"),
    _intent(7, "beta", "BETA", "Beta distribution.", "a", "b"),
    _intent(8, "binomial", "BINOM", "Binomial distribution.", "number of trials", "probability per trial"),
    _intent(9, "gamma", "GAMMA", "Gamma distribution.", "shape", "scale"),
    _intent(10, "Poisson", "POISSON", "Poisson distribution.", "mean"),
    _intent(11, "normal", "NORMAL", "Normal distribution.", "mean", "standard deviation"),
    _intent(
        12,
        "non-central F",
        "FTEST_NONC",
        "Non-central F statistic.",
        "numerator d.o.f.",
        "denominator d.o.f.",
        "numerator non-centrality",
    ),
    _intent(
        13, "non-central chi-squared", "CHISQ_NONC", "Non-central chi-squared.", "degrees of freedom", "non-centrality"
    ),
    _intent(14, "logistic", "LOGISTIC", "Logistic distribution.", "location", "scale"),
    _intent(15, "Laplace", "LAPLACE", "Laplace distribution.", "location", "scale"),
    _intent(16, "uniform", "UNIFORM", "Uniform distribution.", "lower end", "upper end"),
    _intent(17, "non-central t", "TTEST_NONC", "Non-central t statistic.", "degrees of freedom", "non-centrality"),
    _intent(18, "Weibull", "WEIBULL", "Weibull distribution.", "location", "scale", "power"),
    _intent(19, "chi", "CHI", "Chi distribution; 1 is half normal, 2 Rayleigh.", "degrees of freedom"),
    _intent(20, "inverse Gaussian", "INVGAUSS", "Inverse Gaussian distribution.", "mu", "lambda"),
    _intent(21, "extreme value", "EXTVAL", "Extreme value, type I.", "location", "scale"),
    _intent(22, "p value", "PVAL", "A probability between 0 and 1."),
    _intent(23, "ln p value", "LOGPVAL", "Natural logarithm of a p value."),
    _intent(24, "log10 p value", "LOG10PVAL", "Logarithm to base 10 of a p value."),
    _intent(1001, "estimate", "ESTIMATE", "An estimated parameter; intent_name may say which."),
    _intent(1002, "label", "LABEL", "Region numbers: an atlas or a segmentation."),
    _intent(1003, "NeuroNames", "NEURONAME", "Region numbers of the NeuroNames catalogue."),
    _intent(1004, "matrix", "GENMATRIX", "An M x N matrix at each voxel.", "M (rows)", "N (columns)"),
    _intent(1005, "symmetric matrix", "SYMMATRIX", "A symmetric N x N matrix at each voxel.", "N (rows)"),
    _intent(1006, "displacement", "DISPVECT", "A displacement vector at each voxel, in mm."),
    _intent(1007, "vector", "VECTOR", "Some other vector at each voxel."),
    _intent(1008, "point set", "POINTSET", "A list of points in space, as for a surface."),
    _intent(1009, "triangle", "TRIANGLE", "Index triples of points that form triangles."),
    _intent(1010, "quaternion", "QUATERNION", "A quaternion at each voxel."),
    _intent(1011, "dimensionless", "DIMLESS", "Numbers without a unit; intent_name may say more."),
    _intent(2001, "time series", "TIME_SERIES", "GIFTI: a time series at each node."),
    _intent(2002, "node index", "NODE_INDEX", "GIFTI: node numbers of a surface."),
    _intent(2003, "RGB vector", "RGB_VECTOR", "GIFTI: red, green, blue along the fifth axis."),
    _intent(2004, "RGBA vector", "RGBA_VECTOR", "GIFTI: red, green, blue, opacity along the fifth axis."),
    _intent(2005, "shape", "SHAPE", "GIFTI: a shape measure such as curvature."),
    _fsl(2006, "FNIRT displacement", "FNIRT_DISPLACEMENT_FIELD", "FSL fnirt: displacement field."),
    _fsl(2007, "FNIRT cubic splines", "CUBIC_SPLINE_COEFFICIENTS", "FSL fnirt: cubic spline coefficients."),
    _fsl(2008, "FNIRT DCT", "DCT_COEFFICIENTS", "FSL fnirt: discrete cosine coefficients."),
    _fsl(2009, "FNIRT quadratic splines", "QUADRATIC_SPLINE_COEFFICIENTS", "FSL fnirt: quadratic spline coefficients."),
    _fsl(2016, "TOPUP cubic splines", "TOPUP_CUBIC_SPLINE_COEFFICIENTS", "FSL topup: cubic spline coefficients."),
    _fsl(
        2017,
        "TOPUP quadratic splines",
        "TOPUP_QUADRATIC_SPLINE_COEFFICIENTS",
        "FSL topup: quadratic spline coefficients.",
    ),
    _fsl(2018, "TOPUP field", "TOPUP_FIELD", "FSL topup: field map."),
    _cifti(3000, "ConnUnknown", "UNKNOWN", "a mapping of no named kind."),
    _cifti(3001, "ConnDense", "DENSE", "dense by dense connectivity (.dconn.nii)."),
    _cifti(3002, "ConnDenseSeries", "DENSE_SERIES", "dense data by series (.dtseries.nii)."),
    _cifti(3003, "ConnParcels", "PARCELLATED", "parcel by parcel connectivity (.pconn.nii)."),
    _cifti(3004, "ConnParcelSries", "PARCELLATED_SERIES", "parcel data by series (.ptseries.nii)."),
    _cifti(3006, "ConnDenseScalar", "DENSE_SCALARS", "dense data by named scalars (.dscalar.nii)."),
    _cifti(3007, "ConnDenseLabel", "DENSE_LABELS", "dense data by labels (.dlabel.nii)."),
    _cifti(3008, "ConnParcelScalr", "PARCELLATED_SCALAR", "parcel data by named scalars (.pscalar.nii)."),
    _cifti(3009, "ConnParcelDense", "PARCELLATED_DENSE", "parcel by dense connectivity (.pdconn.nii)."),
    _cifti(3010, "ConnDenseParcel", "DENSE_PARCELLATED", "dense by parcel connectivity (.dpconn.nii)."),
    _cifti(3011, "ConnPPSr", "PARCELLATED_PARCELLATED_SERIES", "parcel connectivity by series (.pconnseries.nii)."),
    _cifti(3012, "ConnPPSc", "PARCELLATED_PARCELLATED_SCALAR", "parcel connectivity by scalars (.pconnscalar.nii)."),
)


def _extension(number: int, label: str, name: str, meaning: str) -> Code:
    return Code(number, label, f"NIFTI_ECODE_{name}", meaning)


EXTENSIONS: CodeTable[Code] = CodeTable(
    _extension(0, "ignore", "IGNORE", "Unknown content, to be ignored."),
    _extension(2, "DICOM", "DICOM", "DICOM attributes of the scan; may name the patient."),
    _extension(4, "AFNI", "AFNI", "AFNI's attributes, as XML."),
    _extension(6, "comment", "COMMENT", "Free text."),
    _extension(8, "XCEDE", "XCEDE", "Experiment metadata, as XML."),
    _extension(10, "JIM dimensions", "JIMDIMINFO", "Dimension information of the Jim program."),
    _extension(12, "workflow", "WORKFLOW_FWDS", "A processing workflow."),
    _extension(14, "FreeSurfer", "FREESURFER", "FreeSurfer's own data."),
    _extension(16, "pickle", "PYPICKLE", "Pickled Python objects. They are never loaded: that could run code."),
    _extension(18, "MiND identifier", "MIND_IDENT", "Name of a diffusion model (LONI MiND)."),
    _extension(20, "b-value", "B_VALUE", "A diffusion weighting (LONI MiND)."),
    _extension(22, "direction", "SPHERICAL_DIRECTION", "A direction as two angles (LONI MiND)."),
    _extension(24, "tensor component", "DT_COMPONENT", "Which component of a diffusion tensor (LONI MiND)."),
    _extension(26, "harmonics", "SHC_DEGREEORDER", "Degree and order of a spherical harmonic (LONI MiND)."),
    _extension(28, "VoxBo", "VOXBO", "VoxBo's own data."),
    _extension(30, "Caret", "CARET", "Caret's own data, as XML."),
    _extension(32, "CIFTI", "CIFTI", "The CIFTI-2 description of what each row and column is, as XML."),
    _extension(34, "frame timing", "VARIABLE_FRAME_TIMING", "Start and length of each frame, when they vary."),
    _extension(36, "unassigned", "36", "Reserved for Agilent ProcPar, never assigned."),
    _extension(38, "EVAL", "EVAL", "Data of the Münster University Hospital."),
    _extension(40, "MATLAB", "MATLAB", "Data written by MATLAB programs."),
    _extension(42, "Quantiphyse", "QUANTIPHYSE", "Quantiphyse's own data."),
    _extension(44, "MRS", "MRS", "Magnetic resonance spectroscopy metadata, as JSON."),
)
