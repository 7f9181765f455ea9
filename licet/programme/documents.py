"""The kinds of document that a programme carries, and what each has to speak about before it counts."""

from collections.abc import Mapping
from enum import StrEnum


class Document(StrEnum):
    """Kinds of document that the law or good practice asks for."""

    IMPACT_ASSESSMENT = "impact-assessment"
    RECORD_OF_PROCESSING = "record-of-processing"
    SHARING_AGREEMENT = "sharing-agreement"
    EQUALITY_IMPACT_ASSESSMENT = "equality-impact-assessment"
    TRANSPARENCY_RECORD = "transparency-record"
    APPROPRIATE_POLICY_DOCUMENT = "appropriate-policy-document"


IMPACT_ASSESSMENT = (
    "need",
    "processing",
    "consultation",
    "necessity-and-proportionality",
    "risks",
    "measures",
)
"""Six of the seven steps of a data-protection impact assessment; the seventh is the sign-off itself."""

RECORD_OF_PROCESSING = ("purposes", "people-and-data", "recipients", "transfers", "retention", "security")
"""What Article 30 of the UK GDPR asks a controller to record."""

SHARING_AGREEMENT = ("purpose", "legal-gateway", "data", "transfer", "retention", "incidents")

EQUALITY_IMPACT_ASSESSMENT = ("groups-considered", "effects", "actions")

APPROPRIATE_POLICY_DOCUMENT = ("conditions", "principles", "retention")
"""What Schedule 1, part 4, of the Data Protection Act 2018 asks for."""

TRANSPARENCY_RECORD = (
    "0.1 id",
    "0.2 standard-version",
    "0.3 organisation-type",
    "0.4 function",
    "0.5 capability",
    "0.6 task",
    "0.7 tags",
    "0.8 date-of-completion",
    "0.9 date-updated",
    "0.10 date-archived",
    "0.11 title",
    "0.12 organisation-name",
    "0.13 phase",
    "0.14 region",
    "0.15 one-sentence-description",
    "1.1 name",
    "1.2 description",
    "1.3 website-url",
    "1.4 contact-email",
    "2.1.1 organisation-or-department",
    "2.1.2 team",
    "2.1.3 senior-responsible-owner",
    "2.1.4 external-supplier-involvement",
    "2.1.4.1 external-supplier",
    "2.1.4.2 companies-house-number",
    "2.1.4.3 external-supplier-role",
    "2.1.4.4 procurement-procedure-type",
    "2.1.4.5 data-access-terms",
    "2.2.1 detailed-description",
    "2.2.2 scope",
    "2.2.3 benefit",
    "2.2.4 previous-process",
    "2.2.5 alternatives-considered",
    "2.3.1 process-integration",
    "2.3.2 provided-information",
    "2.3.3 frequency-and-scale-of-usage",
    "2.3.4 human-decisions-and-review",
    "2.3.5 required-training",
    "2.3.6 appeals-and-review",
    "2.4.1.1 system-architecture",
    "2.4.1.2 phase",
    "2.4.1.3 maintenance",
    "2.4.1.4 models",
    "2.4.2.1 model-name",
    "2.4.2.2 model-version",
    "2.4.2.3 model-task",
    "2.4.2.4 model-input",
    "2.4.2.5 model-output",
    "2.4.2.6 model-architecture",
    "2.4.2.7 model-performance",
    "2.4.2.8 datasets",
    "2.4.2.9 dataset-purposes",
    "2.4.3.1 source-data-name",
    "2.4.3.2 data-modality",
    "2.4.3.3 data-description",
    "2.4.3.4 data-quantities",
    "2.4.3.5 sensitive-attributes",
    "2.4.3.6 data-completeness-and-representativeness",
    "2.4.3.7 source-data-url",
    "2.4.3.8 data-collection",
    "2.4.3.9 data-cleaning",
    "2.4.3.10 data-sharing-agreements",
    "2.4.3.11 data-access-and-storage",
    "2.5.1 impact-assessment",
    "2.5.2 risks-and-mitigations",
)
"""The fields of the Algorithmic Transparency Recording Standard, version 3.0, by number and name."""

HEADINGS: Mapping[Document, tuple[str, ...]] = {
    Document.IMPACT_ASSESSMENT: IMPACT_ASSESSMENT,
    Document.RECORD_OF_PROCESSING: RECORD_OF_PROCESSING,
    Document.SHARING_AGREEMENT: SHARING_AGREEMENT,
    Document.EQUALITY_IMPACT_ASSESSMENT: EQUALITY_IMPACT_ASSESSMENT,
    Document.TRANSPARENCY_RECORD: TRANSPARENCY_RECORD,
    Document.APPROPRIATE_POLICY_DOCUMENT: APPROPRIATE_POLICY_DOCUMENT,
}
