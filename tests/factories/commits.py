"""A commit of events over fakes, or over stores that a test brings."""

from shared.features.events.commit import EventCommit
from shared.features.events.letters import DeadLetterBox
from shared.features.events.packing import SegmentPacker
from shared.features.events.ports import AuditEffects, RepeatStore, SegmentStore, Vault
from shared.features.events.repeats import Repeats
from shared.features.gaps.service import GapLedger
from shared.kernel.buckets import BucketPlan
from tests.factories.buckets import PLAN
from tests.fakes.clock import FakeClock
from tests.fakes.events import (
    FakeAccessEffects,
    FakeAudits,
    FakeDeadLetters,
    FakeGuildEffects,
    FakeMarkers,
    FakePolicies,
    FakeRepeats,
    FakeSegments,
    FakeVault,
)
from tests.fakes.gaps import FakeGaps


class CommitStore:
    """What a commit stands on, to look into."""

    def __init__(
        self,
        *,
        plan: BucketPlan = PLAN,
        clock: FakeClock | None = None,
        vault: Vault | None = None,
        audits: AuditEffects | None = None,
    ) -> None:
        self.segments, self.markers, self.letters = FakeSegments(), FakeMarkers(), FakeDeadLetters()
        self.guilds, self.access = FakeGuildEffects(), FakeAccessEffects()
        self.gaps, self.audits = FakeGaps(), audits or FakeAudits()
        self.policies, self.vault = FakePolicies(), FakeVault()
        self._sealing = vault or self.vault
        self.plan, self.clock = plan, clock or FakeClock()
        self.commits = self.commit_over(self.segments, FakeRepeats(self.segments))

    def commit_over(self, segments: SegmentStore, repeats: RepeatStore) -> EventCommit:
        packer = SegmentPacker(self._sealing, self.policies)
        return EventCommit(
            segments=segments,
            repeats=Repeats(
                segments=segments,
                store=repeats,
                packer=packer,
                plan=self.plan,
                clock=self.clock,
                pause=lambda _attempt: None,
            ),
            packer=packer,
            markers=self.markers,
            dead_letters=DeadLetterBox(self.letters, self._sealing, self.clock),
            guilds=self.guilds,
            access=self.access,
            gaps=GapLedger(self.gaps, self.clock),
            audits=self.audits,
            plan=self.plan,
            clock=self.clock,
        )
