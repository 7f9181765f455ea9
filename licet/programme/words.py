"""The vocabulary in words that a parent reads."""

from licet.programme.documents import Document
from licet.programme.sentence import said
from licet.programme.vocabulary import Actor, Category, Choice, Operation, Purpose, Safeguard

CATEGORY_WORDS = {
    Category.POPULATION: said("civil register and census records"),
    Category.EDUCATION: said("school records"),
    Category.EARLY_YEARS: said("nursery and early years records"),
    Category.HEALTH: said("health records"),
    Category.SOCIAL_CARE: said("social care records"),
    Category.POLICE: said("police records"),
    Category.JUSTICE: said("court and probation records"),
    Category.HOUSING: said("housing records"),
    Category.TAX: said("tax records"),
    Category.BENEFITS: said("benefit records"),
    Category.IMMIGRATION: said("immigration records"),
}

OPERATION_WORDS = {
    Operation.LINK: said("being linked"),
    Operation.FIND_NEEDS: said("being used to find what a family may need"),
    Operation.SCORE: said("being used to score families"),
    Operation.SHOW: said("being shown to a practitioner"),
    Operation.PUBLISH: said("being counted in published figures"),
}

PURPOSE_WORDS = {
    Purpose.PLAN_SERVICES: said("to plan services"),
    Purpose.EVALUATE: said("to find out what works"),
    Purpose.SAVE_MONEY: said("to save money"),
    Purpose.PREVENT_ABUSE: said("to prevent abuse"),
    Purpose.OFFER_EARLY_HELP: said("to offer early help"),
    Purpose.DETECT_FRAUD: said("to detect fraud"),
}

ACTOR_WORDS = {
    Actor.SCHOOL: said("by a school"),
    Actor.HEALTH_SERVICE: said("by the health service"),
    Actor.COUNCIL: said("by the council"),
    Actor.POLICE: said("by the police"),
    Actor.NATIONAL_GOVERNMENT: said("by national government"),
    Actor.OTHER_PUBLIC_BODY: said("by another public body"),
    Actor.COMPANY: said("by a company"),
    Actor.CHARITY: said("by a charity"),
}

CHOICE_WORDS = {
    Choice.TOLD: said("people being told"),
    Choice.MAY_OBJECT: said("people being able to object"),
    Choice.CONSENT_ASKED: said("people being asked to agree first"),
}

SAFEGUARD_WORDS = {
    Safeguard.HUMAN_REVIEW: said("a person decides"),
    Safeguard.PSEUDONYMISED: said("names hidden until a file is opened"),
    Safeguard.INDEPENDENT_AUDIT: said("checked from outside"),
    Safeguard.NO_POLICE_ACCESS: said("no access for the police"),
    Safeguard.NO_SALE: said("never sold"),
}

DOCUMENT_WORDS = {
    Document.IMPACT_ASSESSMENT: said("impact assessment"),
    Document.RECORD_OF_PROCESSING: said("record of processing"),
    Document.SHARING_AGREEMENT: said("sharing agreement"),
    Document.EQUALITY_IMPACT_ASSESSMENT: said("equality impact assessment"),
    Document.TRANSPARENCY_RECORD: said("transparency record"),
    Document.APPROPRIATE_POLICY_DOCUMENT: said("appropriate policy document"),
}
