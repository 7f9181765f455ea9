"""The vocabulary in words that a parent reads."""

from licet.programme.vocabulary import Actor, Category, Choice, Operation, Purpose, Safeguard

CATEGORY_WORDS = {
    Category.POPULATION: "civil register and census records",
    Category.EDUCATION: "school records",
    Category.EARLY_YEARS: "nursery and early years records",
    Category.HEALTH: "health records",
    Category.SOCIAL_CARE: "social care records",
    Category.POLICE: "police records",
    Category.JUSTICE: "court and probation records",
    Category.HOUSING: "housing records",
    Category.TAX: "tax records",
    Category.BENEFITS: "benefit records",
    Category.IMMIGRATION: "immigration records",
}

OPERATION_WORDS = {
    Operation.LINK: "being linked",
    Operation.FIND_NEEDS: "being used to find what a family may need",
    Operation.SCORE: "being used to score families",
    Operation.SHOW: "being shown to a practitioner",
    Operation.PUBLISH: "being counted in published figures",
}

PURPOSE_WORDS = {
    Purpose.PLAN_SERVICES: "to plan services",
    Purpose.EVALUATE: "to find out what works",
    Purpose.SAVE_MONEY: "to save money",
    Purpose.PREVENT_ABUSE: "to prevent abuse",
    Purpose.OFFER_EARLY_HELP: "to offer early help",
    Purpose.DETECT_FRAUD: "to detect fraud",
}

ACTOR_WORDS = {
    Actor.SCHOOL: "a school",
    Actor.HEALTH_SERVICE: "the health service",
    Actor.COUNCIL: "the council",
    Actor.POLICE: "the police",
    Actor.NATIONAL_GOVERNMENT: "national government",
    Actor.OTHER_PUBLIC_BODY: "another public body",
    Actor.COMPANY: "a company",
    Actor.CHARITY: "a charity",
}

CHOICE_WORDS = {
    Choice.TOLD: "people being told",
    Choice.MAY_OBJECT: "people being able to object",
    Choice.CONSENT_ASKED: "people being asked to agree first",
}

SAFEGUARD_WORDS = {
    Safeguard.HUMAN_REVIEW: "a person decides",
    Safeguard.PSEUDONYMISED: "names hidden until a file is opened",
    Safeguard.INDEPENDENT_AUDIT: "checked from outside",
    Safeguard.NO_POLICE_ACCESS: "no access for the police",
    Safeguard.NO_SALE: "never sold",
}


def listed(words: list[str], joint: str = "and") -> str:
    """A list as English writes it: 'a', 'a and b', 'a, b and c'."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joint} {words[-1]}"
