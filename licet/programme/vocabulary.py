"""The one vocabulary: programme, survey, charter, code and pages use these words and no others."""

from enum import StrEnum

from licet.programme.sentence import said


class Category(StrEnum):
    """What a field or an event is about, whoever holds it."""

    POPULATION = "population"
    EDUCATION = "education"
    EARLY_YEARS = "early-years"
    HEALTH = "health"
    SOCIAL_CARE = "social-care"
    POLICE = "police"
    JUSTICE = "justice"
    HOUSING = "housing"
    TAX = "tax"
    BENEFITS = "benefits"
    IMMIGRATION = "immigration"


class Operation(StrEnum):
    """What is done with data, in the order in which it is done; reading is part of linking."""

    LINK = "link"
    FIND_NEEDS = "find-needs"
    SCORE = "score"
    SHOW = "show"
    PUBLISH = "publish"


class Purpose(StrEnum):
    """What it is done for."""

    PLAN_SERVICES = "plan-services"
    EVALUATE = "evaluate"
    SAVE_MONEY = "save-money"
    PREVENT_ABUSE = "prevent-abuse"
    OFFER_EARLY_HELP = "offer-early-help"
    DETECT_FRAUD = "detect-fraud"


class Actor(StrEnum):
    """Who does it."""

    SCHOOL = "school"
    HEALTH_SERVICE = "health-service"
    COUNCIL = "council"
    POLICE = "police"
    NATIONAL_GOVERNMENT = "national-government"
    OTHER_PUBLIC_BODY = "other-public-body"
    COMPANY = "company"
    CHARITY = "charity"


class Choice(StrEnum):
    """What choice people are given, from weakest to strongest."""

    TOLD = "told"
    MAY_OBJECT = "may-object"
    CONSENT_ASKED = "consent-asked"

    @property
    def strength(self) -> int:
        """0 for told, 1 for may object, 2 for consent asked."""
        return list(Choice).index(self)


class Safeguard(StrEnum):
    """What else is promised."""

    HUMAN_REVIEW = "human-review"
    PSEUDONYMISED = "pseudonymised-until-opened"
    INDEPENDENT_AUDIT = "independent-audit"
    NO_POLICE_ACCESS = "no-police-access"
    NO_SALE = "no-sale"


GROUP_VARIABLES = {
    "ethnic-group": said("ethnic group"),
    "lone-parent": said("lone parent"),
    "parent-age": said("parent's age"),
    "number-of-children": said("number of children"),
    "income": said("income"),
    "occupation": said("occupation"),
    "qualification": said("qualification"),
    "tenure": said("tenure"),
    "gender": said("gender"),
    "service-contact": said("service contact"),
}
"""Group variables that evidence may report, with the words that pages use."""

AREA = "area"
"""Where people live, as records group them: for maps and counts, never a group of people to compare."""

REQUIRED_GROUPS = ("ethnic-group", "lone-parent", "parent-age", "number-of-children", "income")
"""Every charter lists at least these, with their levels."""
