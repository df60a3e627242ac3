"""The records: datasets of images, the revisions of their headers, and the audit trail.

A *revision* is one state of the header bytes, and how much of the voxel block goes with it: the block is written once
and shared by all of them, and what stands behind the voxels can be left out of the later ones. Text that a person typed
or a file carried (old and new values, reasons, file names) is kept encrypted in `AuditValue`, beside the chain of audit
entries that only commits to it, so that it can be erased later while the chain still verifies.
"""

from inspector.models.comments import Comment
from inspector.models.images import Dataset, Image, State, Upload, new_id
from inspector.models.kept import KeptAnswer, Turn
from inspector.models.members import Invitation, Membership, Role
from inspector.models.people import ApiToken, Draft, SignInTries
from inspector.models.privacy import LONGEST_MASKED, FoundValue, OwnIdentifier, Waiver
from inspector.models.proposals import Decision, Proposal
from inspector.models.releases import ReadThrough, Release, Released
from inspector.models.revisions import FieldChange, Revision
from inspector.models.sealed import ValueKey
from inspector.models.signoffs import SignOff, Step, state_after_edit
from inspector.models.stored import HeaderTail, VoxelBlock, blobs
from inspector.models.trail import AuditEntry, AuditValue

__all__ = [
    "LONGEST_MASKED",
    "ApiToken",
    "AuditEntry",
    "AuditValue",
    "Comment",
    "Dataset",
    "Decision",
    "Draft",
    "FieldChange",
    "FoundValue",
    "HeaderTail",
    "Image",
    "Invitation",
    "KeptAnswer",
    "Membership",
    "OwnIdentifier",
    "Proposal",
    "ReadThrough",
    "Release",
    "Released",
    "Revision",
    "Role",
    "SignInTries",
    "SignOff",
    "State",
    "Step",
    "Turn",
    "Upload",
    "ValueKey",
    "VoxelBlock",
    "Waiver",
    "blobs",
    "new_id",
    "state_after_edit",
]
